/** A table of which only the rows that can be seen exist. All rows are equally high: --row in the style sheet. */
import { el } from "./dom.js";

const BEYOND = 6; // rows above and below what is seen
const NEW_ROWS = 8; // of a frame, so that none takes long; the others come with the next

/**
 * @template T
 * @typedef {object} Row
 * @property {HTMLTableRowElement} element
 * @property {(item: T) => void} update
 */

/** @template T */
export class VirtualTable {
    /** @type {T[]} */
    #items = [];
    /** @type {Map<string | number, Row<T>>} */
    #rows = new Map();
    #above = el("tr", { class: "space", "aria-hidden": "true" }, el("td"));
    #below = el("tr", { class: "space", "aria-hidden": "true" }, el("td"));
    #body;
    #key;
    #make;
    #rowHeight = 0;
    #rendering = 0;
    #later = () => {
        cancelAnimationFrame(this.#rendering);
        this.#rendering = requestAnimationFrame(() => this.#render());
    };
    #resized = () => {
        this.#rowHeight = 0;
        this.#later();
    };

    /**
     * @param {string} label
     * @param {[string, string][]} columns class and heading of each
     * @param {(item: T) => string | number} key
     * @param {(item: T) => Row<T>} make
     */
    constructor(label, columns, key, make) {
        this.#key = key;
        this.#make = make;
        this.#body = el("tbody", {}, this.#above, this.#below);
        const headings = columns.map(([name, heading]) => el("th", { scope: "col", class: name }, heading));
        this.table = el("table", { class: "rows" }, el("thead", {}, el("tr", {}, ...headings)), this.#body);
        this.table.setAttribute("aria-label", label);
        this.element = el("div", { class: "table" }, this.table);
        addEventListener("scroll", this.#later, { passive: true });
        addEventListener("resize", this.#resized);
    }

    /** @param {T[]} items in their order */
    show(items) {
        this.#items = items;
        this.table.setAttribute("aria-rowcount", String(items.length + 1));
        this.#render();
    }

    close() {
        removeEventListener("scroll", this.#later);
        removeEventListener("resize", this.#resized);
        cancelAnimationFrame(this.#rendering);
    }

    #render() {
        if (!this.element.isConnected) {
            return;
        }
        this.#rowHeight ||= parseFloat(getComputedStyle(this.table).getPropertyValue("--row"));
        const top = this.#body.getBoundingClientRect().top;
        const height = this.#rowHeight;
        const count = this.#items.length;
        const first = Math.min(count, Math.max(0, Math.floor(-top / height) - BEYOND));
        const end = Math.min(count, Math.max(first, Math.ceil((innerHeight - top) / height) + BEYOND));
        const visible = this.#some(this.#items.slice(first, end));
        this.#space(this.#above, first * height);
        this.#space(this.#below, (count - first - visible.length) * height);
        this.#forgetAllBut(new Set(visible.map(this.#key)));
        let before = /** @type {Element} */ (this.#above);
        visible.forEach((item, i) => {
            const row = this.#row(item);
            if (before.nextElementSibling !== row.element) {
                before.after(row.element);
            }
            row.element.setAttribute("aria-rowindex", String(first + i + 2));
            row.update(item);
            before = row.element;
        });
        if (visible.length < end - first) {
            this.#later();
        }
    }

    /**
     * Those before there are too many new ones.
     *
     * @param {T[]} items
     */
    #some(items) {
        let made = 0;
        const end = items.findIndex((item) => !this.#rows.has(this.#key(item)) && made++ === NEW_ROWS);
        return end < 0 ? items : items.slice(0, end);
    }

    /** @param {T} item */
    #row(item) {
        const key = this.#key(item);
        let row = this.#rows.get(key);
        if (!row) {
            row = this.#make(item);
            this.#rows.set(key, row);
        }
        return row;
    }

    /** @param {Set<string | number>} keys */
    #forgetAllBut(keys) {
        for (const [key, row] of this.#rows) {
            if (!keys.has(key)) {
                row.element.remove();
                this.#rows.delete(key);
            }
        }
    }

    /** @param {HTMLTableRowElement} row @param {number} height */
    #space(row, height) {
        row.hidden = height === 0;
        row.style.height = `${height}px`;
    }
}
