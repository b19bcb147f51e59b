/**
 * Plays a live stream in a video element: fragmented MP4 comes through a WebSocket and goes into Media Source Extensions.
 * Messages that begin with a brace say in JSON how what follows is coded; all others are MP4.
 */
import { encodePath } from "./urls.js";

/**
 * @typedef {{state: 'connecting' | 'waiting'}
 *     | {state: 'playing', mime: string, behindSeconds: number}
 *     | {state: 'unsupported', mime: string}
 *     | {state: 'refused' | 'ended'}} Status
 */

const BRACE = 0x7b;
const TARGET = 0.3; // seconds between what is shown and the newest that has come
const FAR = 1.5; // beyond this it jumps
const FASTER = 1.05;
const KEPT = 8; // seconds that stay behind what is shown
const STEP_MILLIS = 250;
const RETRY_MILLIS = [500, 1000, 2000, 5000];
const STUCK_MILLIS = 4000; // without progress although fragments come, as when the publisher's clock went back
const MAX_UNDECODED = 3; // a damaged frame is met once, what the browser cannot decode each time
const MAX_WAITING = 400; // messages; a browser that takes none in that time gets a new start

export class Preview {
    #video;
    #path;
    #query;
    #onStatus;
    /** @type {WebSocket | null} */
    #socket = null;
    /** @type {MediaSource | null} */
    #source = null;
    /** @type {SourceBuffer | null} */
    #buffer = null;
    /** @type {(ArrayBuffer | string)[]} fragments and, between them, codings */
    #waiting = [];
    #mime = "";
    #url = "";
    #timer = 0;
    #retry = 0;
    #failures = 0;
    #undecoded = 0; // times in a row that the browser gave up, and nothing was shown
    #closed = false;
    #admitted = false; // once, so that the server refuses it only as long as nobody publishes
    #newest = 0; // seconds, where the buffer ends
    #grownAt = 0; // when it last grew
    #appendedAt = 0;

    /**
     * @param {HTMLVideoElement} video
     * @param {string} path of the stream
     * @param {string} key that players need; empty if there is none
     * @param {(status: Status) => void} onStatus
     */
    constructor(video, path, key, onStatus) {
        this.#video = video;
        this.#path = path;
        this.#query = key ? `?key=${encodeURIComponent(key)}` : "";
        this.#onStatus = onStatus;
        if ("MediaSource" in globalThis) {
            this.#timer = setInterval(() => this.#keepUp(), STEP_MILLIS);
            this.#connect();
        } else {
            onStatus({ state: "unsupported", mime: "live video in a page" });
        }
    }

    close() {
        this.#closed = true;
        clearInterval(this.#timer);
        clearTimeout(this.#retry);
        this.#end();
    }

    #connect() {
        this.#onStatus({ state: "connecting" });
        this.#openSource();
        const origin = location.origin.replace(/^http/, "ws");
        const socket = new WebSocket(`${origin}/${encodePath(this.#path)}.mp4${this.#query}`);
        socket.binaryType = "arraybuffer";
        socket.onopen = () => {
            this.#admitted = true;
            this.#onStatus({ state: "waiting" });
        };
        socket.onmessage = (event) => this.#receive(event.data);
        socket.onclose = () => {
            this.#onStatus({ state: this.#admitted ? "ended" : "refused" });
            this.#again();
        };
        this.#socket = socket;
    }

    #openSource() {
        const source = new MediaSource();
        source.onsourceopen = () => this.#pump();
        this.#source = source;
        this.#url = URL.createObjectURL(source);
        this.#video.src = this.#url;
        this.#video.onerror = () => {
            if (++this.#undecoded >= MAX_UNDECODED) {
                this.#unsupported(this.#mime);
            } else {
                this.#onStatus({ state: "ended" });
                this.#again();
            }
        };
    }

    #again() {
        if (this.#closed) {
            return;
        }
        this.#end();
        const wait = RETRY_MILLIS[Math.min(this.#failures++, RETRY_MILLIS.length - 1)];
        this.#retry = setTimeout(() => this.#connect(), wait);
    }

    /** Nothing will change before the stream's tracks do. @param {string} mime */
    #unsupported(mime) {
        this.close();
        this.#onStatus({ state: "unsupported", mime });
    }

    #end() {
        clearTimeout(this.#retry);
        if (this.#socket) {
            this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
            this.#socket.close();
        }
        this.#socket = this.#source = this.#buffer = null;
        this.#waiting = [];
        this.#mime = "";
        this.#newest = 0;
        this.#video.onerror = null;
        this.#video.removeAttribute("src");
        this.#video.load();
        URL.revokeObjectURL(this.#url);
    }

    /** @param {ArrayBuffer} data */
    #receive(data) {
        const bytes = new Uint8Array(data);
        if (bytes[0] !== BRACE) {
            this.#waiting.push(data);
        } else {
            const mime = JSON.parse(new TextDecoder().decode(bytes)).mime;
            if (!MediaSource.isTypeSupported(mime)) {
                this.#unsupported(mime);
                return;
            }
            this.#waiting.push(mime);
        }
        if (this.#waiting.length > MAX_WAITING) {
            this.#again();
        } else {
            this.#pump();
        }
    }

    /** Gives the browser what has come, for as long as it takes it. */
    #pump() {
        while (this.#source?.readyState === "open" && !this.#buffer?.updating) {
            const next = this.#waiting.shift();
            if (next === undefined) {
                return;
            } else if (typeof next === "string") {
                this.#change(this.#source, next);
            } else {
                this.#append(next);
            }
        }
    }

    /** @param {MediaSource} source @param {string} mime */
    #change(source, mime) {
        this.#mime = mime;
        try {
            if (this.#buffer) {
                this.#buffer.changeType(mime);
            } else {
                this.#buffer = source.addSourceBuffer(mime);
                this.#buffer.onupdateend = () => this.#pump();
            }
        } catch {
            this.#unsupported(mime); // whatever it said before
        }
    }

    /** @param {ArrayBuffer} data */
    #append(data) {
        try {
            this.#buffer?.appendBuffer(data);
            this.#appendedAt = performance.now();
        } catch (error) {
            if (error instanceof DOMException && error.name === "QuotaExceededError") {
                this.#waiting.unshift(data);
                this.#buffer?.remove(0, Math.max(0.1, this.#video.currentTime - 1));
            } else {
                this.#again();
            }
        }
    }

    /** Stays close to the newest picture, and forgets old ones. */
    #keepUp() {
        const buffer = this.#buffer;
        const buffered = buffer?.buffered;
        if (!buffer || !buffered || buffered.length === 0) {
            return;
        }
        const video = this.#video;
        const start = buffered.start(buffered.length - 1); // of what came behind the last gap
        const end = buffered.end(buffered.length - 1);
        if (end !== this.#newest) {
            this.#newest = end;
            this.#grownAt = performance.now();
        } else if (this.#appendedAt - this.#grownAt > STUCK_MILLIS) {
            this.#again();
            return;
        }
        let behind = end - video.currentTime;
        if (video.currentTime < start || Math.abs(behind) > FAR) {
            video.currentTime = Math.max(start, end - TARGET);
            behind = end - video.currentTime;
        }
        const { played } = video;
        if (played.length > 0 && played.end(played.length - 1) - played.start(played.length - 1) > 1) {
            this.#undecoded = 0;
        }
        video.playbackRate = behind > TARGET * 1.2 ? FASTER : behind < TARGET ? 1 : video.playbackRate;
        if (video.paused) {
            video.play().catch(() => {}); // it will be asked again in a moment
        }
        if (!buffer.updating && video.currentTime - buffered.start(0) > 2 * KEPT) {
            buffer.remove(0, video.currentTime - KEPT);
        }
        this.#failures = 0;
        this.#onStatus({ state: "playing", mime: this.#mime, behindSeconds: behind });
    }
}
