/** Overview: how the server does. */
import { Chart } from "./chart.js";
import { copyLine, el, fill, say } from "./dom.js";
import { bitRate, count, dateTime, duration, millis, size, viewerKind } from "./format.js";
import { PublishHelp } from "./publish-help.js";
import { isOfServer, store } from "./store.js";
import { rtmpServers } from "./urls.js";

const CHART_SECONDS = 300;

/** @returns {import("./types.js").View} */
export function overviewView() {
    const received = rate("Received", "received");
    const sent = rate("Sent", "sent");
    const numbers = figures("Now", ["Streams", "Publishers", "Viewers", "Sessions", "Connections", "Buffers"]);
    const kinds = el("dl", { class: "facts", "data-testid": "viewers-by" });
    const health = figures("Health", [
        "Event loop lag, median",
        "Event loop lag, 99th percentile",
        "Event loop lag, longest",
        "Fan-out, 99th percentile",
        "Jumps of slow viewers",
        "Stalled peers closed",
        "Connections refused",
        "Viewers refused",
    ]);
    const totals = figures("Since the start", ["Up", "Started", "Connections accepted", "Received in all", "Sent in all"]);
    const about = figures("Server", ["Version", "Java", "Transport"]);
    const addresses = el("div", { "data-testid": "addresses" });
    const help = new PublishHelp();
    const draining = el("p", { class: "draining", role: "status", "data-testid": "draining", hidden: true }, "The server drains: it asks its clients to go elsewhere, and is not ready for new ones.");
    let addressesShown = "";

    function update() {
        const { server, figures: now } = store;
        if (!server) {
            return;
        }
        const { counters } = server;
        draining.hidden = !server.draining;
        received.show(now?.receivedBitsPerSecond ?? 0, store.received);
        sent.show(now?.sentBitsPerSecond ?? 0, store.sent);
        const ofServer = [...store.streams.values()].filter(({ details }) => isOfServer(details)).length;
        numbers.show([
            count(now?.streams.length ?? counters.streams),
            count(now?.publishers ?? counters.publishers) + (ofServer > 0 ? ` (${count(ofServer)} by the server itself)` : ""),
            count(now?.players ?? counters.players),
            count(now?.sessions ?? counters.sessions),
            count(counters.connections),
            size(counters.bufferBytes),
        ]);
        health.show([
            millis(counters.loopLag.p50Millis),
            millis(counters.loopLag.p99Millis),
            millis(counters.loopLag.maxMillis),
            millis(counters.fanOut.p99Millis),
            count(counters.jumpsTotal),
            count(counters.stalledPeersTotal),
            count(counters.connectionsRefusedTotal),
            count(counters.playersRefusedTotal),
        ]);
        totals.show([
            duration(now?.uptimeMillis ?? server.uptimeMillis),
            dateTime(server.startedAt),
            count(counters.connectionsTotal),
            size(counters.receivedBytesTotal),
            size(counters.sentBytesTotal),
        ]);
        about.show([server.version || "development", server.java, server.transport]);
        showKinds(counters.playersBy);
        showAddresses(server.addresses);
        help.update();
    }

    /** @param {import("./types.js").CountsBy} by */
    function showKinds(by) {
        const entries = Object.entries(by).filter(([, number]) => number > 0);
        const text = JSON.stringify(entries);
        if (kinds.dataset["shown"] !== text) {
            kinds.dataset["shown"] = text;
            fill(kinds, ...entries.map(([kind, number]) => fact(viewerKind(kind), count(number))), entries.length === 0 && fact("Viewers", "none"));
        }
    }

    /** @param {import("./types.js").Address[]} all */
    function showAddresses(all) {
        const urls = rtmpServers(all);
        if (urls.join() !== addressesShown) {
            addressesShown = urls.join();
            const servers = urls.map((url) => copyLine(`${scheme(url)} server`, `${url}/live`));
            const key = el("p", { class: "quiet" }, "The stream key, or what follows the server in a URL, is any name.");
            fill(addresses, ...servers, key, copyLine(scheme(location.origin), location.origin));
        }
    }

    return {
        title: "Overview",
        root: el(
            "div",
            { "data-testid": "overview" },
            el("div", { class: "head" }, el("h1", { tabindex: "-1" }, "Overview")),
            draining,
            help.element,
            el("div", { class: "rates" }, received.element, sent.element),
            el(
                "div",
                { class: "columns" },
                el("div", {}, numbers.element, about.element),
                el("div", {}, el("section", {}, el("h2", {}, "Viewers by kind"), kinds), totals.element),
                health.element,
            ),
            el("section", {}, el("h2", {}, "Addresses"), addresses),
        ),
        update,
        refresh: () => store.refreshServer(),
    };
}

/** @param {string} url */
function scheme(url) {
    return url.slice(0, url.indexOf(":")).toUpperCase();
}

/** @param {string} label @param {string} testId */
function rate(label, testId) {
    const number = el("p", { class: "big number", "data-testid": testId });
    const chart = new Chart(520, 72, CHART_SECONDS);
    const axis = el("p", { class: "quiet axis number" });
    return {
        element: el("section", { class: "rate" }, el("div", {}, el("h2", {}, label), number), chart.element, axis),
        show(/** @type {number} */ bits, /** @type {import("./store.js").History} */ history) {
            say(number, bitRate(bits));
            say(axis, `5 minutes, at most ${bitRate(history.most)}`);
            chart.draw(history);
        },
    };
}

/** @param {string} title @param {string[]} names */
function figures(title, names) {
    const values = names.map(() => el("dd", {}));
    const rows = names.map((name, i) => el("div", {}, el("dt", {}, name), values[i]));
    return {
        element: el("section", {}, el("h2", {}, title), el("dl", { class: "facts" }, ...rows)),
        show(/** @type {string[]} */ texts) {
            texts.forEach((text, i) => say(/** @type {HTMLElement} */ (values[i]), text));
        },
    };
}

/** @param {string} name @param {string} value */
function fact(name, value) {
    return el("div", {}, el("dt", {}, name), el("dd", {}, value));
}
