/** Ladders: several streams that are one HLS playlist, as hls.groups in the configuration has them. */
import { call } from "./api.js";
import { copyLine, el, fill } from "./dom.js";
import { store } from "./store.js";
import { encodePath, streamPage } from "./urls.js";

/** @typedef {{path: string, members: string[]}} Ladder */

const OPTION = /^hls\.groups\.(.+)\.streams$/;

/** @type {Promise<Ladder[]> | null} they do not change as long as the server runs */
let asked = null;
let startedAt = "";

/** @returns {Promise<Ladder[]>} */
export async function ladders() {
    if (startedAt !== store.server?.startedAt) {
        startedAt = store.server?.startedAt ?? "";
        asked = null;
    }
    asked ??= call("GET /config").then(({ options }) => options.flatMap(ladder));
    try {
        return await asked;
    } catch (error) {
        asked = null;
        throw error;
    }
}

/** @param {string} path of the ladder */
export function ladderUrl(path) {
    return `${location.origin}/${encodePath(path)}.m3u8`;
}

/** @param {import("./types.js").ConfigOption} option */
function ladder(option) {
    const path = OPTION.exec(option.key)?.[1];
    return path ? [{ path, members: option.value.split(",").map((member) => member.trim()) }] : [];
}

/** All of them, each with its playlist and which of its streams are live. */
export class LadderList {
    /** @type {Ladder[]} */
    #ladders = [];
    #shown = "";
    #list = el("div", {});
    element = el("section", { "data-testid": "ladders", hidden: true }, el("h2", {}, "Ladders"), this.#list);

    async refresh() {
        this.#ladders = await ladders();
        this.update();
    }

    update() {
        const text = JSON.stringify(this.#ladders.map((each) => [each, each.members.map(isLive)]));
        if (text !== this.#shown) {
            this.#shown = text;
            this.element.hidden = this.#ladders.length === 0;
            fill(this.#list, ...this.#ladders.flatMap(parts));
        }
    }
}

/** @param {Ladder} ladder */
function parts({ path, members }) {
    const names = members.flatMap((member, i) => [
        i > 0 && ", ",
        el("a", { href: streamPage(member) }, member),
        isLive(member) ? " (live)" : " (not published)",
    ]);
    return [copyLine(path, ladderUrl(path)), el("p", { class: "quiet members" }, ...names)];
}

/** @param {string} path */
function isLive(path) {
    return store.streams.get(path)?.details.published ?? false;
}
