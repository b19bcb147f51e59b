/** Configuration: each option in effect. */
import { call } from "./api.js";
import { el, say } from "./dom.js";
import { count } from "./format.js";
import { VirtualTable } from "./virtual-table.js";

/** @typedef {import("./types.js").ConfigOption} ConfigOption */

/** @returns {import("./types.js").View} */
export function configView() {
    /** @type {ConfigOption[]} */
    let options = [];
    const note = el("p", { class: "quiet" });
    const filter = el("input", { type: "search", id: "filter", placeholder: "Name or value", "data-testid": "filter", oninput: () => show() });
    const changed = el("input", { type: "checkbox", id: "changed", "data-testid": "changed", onchange: () => show() });
    const table = new VirtualTable(
        "Options",
        [
            ["name", "Option"],
            ["text", "Value"],
            ["text over-760", "By default"],
        ],
        (option) => option.key,
        (/** @type {ConfigOption} */ option) => ({ element: row(option), update: () => {} }),
    );

    function show() {
        const text = filter.value.toLowerCase();
        const shown = options.filter((option) => (option.changed || !changed.checked) && `${option.key}\n${option.value}`.toLowerCase().includes(text));
        table.element.hidden = shown.length === 0;
        table.show(shown);
        say(note, `${count(shown.length)} of ${count(options.length)} options. Secrets are left out.`);
    }

    return {
        title: "Configuration",
        root: el(
            "div",
            { "data-testid": "config" },
            el(
                "div",
                { class: "head" },
                el("h1", { tabindex: "-1" }, "Configuration"),
                el("div", { class: "tools" }, el("label", { class: "check" }, changed, " Changed only"), el("label", { for: "filter", class: "unseen" }, "Filter options"), filter),
            ),
            table.element,
            note,
        ),
        update: () => {},
        async refresh() {
            if (options.length === 0) {
                options = (await call("GET /config")).options;
                show();
            }
        },
        close: () => table.close(),
    };
}

/** @param {ConfigOption} option */
function row(option) {
    const cell = (/** @type {string} */ name, /** @type {string} */ text) => el("td", { class: name, title: text }, text || "–");
    return el(
        "tr",
        { class: option.changed ? "changed" : undefined },
        el("th", { scope: "row", class: "name code", title: option.key }, option.key),
        cell("text code", option.value),
        cell("text over-760 code quiet", option.byDefault),
    );
}
