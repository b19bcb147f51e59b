/** Streams: what is published now, a row each. */
import { Chart } from "./chart.js";
import { el, say } from "./dom.js";
import { bitRate, count, dateTime, frameRate, since, tracks, viewers } from "./format.js";
import { LadderList } from "./ladders.js";
import { PublishHelp } from "./publish-help.js";
import { store } from "./store.js";
import { streamPage } from "./urls.js";
import { VirtualTable } from "./virtual-table.js";

/** @typedef {import("./store.js").LiveStream} LiveStream */

const CHART_SECONDS = 120;

/**
 * What names are ordered by: cam-2 comes before cam-10. Not by Intl.Collator, which takes a browser up to 50 ms to make.
 *
 * @param {LiveStream} stream
 */
function orderOf(stream) {
    return stream.path.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, "0"));
}

/** @type {Record<string, (a: LiveStream, b: LiveStream) => number>} of streams that are in the order of their names */
const ORDERS = {
    name: () => 0,
    viewers: (a, b) => b.viewers - a.viewers,
    newest: (a, b) => Date.parse(b.details.publishedAt ?? "") - Date.parse(a.details.publishedAt ?? "") || 0,
};

/** @returns {import("./types.js").View} */
export function streamsView() {
    const table = new VirtualTable(
        "Streams",
        [
            ["name", "Stream"],
            ["chart-cell over-760", "Last 2 minutes"],
            ["number", "Bit rate"],
            ["number over-1100", "Frame rate"],
            ["text over-900", "Tracks"],
            ["few number", "Viewers"],
            ["text over-1280", "By"],
            ["number over-1000", "Since"],
            ["state", "State"],
        ],
        (stream) => stream.path,
        streamRow,
    );
    const filter = el("input", { type: "search", id: "filter", placeholder: "Name", "data-testid": "filter", oninput: () => update() });
    const order = el(
        "select",
        { id: "order", "data-testid": "order", onchange: () => update() },
        el("option", { value: "name" }, "By name"),
        el("option", { value: "viewers" }, "Most viewers"),
        el("option", { value: "newest" }, "Newest"),
    );
    const note = el("p", { class: "quiet", "data-testid": "streams-note" });
    const help = new PublishHelp();
    const ladders = new LadderList();
    /** @type {LiveStream[]} */
    let byName = [];
    let membership = -1;
    const tools = el(
        "div",
        { class: "tools" },
        el("label", { for: "filter", class: "unseen" }, "Filter streams"),
        filter,
        el("label", { for: "order", class: "unseen" }, "Order"),
        order,
    );

    function update() {
        const none = store.loaded && store.streams.size === 0;
        tools.hidden = none;
        help.update();
        ladders.update();
        if (membership !== store.membership) {
            membership = store.membership;
            byName = [...store.streams.values()]
                .map((stream) => ({ stream, order: orderOf(stream) }))
                .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
                .map(({ stream }) => stream);
        }
        const text = filter.value.toLowerCase();
        const shown = byName.filter((stream) => stream.path.toLowerCase().includes(text)).sort(ORDERS[order.value]);
        table.element.hidden = shown.length === 0;
        table.show(shown);
        say(note, text && shown.length < store.streams.size ? `${count(shown.length)} of ${count(store.streams.size)} streams` : "");
    }

    return {
        title: "Streams",
        root: el("div", { "data-testid": "streams" }, el("div", { class: "head" }, el("h1", { tabindex: "-1" }, "Streams"), tools), help.element, table.element, note, ladders.element),
        update,
        refresh: () => ladders.refresh(),
        close: () => table.close(),
    };
}

/** @param {LiveStream} stream */
function streamRow(stream) {
    const chart = new Chart(132, 28, CHART_SECONDS);
    const bits = el("td", { class: "number" });
    const frames = el("td", { class: "number over-1100" });
    const coded = el("td", { class: "text over-900" });
    const viewerCount = el("td", { class: "few number" });
    const by = el("td", { class: "text over-1280" });
    const published = el("td", { class: "number over-1000" });
    const stateText = el("span", {});
    const state = el("td", { class: "state" }, stateText);
    const element = el(
        "tr",
        { "data-testid": "stream", "data-stream": stream.path },
        el("th", { scope: "row", class: "name" }, el("a", { href: streamPage(stream.path), title: stream.path }, stream.path)),
        el("td", { class: "chart-cell over-760" }, chart.element),
        bits,
        frames,
        coded,
        viewerCount,
        by,
        published,
        state,
    );
    return {
        element,
        update(/** @type {LiveStream} */ now) {
            chart.draw(now.bits);
            say(bits, bitRate(now.bitsPerSecond));
            say(frames, frameRate(now.framesPerSecond));
            say(coded, tracks(now.details.tracks));
            say(viewerCount, count(now.viewers));
            say(by, viewers(now.details.viewersBy));
            say(published, since(now.details.publishedAt));
            published.title = dateTime(now.details.publishedAt);
            say(stateText, stateOf(now));
            state.dataset["state"] = stateOf(now);
        },
    };
}

/** @param {LiveStream} stream */
export function stateOf(stream) {
    if (!stream.details.published) {
        return "Waiting";
    }
    return stream.details.recording ? "Recording" : "Live";
}
