/** Elements, made without any text ever being read as HTML: names of streams are what strangers choose. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Makes an element.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | ((event: any) => void) | undefined>} [attributes] functions are
 *     listeners of the event behind "on"; true and false set and leave out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === "function") {
            element.addEventListener(name.slice(2), value);
        } else if (value !== undefined && value !== false) {
            element.setAttribute(name, value === true ? "" : String(value));
        }
    }
    add(element, children);
    return element;
}

/**
 * Puts those in place of what an element has.
 *
 * @param {Element} parent
 * @param {...Child} children
 */
export function fill(parent, ...children) {
    parent.replaceChildren();
    add(parent, children);
}

/**
 * Writes a text, if it is another than before.
 *
 * @param {Node} node
 * @param {string} text
 */
export function say(node, text) {
    if (node.textContent !== text) {
        node.textContent = text;
    }
}

/**
 * Tells those who hear the page rather than see it.
 *
 * @param {string} text
 */
export function announce(text) {
    const said = document.getElementById("said");
    if (said) {
        said.textContent = text;
    }
}

/**
 * A button that copies a text, and says so.
 *
 * @param {string} text
 * @param {string} what it is, for who cannot see what is beside it
 */
export function copyButton(text, what) {
    const button = el("button", { type: "button", class: "small", "aria-label": `Copy ${what}` }, "Copy");
    button.addEventListener("click", async () => {
        const copied = await copy(text);
        button.textContent = copied ? "Copied" : "Select it";
        announce(copied ? `${what} copied` : "It cannot be copied here: select the text");
        setTimeout(() => (button.textContent = "Copy"), 1500);
    });
    return button;
}

/**
 * A text that is there to be copied.
 *
 * @param {string} label
 * @param {string} text
 * @param {string} [testId]
 */
export function copyLine(label, text, testId) {
    return el(
        "div",
        { class: "copy-line", "data-testid": testId },
        el("span", { class: "label" }, label),
        el("code", {}, text),
        copyButton(text, label),
    );
}

/** @param {Element} parent @param {Child[]} children */
function add(parent, children) {
    for (const child of children) {
        if (child !== null && child !== undefined && child !== false) {
            parent.append(child);
        }
    }
}

/** @param {string} text */
async function copy(text) {
    if (navigator.clipboard) {
        return navigator.clipboard.writeText(text).then(
            () => true,
            () => false,
        );
    }
    return copyBySelection(text); // pages that did not come through TLS have no clipboard
}

/** @param {string} text */
function copyBySelection(text) {
    const field = el("textarea", { class: "unseen", "aria-hidden": "true", readonly: true }, text);
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (focused instanceof HTMLElement) {
        focused.focus();
    }
    return copied;
}
