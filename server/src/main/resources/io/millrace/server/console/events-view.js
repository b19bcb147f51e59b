/** Events: what happened since this page was opened. */
import { el, say } from "./dom.js";
import { clock, count } from "./format.js";
import { store } from "./store.js";
import { streamPage } from "./urls.js";
import { VirtualTable } from "./virtual-table.js";

/** @typedef {import("./store.js").LogEntry} LogEntry */

/** @returns {import("./types.js").View} */
export function eventsView() {
    const note = el("p", { class: "quiet", "data-testid": "events-note" });
    const filter = el("input", { type: "search", id: "filter", placeholder: "Text", "data-testid": "filter", oninput: () => update() });
    const table = new VirtualTable(
        "Events",
        [
            ["time number", "Time"],
            ["text", "Event"],
            ["state over-760", "Stream"],
        ],
        (entry) => entry.number,
        (/** @type {LogEntry} */ entry) => ({ element: row(entry), update: () => {} }),
    );

    function update() {
        const text = filter.value.toLowerCase();
        const shown = store.log.filter((entry) => entry.text.toLowerCase().includes(text));
        table.element.hidden = shown.length === 0;
        table.show(shown);
        say(note, store.log.length === 0 ? "Nothing has happened since this page was opened." : `${count(shown.length)} of ${count(store.log.length)} events, newest first.`);
    }

    return {
        title: "Events",
        root: el(
            "div",
            { "data-testid": "events" },
            el("div", { class: "head" }, el("h1", { tabindex: "-1" }, "Events"), el("label", { for: "filter", class: "unseen" }, "Filter events"), filter),
            table.element,
            note,
        ),
        update,
        close: () => table.close(),
    };
}

/** @param {LogEntry} entry */
function row(entry) {
    return el(
        "tr",
        { "data-testid": "event" },
        el("td", { class: "time number" }, clock(entry.at)),
        el("td", { class: "text", title: entry.text }, entry.text),
        el("td", { class: "state over-760" }, entry.stream ? el("a", { href: streamPage(entry.stream) }, "Open") : ""),
    );
}
