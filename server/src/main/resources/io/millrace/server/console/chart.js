/** A line of the last minutes, drawn by hand: one per visible row has to cost next to nothing. */

/** @typedef {import("./store.js").History} History */

/** @type {Map<string, string>} */
const colors = new Map();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => colors.clear());

/** @param {string} name of a custom property */
function color(name) {
    let value = colors.get(name);
    if (!value) {
        value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
        colors.set(name, value);
    }
    return value;
}

export class Chart {
    #drawn = -1;
    #context;

    /**
     * Makes a chart that says nothing to who cannot see it: the number is beside it.
     *
     * @param {number} width in CSS pixels
     * @param {number} height
     * @param {number} seconds that it shows
     */
    constructor(width, height, seconds) {
        this.seconds = seconds;
        this.width = width;
        this.height = height;
        const scale = Math.min(2, Math.ceil(devicePixelRatio));
        this.element = document.createElement("canvas");
        this.element.width = width * scale;
        this.element.height = height * scale;
        this.element.className = "chart";
        this.element.setAttribute("aria-hidden", "true");
        this.#context = /** @type {CanvasRenderingContext2D} */ (this.element.getContext("2d"));
        this.#context.scale(scale, scale);
        this.#context.lineJoin = "round";
    }

    /**
     * Draws it, unless nothing is new.
     *
     * @param {History} history
     */
    draw(history) {
        if (history.version === this.#drawn || history.length === 0) {
            return;
        }
        this.#drawn = history.version;
        const { width, height } = this;
        const context = this.#context;
        const count = Math.min(history.length, this.seconds);
        let most = 0;
        for (let i = 0; i < count; i++) {
            most = Math.max(most, history.get(i));
        }
        context.clearRect(0, 0, width, height);
        context.fillStyle = color("--line");
        context.fillRect(0, height - 1, width, 1);
        const x = (/** @type {number} */ ago) => width - (ago * width) / (this.seconds - 1);
        const y = (/** @type {number} */ value) => height - 1.5 - (most > 0 ? (value / most) * (height - 4) : 0);
        context.beginPath();
        context.moveTo(x(0), y(history.get(0)));
        for (let i = 1; i < count; i++) {
            context.lineTo(x(i), y(history.get(i)));
        }
        context.strokeStyle = color("--accent");
        context.lineWidth = 1.25;
        context.stroke();
        context.lineTo(x(count - 1), height - 1);
        context.lineTo(x(0), height - 1);
        context.fillStyle = color("--accent-wash");
        context.fill();
    }
}
