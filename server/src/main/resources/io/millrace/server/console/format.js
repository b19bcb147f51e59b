/** Numbers as people read them. */

const UNKNOWN = "–";
const WHOLE = new Intl.NumberFormat("en");

/** @param {number} bits per second */
export function bitRate(bits) {
    if (bits >= 1e9) {
        return `${(bits / 1e9).toFixed(2)} Gbit/s`;
    } else if (bits >= 1e6) {
        return `${(bits / 1e6).toFixed(bits < 1e7 ? 2 : 1)} Mbit/s`;
    }
    return `${Math.round(bits / 1e3)} kbit/s`;
}

/** @param {number} bytes */
export function size(bytes) {
    if (bytes < 1000) {
        return `${bytes} B`;
    }
    const units = ["kB", "MB", "GB", "TB", "PB"];
    let value = bytes / 1000;
    let unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
        value /= 1000;
        unit++;
    }
    return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** @param {number} value */
export function count(value) {
    return WHOLE.format(value);
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const days = Math.floor(seconds / 86400);
    const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
    const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return days > 0 ? `${days} d ${clock}` : clock;
}

/** @param {number} [value] in milliseconds */
export function millis(value) {
    if (value === undefined) {
        return UNKNOWN;
    }
    return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** @param {number} [value] per second */
export function frameRate(value) {
    return value ? `${value.toFixed(value < 100 ? 1 : 0)} fps` : UNKNOWN;
}

/** @param {string} [time] as in RFC 3339 */
export function dateTime(time) {
    if (!time) {
        return UNKNOWN;
    }
    const date = new Date(time);
    const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    return `${day} ${clock(date)}`;
}

/** @param {Date} date */
export function clock(date) {
    const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
    return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** @param {string} [time] as in RFC 3339 */
export function since(time) {
    return time ? duration(Date.now() - Date.parse(time)) : UNKNOWN;
}

const KINDS = /** @type {Record<string, string>} */ ({
    rtmp: "RTMP",
    "http-flv": "HTTP-FLV",
    "websocket-flv": "WebSocket-FLV",
    hls: "HLS",
    "http-mp4": "HTTP-MP4",
    "websocket-mp4": "Preview",
    "http-file": "File",
});

/** @param {string} label of a kind of viewer */
export function viewerKind(label) {
    return KINDS[label] ?? label;
}

/** @param {import("./types.js").CountsBy} by */
export function viewers(by) {
    return Object.entries(by)
        .filter(([, number]) => number > 0)
        .map(([kind, number]) => `${viewerKind(kind)} ${count(number)}`)
        .join(", ");
}

/** @param {import("./types.js").Track} track */
export function trackSize(track) {
    if (track.kind === "video") {
        return track.width && track.height ? `${track.width}×${track.height}` : UNKNOWN;
    }
    const rate = track.sampleRate ? `${track.sampleRate / 1000} kHz` : "";
    const channels = track.channels ? `${track.channels} ch` : "";
    return [rate, channels].filter(Boolean).join(", ") || UNKNOWN;
}

/**
 * All tracks in a few words.
 *
 * @param {import("./types.js").Track[]} tracks
 */
export function tracks(tracks) {
    return tracks
        .map((track) => {
            const height = track.kind === "video" && track.height ? ` ${track.height}p` : "";
            const language = track.language ? ` (${track.language})` : "";
            return track.codec + height + language;
        })
        .join(" · ");
}
