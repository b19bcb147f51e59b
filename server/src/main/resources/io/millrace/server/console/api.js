/** Asks the server, with the token if it wants one, and reads its events. */

const ROOT = "/api/v1";
const TOKEN = "millrace.token";

/** What the server refused, in its words. */
export class ApiError extends Error {
    /** @param {number} status @param {string} message */
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

/** @type {() => Promise<string>} */
let askForToken = () => Promise.reject(new ApiError(401, "The token is needed."));
/** @type {Promise<string> | null} */
let asking = null;

/**
 * Says how to ask the person for the token.
 *
 * @param {() => Promise<string>} ask
 */
export function onTokenNeeded(ask) {
    askForToken = ask;
}

/**
 * Asks for something.
 *
 * @param {string} operation method and path as in openapi.json
 * @param {Record<string, string | number>} [variables] of the path; those that are not in it become parameters
 * @param {object} [body]
 * @returns {Promise<any>} undefined if there is nothing in the answer
 */
export async function call(operation, variables = {}, body) {
    const response = await send(operation, variables, body);
    const text = await response.text();
    return text ? JSON.parse(text) : undefined;
}

/**
 * Reads events until the connection ends.
 *
 * @param {string} lastId of the event seen last; empty if there is none
 * @param {AbortSignal} signal
 * @param {(type: string, data: any, id: string) => void} onEvent
 */
export async function readEvents(lastId, signal, onEvent) {
    /** @type {Record<string, string>} */
    const headers = lastId ? { "Last-Event-ID": lastId } : {};
    const response = await send("GET /events", {}, undefined, { headers, signal });
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
        const { done, value } = await reader.read();
        if (done) {
            return;
        }
        const events = (text + decoder.decode(value, { stream: true })).split("\n\n");
        text = events.pop() ?? "";
        events.forEach((event) => readEvent(event, onEvent));
    }
}

/** @param {string} lines @param {(type: string, data: any, id: string) => void} onEvent */
function readEvent(lines, onEvent) {
    const fields = new Map(lines.split("\n").map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }));
    const data = fields.get("data");
    if (data) {
        onEvent(fields.get("event") ?? "message", JSON.parse(data), fields.get("id") ?? "");
    }
}

/**
 * @param {string} operation
 * @param {Record<string, string | number>} variables
 * @param {object} [body]
 * @param {{headers?: Record<string, string>, signal?: AbortSignal}} [options]
 * @returns {Promise<Response>}
 */
async function send(operation, variables, body, options = {}) {
    const [method = "GET", pattern = ""] = operation.split(" ");
    const parameters = new URLSearchParams();
    let path = pattern;
    for (const [name, value] of Object.entries(variables)) {
        const variable = `{${name}}`;
        if (path.includes(variable)) {
            path = path.replace(variable, () => String(value).split("/").map(encodeURIComponent).join("/"));
        } else {
            parameters.set(name, String(value));
        }
    }
    const query = parameters.size > 0 ? `?${parameters}` : "";
    for (;;) {
        const token = sessionStorage.getItem(TOKEN);
        const response = await fetch(ROOT + path + query, {
            method,
            cache: "no-store",
            signal: options.signal ?? null,
            headers: {
                ...options.headers,
                ...(token ? { Authorization: `Bearer ${token}` } : {}),
                ...(body ? { "Content-Type": "application/json" } : {}),
            },
            body: body ? JSON.stringify(body) : null,
        });
        if (response.status !== 401) {
            return checked(response);
        } else if (token === sessionStorage.getItem(TOKEN)) {
            await newToken();
        }
    }
}

/** @param {Response} response */
async function checked(response) {
    if (response.ok) {
        return response;
    }
    const problem = await response.json().catch(() => ({}));
    throw new ApiError(response.status, problem.detail ?? `The server answered ${response.status}.`);
}

/** Asks once, however many requests wait for it. */
async function newToken() {
    asking ??= askForToken().finally(() => (asking = null));
    sessionStorage.setItem(TOKEN, await asking);
}
