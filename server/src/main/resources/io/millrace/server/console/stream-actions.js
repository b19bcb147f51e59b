/** What can be done with streams and sessions. Each asks before it does what cannot be undone. */
import { call } from "./api.js";
import { confirm } from "./dialogs.js";
import { announce, el } from "./dom.js";
import { store } from "./store.js";

/** @param {string} path of a stream */
export function kickPublisher(path) {
    confirm(
        "Disconnect publisher",
        `Whoever publishes ${path} is disconnected, and the stream ends at once. Most encoders connect again by themselves.`,
        "Disconnect",
        async () => {
            await call("DELETE /streams/{path}/publisher", { path });
            announce(`The publisher of ${path} was disconnected`);
        },
    );
}

/** @param {import("./types.js").Session} session */
export function kickSession(session) {
    confirm(
        "Disconnect session",
        `Session ${session.id} (${session.carrier}, ${session.address}) is disconnected.`,
        "Disconnect",
        async () => {
            await call("DELETE /sessions/{id}", { id: session.id });
            announce(`Session ${session.id} was disconnected`);
        },
    );
}

/**
 * Starts or stops a recording.
 *
 * @param {import("./types.js").Stream} stream
 */
export function toggleRecording(stream) {
    const path = stream.path;
    if (stream.recording) {
        const text = `The file of ${path} is completed. Its publisher is not disturbed.`;
        confirm("Stop recording", text, "Stop", async () => {
            await call("DELETE /streams/{path}/recording", { path });
            await store.refreshStream(path);
        });
        return;
    }
    const append = el("input", { type: "checkbox", id: "record-append" });
    confirm(
        "Record stream",
        `${path} is recorded from its next key frame on. The recording gets a file of its own unless you say otherwise.`,
        "Record",
        async () => {
            await call("POST /streams/{path}/recording", { path }, append.checked ? { append: true } : {});
            await store.refreshStream(path);
        },
        el("p", {}, append, el("label", { for: "record-append" }, " Go on behind what is recorded already")),
    );
}

/**
 * Asks those of a stream, or one, to connect anew.
 *
 * @param {{stream: string} | {session: number}} whom
 */
export function requestReconnect(whom) {
    const name = "stream" in whom ? `the clients of ${whom.stream}` : `session ${whom.session}`;
    const tcUrl = el("input", { id: "tc-url", type: "text", placeholder: "rtmp://other.example/live", autocomplete: "off" });
    confirm(
        "Ask to reconnect",
        `Sends a Reconnect Request to ${name}. Clients that do not know it stay.`,
        "Send",
        async () => {
            const target = tcUrl.value.trim();
            const outcome = await call("POST /reconnect", {}, { ...whom, ...(target ? { tcUrl: target } : {}) });
            announce(`${outcome.asked} clients were asked, ${outcome.unable} cannot be`);
        },
        el("label", { for: "tc-url" }, "Where to (empty: where they are)"),
        tcUrl,
    );
}
