/**
 * What is known of the server. Lists are asked for once, then kept up to date by events; figures come each second.
 */
import { ApiError, call, readEvents } from "./api.js";

/** @typedef {import("./types.js").Stream} Stream */
/** @typedef {import("./types.js").Figures} Figures */
/** @typedef {{number: number, at: Date, text: string, stream: string}} LogEntry */

const HISTORY = 300; // seconds
const PAGE = 100; // streams in one answer, so that reading it takes no more than a moment
const SINGLY = 8; // more changed streams than that are asked for as a list
const LIST_INTERVAL = 2000; // milliseconds between lists
const LOG_ENTRIES = 500;
const RETRY_MILLIS = 2000;
const SILENCE_MILLIS = 10_000; // figures come each second

/** The newest values of something that is measured each second. */
export class History {
    #values = new Float64Array(HISTORY);
    #count = 0;

    /** @param {number} value */
    add(value) {
        this.#values[this.#count++ % HISTORY] = value;
    }

    /** Differs when there are new values. */
    get version() {
        return this.#count;
    }

    get length() {
        return Math.min(this.#count, HISTORY);
    }

    get most() {
        return Math.max(...this.#values); // 0 where there is none yet
    }

    /** @param {number} ago 0 for the newest */
    get(ago) {
        return this.#values[(this.#count - 1 - ago) % HISTORY] ?? 0;
    }
}

/**
 * Whether what publishes it is no client, but in the server: the demo, or the program around it.
 *
 * @param {Stream} stream
 */
export function isOfServer(stream) {
    return stream.published && !stream.publisher && !stream.awaitsPublisher;
}

/** A stream, and how it did. */
export class LiveStream {
    bits = new History();
    frames = new History();
    bitsPerSecond = 0;
    framesPerSecond = 0;
    viewers = 0;

    /** @param {Stream} details */
    constructor(details) {
        this.path = details.path;
        this.details = details;
        this.bitsPerSecond = details.bitsPerSecond;
        this.viewers = details.viewers;
    }
}

class Store {
    /** @type {Map<string, LiveStream>} by path */
    streams = new Map();
    /** @type {import("./types.js").Server | null} */
    server = null;
    /** @type {Figures | null} */
    figures = null;
    received = new History();
    sent = new History();
    /** @type {LogEntry[]} newest first */
    log = [];
    connected = false;
    loaded = false;
    /** Differs when other streams are there. */
    membership = 0;
    /** Why there is nothing to show; empty if there is. */
    problem = "";

    /** @type {Set<() => void>} */
    #listeners = new Set();
    /** @type {Set<string>} paths of streams of which something else than figures changed */
    #changed = new Set();
    #scheduled = false;
    #lastId = "";
    #logged = 0;
    #listedAt = 0;
    #asking = false;

    /**
     * Has it called at most once per frame, when something is new.
     *
     * @param {() => void} listener
     */
    onChange(listener) {
        this.#listeners.add(listener);
    }

    /** Reads events for as long as the page is there. */
    async follow() {
        for (;;) {
            await this.#followOnce();
            this.connected = false;
            this.#notify();
            await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
        }
    }

    async refreshServer() {
        this.server = await call("GET /server");
        this.#notify();
    }

    /**
     * Asks for one stream anew.
     *
     * @param {string} path
     */
    async refreshStream(path) {
        try {
            this.#put(await call("GET /streams/{path}", { path }));
        } catch (error) {
            if (!(error instanceof ApiError && error.status === 404)) {
                throw error;
            }
            this.#remove(path);
        }
        this.#notify();
    }

    async #followOnce() {
        const silence = new AbortController();
        let timer = 0;
        const heard = () => {
            clearTimeout(timer);
            timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
        };
        try {
            await this.refreshServer();
            heard();
            await readEvents(this.#lastId, silence.signal, (type, data, id) => {
                heard();
                this.#lastId = id || this.#lastId;
                this.#onEvent(type, data);
            });
        } catch (error) {
            this.problem = error instanceof ApiError ? error.message : "";
        } finally {
            clearTimeout(timer);
        }
    }

    /** @param {string} type @param {any} data */
    #onEvent(type, data) {
        if (type === "ready") {
            this.connected = true;
            this.problem = "";
            if (!data.complete) {
                void this.#list();
            }
        } else if (type === "figures") {
            this.#onFigures(data);
        } else {
            if (data.stream) {
                this.#changed.add(data.stream);
            }
            const at = new Date(data.at);
            this.log.unshift({ number: this.#logged++, at, text: describe(type, data), stream: data.stream ?? "" });
            this.log.length = Math.min(this.log.length, LOG_ENTRIES);
        }
        this.#notify();
    }

    /** @param {Figures} figures */
    #onFigures(figures) {
        this.figures = figures;
        this.received.add(figures.receivedBitsPerSecond);
        this.sent.add(figures.sentBitsPerSecond);
        for (const each of figures.streams) {
            const stream = this.streams.get(each.stream);
            if (stream) {
                stream.bitsPerSecond = each.bitsPerSecond;
                stream.framesPerSecond = each.framesPerSecond;
                stream.viewers = each.viewers;
                stream.bits.add(each.bitsPerSecond);
                stream.frames.add(each.framesPerSecond);
            } else {
                this.#changed.add(each.stream);
            }
        }
        if (figures.streams.length < this.streams.size) {
            const there = new Set(figures.streams.map((each) => each.stream));
            [...this.streams.keys()].filter((path) => !there.has(path)).forEach((path) => this.#changed.add(path));
        }
        void this.#askForChanged();
    }

    async #askForChanged() {
        if (this.#asking || this.#changed.size === 0) {
            return;
        }
        if (this.#changed.size > SINGLY) {
            if (performance.now() - this.#listedAt > LIST_INTERVAL) {
                await this.#list();
            }
            return;
        }
        this.#asking = true;
        const paths = [...this.#changed];
        this.#changed.clear();
        try {
            for (const path of paths) {
                await this.refreshStream(path);
            }
        } catch {
            // What could not be had now comes with the next list.
        } finally {
            this.#asking = false;
        }
    }

    async #list() {
        this.#asking = true;
        this.#changed.clear();
        try {
            const there = new Set();
            for (let offset = 0, total = 1; offset < total; offset += PAGE) {
                const page = await call("GET /streams", { offset, limit: PAGE });
                total = page.total;
                page.streams.forEach((/** @type {Stream} */ stream) => {
                    there.add(stream.path);
                    this.#put(stream);
                });
            }
            [...this.streams.keys()].filter((path) => !there.has(path)).forEach((path) => this.#remove(path));
            this.loaded = true;
        } catch (error) {
            this.problem = error instanceof ApiError ? error.message : "";
        } finally {
            this.#asking = false;
            this.#listedAt = performance.now();
            this.#notify();
        }
    }

    /** @param {Stream} details */
    #put(details) {
        details.tracks.sort((a, b) => (a.kind === b.kind ? a.id - b.id : a.kind === "video" ? -1 : 1));
        const known = this.streams.get(details.path);
        if (known) {
            known.details = details;
        } else {
            this.streams.set(details.path, new LiveStream(details));
            this.membership++;
        }
    }

    /** @param {string} path */
    #remove(path) {
        if (this.streams.delete(path)) {
            this.membership++;
        }
    }

    #notify() {
        if (!this.#scheduled) {
            this.#scheduled = true;
            requestAnimationFrame(() => {
                this.#scheduled = false;
                this.#listeners.forEach((listener) => listener());
            });
        }
    }
}

/** The only one. */
export const store = new Store();

/** @param {string} type @param {any} data */
function describe(type, data) {
    switch (type) {
        case "stream-published":
            return `${data.stream} is published`;
        case "stream-unpublished":
            return `${data.stream} is no longer published`;
        case "tracks-changed":
            return `Tracks of ${data.stream} changed`;
        case "session-opened":
            return `Session ${data.session} opened: ${data.carrier}, ${data.application}`;
        case "session-closed":
            return `Session ${data.session} closed`;
        case "player-started":
            return `A viewer of ${data.stream} came, by ${data.by}`;
        case "player-stopped":
            return `A viewer of ${data.stream} left, by ${data.by}`;
        case "recording-started":
            return `Recording of ${data.stream} started`;
        case "recording-stopped":
            return `Recording of ${data.stream} is complete`;
        case "recording-failed":
            return `Recording of ${data.stream} failed: ${data.reason}`;
        case "draining":
            return `Clients are asked to go: ${data.description}`;
        default:
            return type;
    }
}
