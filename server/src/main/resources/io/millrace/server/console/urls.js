/** Addresses to publish to and to play from. */

const DEFAULT_PORTS = /** @type {Record<string, number>} */ ({ rtmp: 1935, rtmpe: 1935, rtmps: 443, rtmpt: 80, rtmpts: 443 });

/**
 * A path of a stream or file as a URL has it.
 *
 * @param {string} path
 */
export function encodePath(path) {
    return path.split("/").map(encodeURIComponent).join("/");
}

/** @param {string} path of a stream */
export function streamPage(path) {
    return `#/streams/${encodePath(path)}`;
}

/**
 * Where RTMP is spoken.
 *
 * @param {import("./types.js").Address[]} addresses
 */
export function rtmpServers(addresses) {
    const urls = addresses.flatMap((address) =>
        address.schemes.filter((scheme) => scheme in DEFAULT_PORTS).map((scheme) => server(scheme, address)),
    );
    return [...new Set(urls)];
}

/**
 * Where to play a stream from: what it is called, and the URL.
 *
 * @param {import("./types.js").Address[]} addresses
 * @param {string} path
 * @returns {[string, string][]}
 */
export function playUrls(addresses, path) {
    const encoded = encodePath(path);
    const socket = location.origin.replace(/^http/, "ws");
    return [
        ...rtmpServers(addresses).map((server) => /** @type {[string, string]} */ (
            [server.slice(0, server.indexOf(":")).toUpperCase(), `${server}/${encoded}`]
        )),
        ["HLS", `${location.origin}/${encoded}.m3u8`],
        ["MP4", `${location.origin}/${encoded}.mp4`],
        ["WebSocket-MP4", `${socket}/${encoded}.mp4`],
        ["HTTP-FLV", `${location.origin}/${encoded}.flv`],
        ["WebSocket-FLV", `${socket}/${encoded}.flv`],
    ];
}

/** @param {string} scheme @param {import("./types.js").Address} address */
function server(scheme, address) {
    const port = address.port === DEFAULT_PORTS[scheme] ? "" : `:${address.port}`;
    return `${scheme}://${host(address)}${port}`;
}

/**
 * Whoever reads this page came by a name of the server that works for them.
 *
 * @param {import("./types.js").Address} address
 */
function host(address) {
    const any = address.host === "" || /^127\.|^\[?(::1|0:0:0:0:0:0:0:1)]?$/.test(address.host);
    const name = any ? location.hostname : address.host;
    return name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
}
