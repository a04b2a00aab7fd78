/**
 * The chat's launcher: turns the link into a button and loads the panel when it is first needed.
 * Nothing is asked of the network before the shopper opens the chat, or had it open on the page before.
 */

const OPEN = "support.open";
const AWAITED = "support.awaited";
const ICON = "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Z";
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];

class SupportChat extends HTMLElement {
    #panel = null;

    connectedCallback() {
        const link = this.querySelector("a.support-launcher");
        if (!link) return; // moved by the page's script: everything is set up
        this.#paint();
        this.page = link.href;
        this.button = makeButton(link.textContent.trim());
        link.replaceWith(this.button);
        this.button.addEventListener("click", () => this.open());
        if (read("sessionStorage", OPEN)) this.open({ focus: false });
        else if (read("localStorage", AWAITED)) this.#watch();
    }

    async open(options = {}) {
        this.#panel ??= this.#load();
        try {
            (await this.#panel).open(options);
        } catch {
            // The panel can't be had: the plain page says the same, and needs none of this.
            this.#panel = null;
            if (options.focus !== false) location.assign(this.page);
        }
    }

    async close() {
        (await this.#panel)?.close();
    }

    async toggle() {
        const panel = await this.#panel;
        return panel?.isOpen ? panel.close() : this.open();
    }

    /** Somebody may have answered since: ask at a slow pace, until the panel has its own line to the shop. */
    async #watch() {
        const { watch } = await import(this.dataset.attention);
        if (!this.#panel) this.unwatch = watch(this);
    }

    async #load() {
        this.button.setAttribute("aria-busy", "true");
        try {
            const { panel, client, files } = this.dataset;
            const modules = [panel, client, files].map((address) => import(address));
            const [{ ChatPanel }, { ChatClient }, attachments] = await Promise.all(modules);
            this.unwatch?.();
            return await ChatPanel.create(this, ChatClient, attachments);
        } finally {
            this.button.removeAttribute("aria-busy");
        }
    }

    #paint() {
        const accent = parseColour(this.dataset.accent);
        if (!accent) return;
        const paint = (name, colour) => this.style.setProperty(`--support-${name}`, `rgb(${colour.join(" ")})`);
        paint("accent", accent);
        paint("on-accent", readableOn(accent));
        paint("accent-ink", darkened(accent));
    }
}

function makeButton(label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "support-launcher";
    button.setAttribute("aria-haspopup", "dialog");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", ICON);
    path.setAttribute("fill", "currentColor");
    svg.append(path);
    const text = document.createElement("span");
    text.className = "support-label";
    text.textContent = label;
    button.append(svg, text);
    return button;
}

function read(storage, key) {
    try {
        return globalThis[storage].getItem(key) === "1";
    } catch {
        return false;
    }
}

function parseColour(text) {
    const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text ?? "");
    return match && match.slice(1).map((part) => parseInt(part, 16));
}

function luminance(colour) {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

/** White where it can be read (4.5 : 1), else black, which then can. */
export function readableOn(colour) {
    return contrast(colour, WHITE) >= 4.5 ? WHITE : BLACK;
}

/** The colour itself, or as much darker as text in it needs on white. */
export function darkened(colour) {
    let shade = colour;
    while (contrast(shade, WHITE) < 4.5) shade = shade.map((part) => Math.floor(part * 0.92));
    return shade;
}

customElements.get("support-chat") ?? customElements.define("support-chat", SupportChat);
