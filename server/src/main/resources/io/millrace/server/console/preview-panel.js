/** The preview of a stream: a video with what there is to say about it. */
import { el, fill, say } from "./dom.js";
import { Preview } from "./preview.js";

export class PreviewPanel {
    #path;
    #key = "";
    #wanted = true; // nobody has stopped it
    #state = "";
    #coded = ""; // how the stream's tracks are
    /** @type {Preview | null} */
    #preview = null;
    #video;
    #status = el("p", { class: "preview-status", role: "status", "data-testid": "preview-status" });
    #behind = el("span", { class: "number", "data-testid": "preview-behind" });
    #start = el("button", { type: "button", "data-testid": "preview-start", onclick: () => this.#toggle() });
    #sound = el("button", { type: "button", "data-testid": "preview-sound", onclick: () => this.#toggleSound() });
    #keyForm;

    /** @param {string} path of the stream */
    constructor(path) {
        this.#path = path;
        this.#video = el("video", { muted: true, playsinline: true, "aria-label": `Preview of ${path}`, "data-testid": "preview" });
        this.#video.muted = true;
        const field = el("input", { id: "play-key", type: "password", autocomplete: "off" });
        this.#keyForm = el(
            "form",
            {
                class: "inline-form",
                onsubmit: (/** @type {Event} */ event) => {
                    event.preventDefault();
                    this.#key = field.value;
                    this.play();
                },
            },
            el("label", { for: "play-key" }, "Play key"),
            field,
            el("button", { type: "submit" }, "Try it"),
        );
        this.#keyForm.hidden = true;
        this.element = el(
            "section",
            { class: "preview", "aria-label": "Preview" },
            el("div", { class: "screen" }, this.#video, this.#status),
            el("div", { class: "preview-bar" }, this.#start, this.#sound, this.#behind),
            this.#keyForm,
        );
        this.#show();
    }

    play() {
        this.close();
        this.#preview = new Preview(this.#video, this.#path, this.#key, (status) => this.#onStatus(status));
        this.#show();
    }

    /**
     * What could not be played may be after they have changed.
     *
     * @param {import("./types.js").Track[]} tracks of the stream
     */
    tracksAre(tracks) {
        const coded = tracks.map((track) => `${track.kind} ${track.id} ${track.codec} ${track.codecString ?? ""}`).join();
        if (coded && coded !== this.#coded) {
            this.#coded = coded;
            if (this.#state === "unsupported") {
                this.play();
            }
        }
    }

    /**
     * There is no preview of what nobody publishes, and it goes on when somebody does.
     *
     * @param {boolean} published
     */
    publishedIs(published) {
        if (published === !this.element.hidden) {
            return;
        }
        this.element.hidden = !published;
        if (published && this.#wanted) {
            this.play();
        } else if (!published) {
            this.close();
        }
    }

    close() {
        this.#preview?.close();
        this.#preview = null;
        this.#state = "";
        fill(this.#status);
        say(this.#behind, "");
        this.#show();
    }

    #toggle() {
        this.#wanted = !this.#preview;
        if (this.#preview) {
            this.close();
        } else {
            this.play();
        }
    }

    #toggleSound() {
        this.#video.muted = !this.#video.muted;
        this.#show();
    }

    #show() {
        say(this.#start, this.#preview ? "Stop preview" : "Start preview");
        say(this.#sound, this.#video.muted ? "Unmute" : "Mute");
        this.#sound.disabled = !this.#preview;
    }

    /** @param {import("./preview.js").Status} status */
    #onStatus(status) {
        say(this.#behind, status.state === "playing" ? `${Math.max(0, status.behindSeconds).toFixed(2)} s behind what has come` : "");
        if (status.state === this.#state) {
            return;
        }
        this.#state = status.state;
        this.#keyForm.hidden = status.state !== "refused" && !this.#key;
        fill(this.#status, TEXTS[status.state]);
        if (status.state === "unsupported") {
            fill(this.#status, `This browser cannot play ${status.mime}. Another player can, by the addresses below. It is tried again when the tracks change.`);
        }
    }
}

const TEXTS = {
    connecting: "Connecting",
    waiting: "Waiting for a key frame",
    playing: "",
    unsupported: "",
    refused: "The server does not give a preview: it needs a key, or there are too many viewers.",
    ended: "The stream ended. Waiting for it to come back",
};
