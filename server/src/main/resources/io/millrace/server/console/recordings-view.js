/** Recordings: those that go on, and files. */
import { call } from "./api.js";
import { confirm } from "./dialogs.js";
import { announce, el, fill, say } from "./dom.js";
import { count, dateTime, duration, size } from "./format.js";
import { encodePath, streamPage } from "./urls.js";
import { VirtualTable } from "./virtual-table.js";

/** @typedef {import("./types.js").RecordedFile} RecordedFile */

const MOST = 1000;

/** @returns {import("./types.js").View} */
export function recordingsView() {
    const active = el("tbody", {});
    const activePart = el(
        "section",
        {},
        el("h2", {}, "Going on"),
        el(
            "table",
            { class: "active", "data-testid": "active-recordings" },
            el("thead", {}, el("tr", {}, ...["Stream", "File", "Size", "Length", "Gaps"].map((name, i) => el("th", { scope: "col", class: i > 1 ? "number" : i === 1 ? "text over-760" : "name" }, name)))),
            active,
        ),
    );
    const note = el("p", { class: "quiet", "data-testid": "recordings-note" });
    const player = el("div", { class: "player", "data-testid": "player" });
    const table = new VirtualTable(
        "Files",
        [
            ["name", "File"],
            ["number", "Size"],
            ["date number over-760", "Changed"],
            ["actions", "Actions"],
        ],
        (file) => `${file.application}/${file.file}/${file.bytes}`,
        (/** @type {RecordedFile} */ file) => ({ element: fileRow(file, () => play(file), refresh), update: () => {} }),
    );
    let activeShown = "";

    /** @param {RecordedFile} file */
    function play(file) {
        const problem = el("p", { class: "problem", role: "alert" });
        const video = el("video", {
            controls: true,
            autoplay: true,
            src: fileUrl(file),
            "aria-label": file.file,
            onerror: () => say(problem, "This browser cannot play that file, or a play key is needed. Download it instead."),
        });
        const close = el("button", { type: "button", onclick: () => fill(player) }, "Close");
        fill(player, el("div", { class: "player-head" }, el("h2", {}, `${file.application}/${file.file}`), close), video, problem);
        close.focus();
    }

    async function refresh() {
        const all = await call("GET /recordings", { limit: MOST });
        activePart.hidden = all.active.length === 0;
        const text = JSON.stringify(all.active);
        if (text !== activeShown) {
            activeShown = text;
            fill(active, ...all.active.map(activeRow));
        }
        const files = all.files.sort((/** @type {RecordedFile} */ a, /** @type {RecordedFile} */ b) => (a.modifiedAt < b.modifiedAt ? 1 : -1));
        table.element.hidden = files.length === 0;
        table.show(files);
        say(note, files.length === 0 ? "There are no files. A stream's page has a button to record it." : files.length === MOST ? `The first ${count(MOST)} are shown.` : "");
    }

    return {
        title: "Recordings",
        root: el("div", { "data-testid": "recordings" }, el("div", { class: "head" }, el("h1", { tabindex: "-1" }, "Recordings")), player, activePart, el("div", { class: "files" }, table.element), note),
        update: () => {},
        refresh,
        close: () => table.close(),
    };
}

/** @param {import("./types.js").Recording} recording */
function activeRow(recording) {
    return el(
        "tr",
        {},
        el("th", { scope: "row", class: "name" }, el("a", { href: streamPage(recording.stream), title: recording.stream }, recording.stream)),
        el("td", { class: "text over-760" }, recording.file ?? "begins"),
        el("td", { class: "number" }, size(recording.bytesTotal)),
        el("td", { class: "number" }, duration(recording.durationMillis)),
        el("td", { class: "number" }, count(recording.gapsTotal)),
    );
}

/** @param {RecordedFile} file @param {() => void} play @param {() => Promise<void>} refresh */
function fileRow(file, play, refresh) {
    const name = `${file.application}/${file.file}`;
    const playable = file.file.toLowerCase().endsWith(".mp4"); // browsers play no FLV
    const remove = el("button", { type: "button", class: "small", "aria-label": `Delete ${name}`, disabled: file.recording, onclick: () => askToDelete(file, name, refresh) }, "Delete");
    return el(
        "tr",
        { "data-testid": "file", "data-file": name },
        el("th", { scope: "row", class: "name", title: name }, name),
        el("td", { class: "number" }, size(file.bytes)),
        el("td", { class: "date number over-760" }, file.recording ? "being written" : dateTime(file.modifiedAt)),
        el(
            "td",
            { class: "actions" },
            playable && el("button", { type: "button", class: "small", "aria-label": `Play ${name}`, onclick: play }, "Play"),
            el("a", { class: "button small", href: `${fileUrl(file)}?download=1`, "aria-label": `Download ${name}` }, "Download"),
            remove,
        ),
    );
}

/** @param {RecordedFile} file @param {string} name @param {() => Promise<void>} refresh */
function askToDelete(file, name, refresh) {
    confirm("Delete recording", `${name} (${size(file.bytes)}) is deleted for good.`, "Delete", async () => {
        await call("DELETE /recordings/{application}/{file}", { application: file.application, file: file.file });
        announce(`${name} was deleted`);
        await refresh();
    });
}

/** @param {RecordedFile} file */
function fileUrl(file) {
    return `/recordings/${encodePath(`${file.application}/${file.file}`)}`;
}
