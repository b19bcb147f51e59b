/** Questions to the person, in dialogs that the browser knows: focus stays inside, and Escape leaves them. */
import { el, fill } from "./dom.js";

/**
 * Asks for the token until one is given.
 *
 * @returns {Promise<string>}
 */
export function askForToken() {
    const wrong = sessionStorage.getItem("millrace.token") !== null;
    const field = el("input", { id: "token", type: "password", autocomplete: "off", required: true, "data-testid": "token" });
    return new Promise((resolve) => {
        const dialog = open(
            "Token",
            el("p", {}, wrong ? "The server does not accept that token." : "This server asks for the token that api.token has in its configuration."),
            el("label", { for: "token" }, "Token"),
            field,
            el("p", { class: "buttons" }, el("button", { type: "submit", class: "primary" }, "Continue")),
        );
        dialog.element.addEventListener("cancel", (event) => event.preventDefault()); // there is nothing to see without
        dialog.form.addEventListener("submit", () => resolve(field.value.trim()));
    });
}

/**
 * Asks whether to do something, and does it.
 *
 * @param {string} title
 * @param {string} text what will happen
 * @param {string} action what the button says
 * @param {() => Promise<unknown>} run
 * @param {...Node} fields
 */
export function confirm(title, text, action, run, ...fields) {
    const problem = el("p", { class: "problem", role: "alert" });
    const ok = el("button", { type: "submit", class: "primary", "data-testid": "confirm" }, action);
    const dialog = open(
        title,
        el("p", {}, text),
        ...fields,
        problem,
        el("p", { class: "buttons" }, el("button", { type: "button", onclick: () => dialog.element.close() }, "Cancel"), ok),
    );
    dialog.form.addEventListener("submit", async (event) => {
        event.preventDefault();
        ok.disabled = true;
        try {
            await run();
            dialog.element.close();
        } catch (error) {
            fill(problem, error instanceof Error ? error.message : String(error));
            ok.disabled = false;
        }
    });
}

/** @param {string} title @param {...Node} content */
function open(title, ...content) {
    const form = el("form", { method: "dialog" }, el("h2", { id: "dialog-title" }, title), ...content);
    const element = el("dialog", { "aria-labelledby": "dialog-title", "data-testid": "dialog" }, form);
    element.addEventListener("close", () => element.remove());
    document.body.append(element);
    element.showModal();
    return { element, form };
}
