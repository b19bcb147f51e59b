/** What a newcomer does next: how to publish a first stream. */
import { copyLine, el } from "./dom.js";
import { store } from "./store.js";
import { rtmpServers } from "./urls.js";

export function publishHelp() {
    const server = rtmpServers(store.server?.addresses ?? [])[0] ?? `rtmp://${location.hostname}`;
    const encode = "-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 60 -c:a aac";
    const source = "-re -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine=frequency=440";
    return el(
        "section",
        { class: "help", "aria-labelledby": "help-title", "data-testid": "publish-help" },
        el("h2", { id: "help-title" }, "Publish a first stream"),
        el("p", {}, "Nobody publishes yet. A stream appears here a moment after an encoder connects."),
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
    );
}
