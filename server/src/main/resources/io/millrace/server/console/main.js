/** Opens the page that the address names, and keeps it up to date. */
import { ApiError, onTokenNeeded } from "./api.js";
import { configView } from "./config-view.js";
import { askForToken } from "./dialogs.js";
import { el, fill, say } from "./dom.js";
import { eventsView } from "./events-view.js";
import { overviewView } from "./overview-view.js";
import { recordingsView } from "./recordings-view.js";
import { sessionsView } from "./sessions-view.js";
import { store } from "./store.js";
import { streamView } from "./stream-view.js";
import { streamsView } from "./streams-view.js";

/** @typedef {import("./types.js").View} View */

const REFRESH_MILLIS = 2000;

/** @type {[string, string, () => View][]} */
const PAGES = [
    ["", "Overview", overviewView],
    ["streams", "Streams", streamsView],
    ["sessions", "Sessions", sessionsView],
    ["recordings", "Recordings", recordingsView],
    ["config", "Configuration", configView],
    ["events", "Events", eventsView],
];

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
const connection = /** @type {HTMLElement} */ (document.getElementById("connection"));
const links = PAGES.map(([page, title]) => el("a", { href: `#/${page}`, "data-testid": `page-${page || "overview"}` }, title));

/** @type {View | null} */
let view = null;
let problem = "";

function open() {
    const [page = "", ...path] = location.hash.replace(/^#\/?/, "").split("/");
    const index = Math.max(0, PAGES.findIndex(([name]) => name === page));
    const first = view === null;
    view?.close?.();
    view = page === "streams" && path.length > 0 ? streamView(path.map(decode).join("/")) : /** @type {any} */ (PAGES[index])[2]();
    links.forEach((link, i) => {
        link.toggleAttribute("aria-current", false);
        if (i === index) {
            link.setAttribute("aria-current", "page");
        }
    });
    const opened = /** @type {View} */ (view);
    document.title = `${opened.title} – Millrace`;
    fill(main, opened.root);
    scrollTo(0, 0);
    if (!first) {
        main.querySelector("h1")?.focus(); // so that it is read out, and Tab goes on from there
    }
    opened.update();
    void refresh();
}

async function refresh() {
    const current = view;
    try {
        await current?.refresh?.();
        problem = "";
    } catch (error) {
        problem = error instanceof ApiError ? error.message : "";
    }
    showConnection();
}

function showConnection() {
    say(connection, store.connected ? "Connected" : "No connection");
    connection.dataset["state"] = store.connected ? "ok" : "lost";
    const text = store.problem || problem;
    say(notice, text);
    notice.hidden = text === "";
}

/** @param {string} part of the address, which people may have written by hand */
function decode(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

async function refreshAgainAndAgain() {
    for (;;) {
        await new Promise((resolve) => setTimeout(resolve, REFRESH_MILLIS));
        if (!document.hidden) {
            await refresh();
        }
    }
}

fill(/** @type {HTMLElement} */ (document.getElementById("pages")), ...links.map((link) => el("li", {}, link)));
onTokenNeeded(askForToken);
store.onChange(() => {
    view?.update();
    showConnection();
});
addEventListener("hashchange", open);
document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault(); // its address would be that of a page
    main.focus();
});
requestAnimationFrame(() => setTimeout(open)); // in a task of its own: loading is enough for one, the first layout for another
void store.follow();
void refreshAgainAndAgain();
