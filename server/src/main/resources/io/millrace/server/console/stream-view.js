/** One stream: its picture, its tracks, who watches, and what can be done with it. */
import { Chart } from "./chart.js";
import { copyLine, el, fill, say } from "./dom.js";
import { bitRate, count, frameRate, millis, since, size, trackSize, viewers } from "./format.js";
import { ladders, ladderUrl } from "./ladders.js";
import { PreviewPanel } from "./preview-panel.js";
import { SessionsTable } from "./sessions-view.js";
import { isOfServer, store } from "./store.js";
import { kickPublisher, requestReconnect, toggleRecording } from "./stream-actions.js";
import { stateOf } from "./streams-view.js";
import { playUrls } from "./urls.js";

const CHART_SECONDS = 300;
const TRACK_COLUMNS = ["Track", "Codec", "Size", "Bit rate", "Frame rate", "GOP", "Longest", "Jitter", "Frames", "Language", "Name"];

/**
 * @param {string} path of the stream
 * @returns {import("./types.js").View}
 */
export function streamView(path) {
    const preview = new PreviewPanel(path);
    const sessions = new SessionsTable({ stream: path });
    const state = el("span", { class: "state", "data-testid": "stream-state" });
    const gone = el("p", { class: "quiet", "data-testid": "stream-gone" }, "Nobody publishes this stream now. It appears here as soon as somebody does.");
    const bits = measured("Bit rate");
    const frames = measured("Frame rate");
    const facts = el("dl", { class: "facts", "data-testid": "stream-facts" });
    const tracks = el("tbody", {});
    const urls = el("div", { "data-testid": "play-urls" });
    const record = action("Record", "record", () => withDetails(toggleRecording));
    const kick = action("Disconnect publisher", "kick", () => kickPublisher(path));
    const reconnect = action("Ask to reconnect", "reconnect", () => requestReconnect({ stream: path }));
    const tools = el("div", { class: "tools" }, record, reconnect, kick);
    const side = el("div", { class: "side" }, bits.element, frames.element, facts);
    const tracksPart = el(
        "section",
        { "aria-labelledby": "tracks-title" },
        el("h2", { id: "tracks-title" }, "Tracks"),
        el(
            "div",
            { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "tracks-title" },
            el(
                "table",
                { class: "tracks", "data-testid": "tracks" },
                el("thead", {}, el("tr", {}, ...TRACK_COLUMNS.map((name, i) => el("th", { scope: "col", class: trackClass(i) }, name)))),
                tracks,
            ),
        ),
    );
    /** @type {[string, string][]} */
    let ladderUrls = [];
    let urlsShown = "";
    /** @type {import("./types.js").Stream | null} */
    let shown = null;

    /** @param {(stream: import("./types.js").Stream) => void} run */
    function withDetails(run) {
        const stream = store.streams.get(path);
        if (stream) {
            run(stream.details);
        }
    }

    function update() {
        const stream = store.streams.get(path);
        const published = stream?.details.published ?? !store.loaded;
        gone.hidden = published;
        preview.publishedIs(published);
        [side, tracksPart, tools].forEach((part) => (part.hidden = store.loaded && !stream));
        [record, kick, reconnect].forEach((button) => (button.disabled = !stream));
        showUrls();
        if (!stream) {
            say(state, "");
            return;
        }
        say(state, stateOf(stream));
        state.dataset["state"] = stateOf(stream);
        say(record, stream.details.recording ? "Stop recording" : "Record");
        bits.show(bitRate(stream.bitsPerSecond), stream.bits);
        frames.show(frameRate(stream.framesPerSecond), stream.frames);
        if (shown !== stream.details) {
            shown = stream.details;
            preview.tracksAre(shown.tracks);
            fill(facts, ...factsOf(shown));
            fill(tracks, ...shown.tracks.map(trackRow), shown.tracks.length === 0 && noTracks());
        }
    }

    function showUrls() {
        const all = [...playUrls(store.server?.addresses ?? [], path), ...ladderUrls];
        const text = all.join();
        if (text !== urlsShown) {
            urlsShown = text;
            fill(urls, ...all.map(([name, url]) => copyLine(name, url)));
        }
    }

    preview.play();
    return {
        title: path,
        root: el(
            "div",
            { "data-testid": "stream-page" },
            el("p", { class: "back" }, el("a", { href: "#/streams" }, "Streams")),
            el("div", { class: "head" }, el("h1", { tabindex: "-1" }, path), state, tools),
            gone,
            el("div", { class: "stream" }, preview.element, side),
            tracksPart,
            el("section", {}, el("h2", {}, "Play it"), urls),
            el("section", {}, el("h2", {}, "Sessions"), sessions.element),
        ),
        update,
        async refresh() {
            const [all] = await Promise.all([ladders(), store.refreshStream(path), sessions.refresh()]);
            ladderUrls = all.filter(({ members }) => members.includes(path)).map((each) => [`Ladder ${each.path}`, ladderUrl(each.path)]);
            showUrls();
        },
        close() {
            preview.close();
            sessions.rows.close();
        },
    };
}

/** @param {import("./types.js").Stream} stream */
function factsOf(stream) {
    const { publisher, recording } = stream;
    /** @type {[string, string][]} */
    const all = [
        ["Live for", since(stream.publishedAt)],
        ["Publisher", publisher ? `${publisher.carrier}, ${publisher.address}` : isOfServer(stream) ? "the server itself" : stream.published ? "gone, waited for" : "none"],
        ["Encoder", publisher?.agent || "–"],
        ["Viewers", stream.viewers === 0 ? "none" : viewers(stream.viewersBy) || count(stream.viewers)],
        ["Received", `${size(stream.bytesTotal)}, ${count(stream.framesTotal)} frames`],
        ["Frames dropped", count(stream.droppedFramesTotal)],
        ["Time line repaired", count(stream.timelineBreaksTotal)],
        ["Jumps of slow viewers", count(stream.jumpsTotal)],
        ["Recording", recording ? `${recording.file ?? "begins"}, ${size(recording.bytesTotal)}, ${millis(recording.durationMillis)}` : "no"],
    ];
    return all.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", { title: value }, value)));
}

/** @param {import("./types.js").Track} track */
function trackRow(track) {
    const { measured } = track;
    const codec = [track.codec, track.profile, track.level, track.bitDepth && track.bitDepth > 8 ? `${track.bitDepth} bit` : "", track.hdr];
    const cells = [
        codec.filter(Boolean).join(" "),
        trackSize(track),
        measured ? bitRate(measured.bitsPerSecond) : "–",
        frameRate(measured?.framesPerSecond),
        measured?.gopFrames ? `${millis(measured.gopMillis)}, ${measured.gopFrames}` : "–",
        measured?.longestGopMillis ? millis(measured.longestGopMillis) : "–",
        millis(measured?.jitterMillis),
        measured ? count(measured.framesTotal) : "–",
        track.language ?? "–",
        track.name ?? "–",
    ];
    const heading = el("th", { scope: "row" }, `${track.kind === "video" ? "Video" : "Audio"} ${track.id}`);
    return el("tr", {}, heading, ...cells.map((text, i) => el("td", { class: trackClass(i + 1) }, text)));
}

function noTracks() {
    return el("tr", {}, el("td", { colspan: TRACK_COLUMNS.length, class: "quiet" }, "Nothing is known of its tracks yet."));
}

/** @param {number} column */
function trackClass(column) {
    return column >= 3 && column <= 8 ? "number" : "text";
}

/** @param {string} label */
function measured(label) {
    const number = el("dd", { class: "number" });
    const chart = new Chart(300, 44, CHART_SECONDS);
    return {
        element: el("dl", { class: "measured" }, el("dt", {}, label), number, el("dd", {}, chart.element)),
        show(/** @type {string} */ text, /** @type {import("./store.js").History} */ history) {
            say(number, text);
            chart.draw(history);
        },
    };
}

/** @param {string} text @param {string} testId @param {() => void} run */
function action(text, testId, run) {
    return el("button", { type: "button", "data-testid": testId, onclick: run }, text);
}
