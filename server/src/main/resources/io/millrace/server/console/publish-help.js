/** How to publish a stream: open as long as nobody does, and there to be opened from then on. */
import { copyLine, el, fill, say } from "./dom.js";
import { isOfServer, store } from "./store.js";
import { rtmpServers } from "./urls.js";

export class PublishHelp {
    #intro = el("p", {});
    #content = el("div", {});
    #server = "";
    #asked = false; // the person has opened or closed it
    element = el(
        "details",
        { class: "help", "data-testid": "publish-help", hidden: true },
        el("summary", { onclick: () => (this.#asked = true), "data-testid": "publish-help-title" }, el("h2", {}, "Publish a stream")),
        this.#intro,
        this.#content,
    );

    update() {
        if (!store.loaded || !store.server) {
            return;
        }
        const streams = [...store.streams.values()].filter((stream) => stream.details.published);
        const nobody = streams.every(({ details }) => isOfServer(details));
        this.element.hidden = false;
        if (!this.#asked) {
            this.element.open = nobody;
        }
        const appears = "A stream appears here a moment after an encoder connects.";
        say(this.#intro, !nobody ? appears : streams.length === 0 ? `Nobody publishes yet. ${appears}` : `Nobody publishes yet but the server itself. ${appears}`);
        const server = rtmpServers(store.server.addresses)[0] ?? `rtmp://${location.hostname}`;
        if (server !== this.#server) {
            this.#server = server;
            fill(this.#content, ...ways(server));
        }
    }
}

/** @param {string} server */
function ways(server) {
    const encode = "-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 60 -c:a aac";
    const source = "-re -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine=frequency=440";
    return [
        el("h3", {}, "OBS Studio"),
        el("p", {}, "Settings, Stream: choose the service Custom, then enter both of these and start streaming."),
        copyLine("Server", `${server}/live`, "obs-server"),
        copyLine("Stream key", "cam", "obs-key"),
        el("p", { class: "quiet" }, "The stream key is the stream's name: choose any. If publishing needs a key, append ?key=SECRET."),
        el("h3", {}, "FFmpeg"),
        el("p", {}, "A test picture with a tone:"),
        copyLine("Test picture", `ffmpeg ${source} ${encode} -f flv ${server}/live/test`, "ffmpeg-test"),
        el("p", {}, "A file, as it is coded:"),
        copyLine("File", `ffmpeg -re -stream_loop -1 -i input.mp4 -c copy -f flv ${server}/live/film`, "ffmpeg-file"),
    ];
}
