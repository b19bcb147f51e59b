/** Sessions: who is connected. */
import { call } from "./api.js";
import { el, say } from "./dom.js";
import { count, dateTime, since, size } from "./format.js";
import { kickSession, requestReconnect } from "./stream-actions.js";
import { VirtualTable } from "./virtual-table.js";

/** @typedef {import("./types.js").Session} Session */

const PAGE = 200;
const MOST = 5000;

/** A table of sessions, of all or of one stream. */
export class SessionsTable {
    /** @type {Session[]} */
    #sessions = [];
    #total = 0;
    #note = el("p", { class: "quiet", "data-testid": "sessions-note" });
    #filter = "";
    #parameters;

    /** @param {{stream: string} | {}} parameters which sessions */
    constructor(parameters) {
        this.#parameters = parameters;
        this.rows = new VirtualTable(
            "Sessions",
            [
                ["id", "Session"],
                ["carrier", "Carrier"],
                ["address", "Address"],
                ["text streams", "Streams"],
                ["text client", "Client"],
                ["number over-1100", "Connected"],
                ["number over-1280", "Received"],
                ["number over-1280", "Sent"],
                ["actions", "Actions"],
            ],
            (session) => session.id,
            sessionRow,
        );
        this.element = el("div", { class: "sessions", "data-testid": "sessions" }, this.rows.element, this.#note);
    }

    async refresh() {
        /** @type {Session[]} */
        const all = [];
        let total = 1;
        for (let offset = 0; offset < Math.min(total, MOST); offset += PAGE) {
            const page = await call("GET /sessions", { ...this.#parameters, offset, limit: PAGE });
            total = page.total;
            all.push(...page.sessions);
        }
        this.#sessions = all;
        this.#total = total;
        this.show();
    }

    /** @param {string} text of which those shown have some */
    filter(text) {
        this.#filter = text.toLowerCase();
        this.show();
    }

    show() {
        const shown = this.#filter ? this.#sessions.filter((session) => has(session, this.#filter)) : this.#sessions;
        this.rows.element.hidden = shown.length === 0;
        this.rows.show(shown);
        say(this.#note, note(shown.length, this.#total));
    }
}

/** @param {number} shown @param {number} total */
function note(shown, total) {
    if (total === 0) {
        return "Nobody is connected.";
    }
    return shown === total ? "" : `${count(shown)} of ${count(total)} sessions are shown.`;
}

/** @param {Session} session @param {string} text in lower case */
function has(session, text) {
    const { id, carrier, address, agent, application, publishes, plays } = session;
    return [id, carrier, address, agent, application, ...publishes, ...plays].join("\n").toLowerCase().includes(text);
}

/** @param {Session} session */
function sessionRow(session) {
    const cell = (/** @type {string} */ name, /** @type {(Node | string)[]} */ ...content) => el("td", { class: name }, ...content);
    const streams = cell("text streams");
    const connected = el("td", { class: "number over-1100", title: dateTime(session.connectedAt) });
    const received = cell("number over-1280");
    const sent = cell("number over-1280");
    const reconnect = el(
        "button",
        {
            type: "button",
            class: "small",
            hidden: !session.carrier.startsWith("rtmp"), // the others know no such request
            "aria-label": `Ask session ${session.id} to reconnect`,
            onclick: () => requestReconnect({ session: session.id }),
        },
        "Reconnect",
    );
    const element = el(
        "tr",
        { "data-testid": "session", "data-session": session.id },
        el("th", { scope: "row", class: "id number" }, String(session.id)),
        cell("carrier", session.carrier),
        cell("address", session.address),
        streams,
        el("td", { class: "text client", title: session.agent }, session.agent),
        connected,
        received,
        sent,
        cell(
            "actions",
            reconnect,
            el("button", { type: "button", class: "small", "aria-label": `Disconnect session ${session.id}`, onclick: () => kickSession(session) }, "Disconnect"),
        ),
    );
    return {
        element,
        update(/** @type {Session} */ now) {
            const publishes = now.publishes.map((path) => `publishes ${path}`);
            const plays = now.plays.map((path) => `plays ${path}`);
            say(streams, [...publishes, ...plays].join(", ") || now.application);
            streams.title = streams.textContent ?? "";
            say(connected, since(now.connectedAt));
            say(received, size(now.bytesReceived));
            say(sent, size(now.bytesSent));
        },
    };
}

/** @returns {import("./types.js").View} */
export function sessionsView() {
    const table = new SessionsTable({});
    const filter = el("input", { type: "search", id: "filter", placeholder: "Address, client, stream", "data-testid": "filter", oninput: () => table.filter(filter.value) });
    return {
        title: "Sessions",
        root: el(
            "div",
            {},
            el("div", { class: "head" }, el("h1", { tabindex: "-1" }, "Sessions"), el("label", { for: "filter", class: "unseen" }, "Filter sessions"), filter),
            table.element,
        ),
        update: () => {},
        refresh: () => table.refresh(),
        close: () => table.rows.close(),
    };
}
