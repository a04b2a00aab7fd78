/**
 * The shopper's chat panel, in a shadow root: the shop's style sheets and ours leave each other alone.
 * What it shows is all in ChatClient; every change of the client ends in `#draw()`. Data become text nodes only.
 */

const OPEN = "support.open";
const DRAFT = "support.draft";
const TYPING_SHOWN = 5_000;
const NEAR_END = 80; // px
const ADDRESS = /\bhttps?:\/\/[^\s<>"'«»]+/giu;
const TRAILING = /[.,;:!?)\]}،؛؟…]+$/u;
const ICONS = {
    close: "M6 6l12 12M18 6L6 18",
    send: "M4 12h15M13 6l6 6-6 6",
    attach: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14 7.5",
    down: "M6 10l6 6 6-6",
    more: "M5 12h.01M12 12h.01M19 12h.01",
};

export class ChatPanel {
    /** Build the panel into the page; resolves when its style is there. */
    static async create(element, ChatClient, files) {
        const panel = new ChatPanel(element, ChatClient, files);
        await panel.styled;
        return panel;
    }

    #nodes = new Map();
    #frozen = [];
    #frozenDay = null;
    #thread = null;
    #unread = 0;
    #title = document.title;
    #typingTimer = 0;
    #notice = "";
    #follows = true;

    constructor(element, ChatClient, { Attachments, attachmentList }) {
        this.element = element;
        this.attachmentList = attachmentList;
        this.launcher = element.button;
        this.label = this.launcher.textContent;
        this.texts = element.dataset;
        this.#build();
        this.formats = formatsFor(element.lang);
        this.client = new ChatClient({
            sessionUrl: element.dataset.session,
            conversationsUrl: element.dataset.conversations,
            page: location.pathname,
        });
        const { chips: list, picker: input } = this;
        this.files = new Attachments(this.client, { list, input, language: element.lang });
        this.#listenToClient();
        this.#listenToShopper();
        this.#status();
        this.client.start();
    }

    get isOpen() {
        return !this.section.hidden;
    }

    open({ focus = true, draft = "" } = {}) {
        this.section.hidden = false;
        this.launcher.hidden = true;
        this.client.calm = false;
        remember(OPEN, "1");
        this.#fit();
        this.#toEnd();
        this.#looked();
        if (draft && !this.composer.value) this.#write(draft);
        if (focus) this.composer.focus();
        this.#announce("open");
    }

    close() {
        this.section.hidden = true;
        this.launcher.hidden = false;
        this.client.calm = true;
        remember(OPEN, null);
        this.launcher.focus();
        this.#announce("close");
    }

    /** Tell the shop's own scripts; docs/javascript.md. */
    #announce(name, detail = null) {
        this.element.dispatchEvent(new CustomEvent(`support:${name}`, { bubbles: true, detail }));
    }

    // --- Parts -----------------------------------------------------------------------------------------------

    #build() {
        const { texts } = this;
        const host = make("div");
        const root = host.attachShadow({ mode: "open" });
        const styles = [texts.style, texts.filesStyle].map((href) => make("link", { rel: "stylesheet", href }));
        this.styled = Promise.all(styles.map((style) => new Promise((done) => (style.onload = style.onerror = done))));
        const dir = getComputedStyle(this.element).direction;
        this.section = make("section", { class: "panel", role: "dialog", "aria-labelledby": "name", dir, hidden: "" });
        this.section.dataset.position = texts.position;
        this.section.append(this.#header(), this.#body(), this.#form());
        root.append(...styles, this.section);
        this.element.append(host);
    }

    #header() {
        this.name = make("bdi", {}, this.texts.name);
        this.closer = make("button", { type: "button", class: "close", "aria-label": this.texts.close }, icon("close"));
        const more = { type: "button", class: "more", "aria-expanded": "false", hidden: "" };
        this.more = make("button", more, icon("more"));
        this.picture = make("img", { class: "picture", alt: "", hidden: "" });
        this.replyTime = make("p", { class: "reply-time", dir: "auto" });
        const who = make("div", { class: "who" }, make("h2", { id: "name" }, this.name), this.replyTime);
        return make("div", { class: "top" }, this.picture, who, this.more, this.closer);
    }

    #body() {
        this.log = make("div", { class: "log", role: "log", "aria-label": this.texts.log });
        this.typing = make("p", { class: "typing", dir: "auto", hidden: "" });
        this.scroller = make("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": this.texts.log });
        this.scroller.append(this.log, this.typing);
        this.newest = make("button", { type: "button", class: "newest", hidden: "" }, icon("down"));
        this.notice = make("p", { class: "notice", role: "status", dir: "auto" });
        this.careBox = make("div", { class: "care", hidden: "" });
        return make("div", { class: "body" }, this.scroller, this.newest, this.notice, this.careBox);
    }

    #form() {
        const { composer, placeholder, send } = this.texts;
        const label = make("label", { class: "unseen", for: "composer" }, composer);
        this.composer = make("textarea", { id: "composer", rows: "1", placeholder, enterkeyhint: "send" });
        this.sender = make("button", { type: "submit", class: "send", "aria-label": send }, icon("send"));
        this.chips = make("ul", { class: "support-chips", hidden: "" });
        this.picker = make("input", { type: "file", multiple: "", hidden: "" });
        this.attacher = make("button", { type: "button", class: "support-attach", hidden: "" }, icon("attach"));
        const parts = [this.chips, this.picker, this.attacher, label, this.composer, this.sender];
        this.form = make("form", { novalidate: "" }, ...parts);
        return this.form;
    }

    // --- What happens ----------------------------------------------------------------------------------------

    #listenToClient() {
        const on = (type, action) => this.client.addEventListener(type, ({ detail }) => action(detail));
        on("session", () => this.#greet());
        on("connection", () => this.#status());
        on("change", () => this.#draw());
        on("message", ({ message }) => this.#announce("message", structuredClone(message)));
        on("message", ({ message, thread }) => message.sender !== "system" && this.#arrived(`${thread.id}:${message.seq}`));
        on("typing", ({ sender }) => sender === "agent" && this.#showTyping());
        on("refused", ({ detail }) => this.#status(detail));
        on("reset", () => this.#empty());
        on("erased", () => this.#clear());
    }

    #listenToShopper() {
        this.closer.addEventListener("click", () => this.close());
        this.more.addEventListener("click", () => {
            this.#loadCare().then((care) => care.toggle(), () => this.#status(this.texts.unavailable));
        });
        this.section.addEventListener("keydown", (event) => this.#key(event));
        this.form.addEventListener("submit", (event) => this.#submit(event));
        this.composer.addEventListener("input", () => this.#typed());
        this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
        this.newest.addEventListener("click", () => this.#toEnd());
        this.#listenToFiles();
        document.addEventListener("visibilitychange", () => this.#looked());
        // A longer draft or a notice takes room from the log: what was its end stays in view.
        new ResizeObserver(() => this.#follows && this.#toEnd()).observe(this.scroller);
        globalThis.visualViewport?.addEventListener("resize", () => this.#fit());
        globalThis.visualViewport?.addEventListener("scroll", () => this.#fit());
    }

    #listenToFiles() {
        const drop = (isOver) => this.section.classList.toggle("support-dropping", isOver);
        this.attacher.addEventListener("click", () => this.picker.click());
        this.composer.addEventListener("paste", (event) => this.files.offer(event));
        this.section.addEventListener("dragover", (event) => {
            if (!event.dataTransfer.types.includes("Files") || this.attacher.hidden) return;
            event.preventDefault();
            drop(true);
        });
        this.section.addEventListener("dragleave", (event) => drop(this.section.contains(event.relatedTarget)));
        this.section.addEventListener("drop", (event) => {
            drop(false);
            this.files.offer(event);
        });
        this.files.addEventListener("ready", () => this.form.requestSubmit());
        this.files.addEventListener("trouble", ({ detail }) => this.#status(detail));
    }

    #key(event) {
        if (event.key === "Escape") return this.close();
        const typed = event.target === this.composer && event.key === "Enter";
        // While a word is being composed, Enter chooses it; on a touch screen it is the only way to a new line.
        if (!typed || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        if (matchMedia("(pointer: coarse)").matches) return;
        event.preventDefault();
        this.form.requestSubmit();
    }

    #submit(event) {
        event.preventDefault();
        const { value } = this.composer;
        const files = this.#tooMany() > 0 ? null : this.files.take();
        if (!files || !this.client.send(value, files)) return this.composer.focus();
        this.#write("");
        this.#toEnd();
        this.composer.focus();
    }

    #typed() {
        this.#grow();
        // Empty, it has no direction of its own, and the placeholder needs the panel's.
        this.composer.dir = this.composer.value ? "auto" : this.section.dir;
        remember(DRAFT, JSON.stringify([this.client.session?.identity, this.composer.value]));
        if (this.composer.value) this.client.typing();
        const many = this.#tooMany();
        this.#status(many > 0 ? filled(this.texts.too_long, this.formats.number(many)) : "");
    }

    #tooMany() {
        return [...this.composer.value].length - (this.client.session?.max_length ?? Infinity);
    }

    #write(text) {
        this.composer.value = text;
        this.#typed();
    }

    #grow() {
        this.composer.style.blockSize = "auto";
        this.composer.style.blockSize = `${this.composer.scrollHeight}px`;
    }

    #greet() {
        const { session } = this.client;
        this.texts = { ...this.element.dataset, ...session.texts };
        this.formats = formatsFor(session.language);
        this.name.textContent = session.name;
        this.replyTime.textContent = session.reply_time;
        this.newest.setAttribute("aria-label", this.texts.newest);
        this.files.language = session.language;
        this.attacher.hidden = !session.attachments;
        this.attacher.setAttribute("aria-label", session.attachment_texts.attach);
        this.chips.setAttribute("aria-label", session.attachment_texts.list);
        this.picker.accept = session.attachments?.accept ?? "";
        this.more.setAttribute("aria-label", this.texts.more);
        this.more.hidden = false;
        const [identity, draft] = recall(DRAFT);
        if (identity === session.identity && !this.composer.value) this.#write(draft);
        this.#status();
    }

    /** What can be done with the conversation as a whole is loaded when it is first needed. */
    #loadCare() {
        const failed = (error) => {
            this.care = null;
            throw error;
        };
        this.care ??= import(this.texts.care).then(({ Care }) => new Care(this, make), failed);
        return this.care;
    }

    #empty() {
        this.care?.then((care) => care.hide());
        this.#clear();
        this.files.clear();
        this.#write("");
        this.#looked();
    }

    #clear() {
        for (const node of [...this.#nodes.values(), ...this.#frozen]) node.remove();
        this.#nodes.clear();
        this.#frozen = [];
        this.#frozenDay = null;
        this.#thread = null;
    }

    #arrived(message) {
        this.typing.hidden = true;
        if (this.isOpen && !document.hidden) return;
        import(this.texts.attention).then(({ chime }) => chime(message), () => {});
        this.#unread += 1;
        this.#showUnread();
    }

    #looked() {
        if (!this.isOpen || document.hidden) return;
        this.#unread = 0;
        this.#showUnread();
        this.#seen();
    }

    #showUnread() {
        const count = this.formats.number(this.#unread);
        document.title = this.#unread ? `(${count}) ${this.#title}` : this.#title;
        this.launcher.querySelector(".support-unread")?.remove();
        this.launcher.removeAttribute("aria-label");
        if (!this.#unread) return;
        this.launcher.setAttribute("aria-label", `${this.label} – ${filled(this.texts.unread, count)}`);
        this.launcher.append(make("span", { class: "support-unread", "aria-hidden": "true" }, count));
    }

    #seen() {
        const last = this.client.thread.messages.findLast((m) => m.sender !== "shopper");
        if (last && this.isOpen && !document.hidden && this.#isAtEnd()) this.client.seen(last.seq);
    }

    #showTyping() {
        this.typing.textContent = filled(this.texts.typing, this.client.thread.conversation?.agent || this.name.textContent);
        const follow = this.#isAtEnd();
        this.typing.hidden = false;
        if (follow) this.#toEnd();
        clearTimeout(this.#typingTimer);
        this.#typingTimer = setTimeout(() => (this.typing.hidden = true), TYPING_SHOWN);
    }

    #status(detail = "") {
        const { connection, session } = this.client;
        const lines = { offline: navigator.onLine || !session ? this.texts.unavailable : this.texts.offline };
        const waiting = !session || connection === "connecting" ? this.texts.connecting : "";
        const notice = detail || (lines[connection] ?? waiting);
        if (notice !== this.#notice) this.notice.textContent = this.#notice = notice;
        this.section.dataset.connection = connection;
    }

    // --- Drawing ---------------------------------------------------------------------------------------------

    /** Bring the log in line with the client: known nodes stay, so that only news are read aloud. */
    #draw() {
        const { thread, session } = this.client;
        const follow = this.#isAtEnd() || thread !== this.#thread;
        if (thread !== this.#thread) this.#freeze(thread);
        const wanted = [...this.#frozen];
        if (session?.greeting && !this.#frozen.length) wanted.push(this.#node("greeting", () => greetingNode(session.greeting)));
        this.#showPicture(thread.conversation?.agent_picture);
        this.#addMessages(wanted, thread);
        if (thread.conversation?.status === "closed") wanted.push(this.#line(`ended ${thread.id}`, this.texts.ended));
        this.#arrange(wanted);
        // For the next pages: an answer may come.
        if (session) remember("support.awaited", thread.conversation?.status === "open" ? "1" : null, "localStorage");
        if (this.care || thread.conversation?.status === "closed") this.#loadCare().then((care) => care.draw(), () => {});
        if (follow) this.#toEnd();
        this.#seen();
    }

    #showPicture(path) {
        this.picture.hidden = !path;
        if (path && this.picture.getAttribute("src") !== path) this.picture.src = path;
    }

    #addMessages(wanted, thread) {
        const said = [...thread.messages, ...thread.outbox.map((entry) => ({ ...entry, sender: "shopper", name: "" }))];
        const lastOwn = thread.messages.findLast((m) => m.sender === "shopper");
        said.forEach((message, index) => {
            const day = this.formats.dayKey(message.created_at);
            if (day !== this.#day(said[index - 1])) wanted.push(this.#line(`day ${day}`, this.#dayName(message.created_at)));
            if (message.sender === "system" && message.kind) {
                const text = this.texts[`line_${message.ended_by || message.kind}`];
                return wanted.push(this.#line(message.client_id, filled(text, message.name)));
            }
            const node = this.#node(message.client_id, () => this.#newMessage(message));
            node.classList.toggle("continued", this.#belongTogether(said[index - 1], message));
            this.#tell(node, message, this.#belongTogether(message, said[index + 1]), message === lastOwn);
            wanted.push(node);
        });
    }

    #day(message) {
        return message ? this.formats.dayKey(message.created_at) : this.#frozenDay;
    }

    /** Two messages of one person in one minute need one name and one time. */
    #belongTogether(one, next) {
        if (!one || !next || one.sender !== next.sender || one.name !== next.name) return false;
        const [a, b] = [one, next].map((m) => this.formats.dayKey(m.created_at) + this.formats.time(m.created_at));
        return a === b;
    }

    #arrange(wanted) {
        const keep = new Set(wanted);
        for (const [key, node] of this.#nodes) {
            if (!keep.has(node)) node.remove() ?? this.#nodes.delete(key);
        }
        wanted.forEach((node, index) => {
            if (this.log.children[index] !== node) this.log.insertBefore(node, this.log.children[index] ?? null);
        });
    }

    /** What was said in a conversation that has ended stays on the screen above the new one. */
    #freeze(thread) {
        const stale = this.#thread?.id && !this.#thread.conversation?.erased ? this.#thread.messages : [];
        const keys = ["greeting", ...stale.map((m) => m.client_id), `ended ${this.#thread?.id}`];
        keys.push(...[...this.#nodes.keys()].filter((key) => key.startsWith("day ")));
        if (stale.length) {
            for (const key of keys) this.#nodes.delete(key);
            this.#frozenDay = this.#day(stale.at(-1));
            this.#frozen = [...this.log.children].filter((node) => ![...this.#nodes.values()].includes(node));
        }
        this.#thread = thread;
    }

    #node(key, build) {
        if (!this.#nodes.has(key)) this.#nodes.set(key, build());
        return this.#nodes.get(key);
    }

    #line(key, text) {
        return this.#node(key, () => make("p", { class: "line", dir: "auto" }, text));
    }

    /** Write below a message when it was sent and what became of it. */
    #tell(node, message, isContinued, isLatestOwn) {
        const trouble = ["failed", "waiting"].includes(message.state);
        const status = message.state || isLatestOwn ? this.#statusOf(message) : "";
        const time = trouble || (isContinued && !status) ? "" : this.formats.time(message.created_at);
        node.classList.toggle("trouble", trouble);
        const meta = node.querySelector(".meta");
        const shown = `${message.state} ${time} ${status}`;
        if (meta.dataset.shown === shown) return;
        meta.dataset.shown = shown;
        const parts = [time, status].filter(Boolean).map((text) => make("bdi", {}, text));
        if (parts.length > 1) parts.splice(1, 0, " · ");
        meta.replaceChildren(...parts, ...(trouble ? [this.#remedy(message)] : []));
    }

    #newMessage(message) {
        const own = message.sender === "shopper";
        const who = own ? this.texts.you : message.name;
        const name = make("p", { class: own ? "unseen" : "name", dir: "auto" }, who);
        const body = message.kind === "deleted" ? this.texts.deleted : message.body;
        const bubble = body ? bubbleNode(...linked(body)) : "";
        const { attachment_texts: texts, language } = this.client.session ?? {};
        const files = this.attachmentList(message.attachments, texts, language) ?? "";
        return make("div", { class: `message ${message.sender}` }, name, bubble, files, make("p", { class: "meta" }));
    }

    #statusOf({ seq, state, detail }) {
        if (state === "failed" || state === "waiting") return `${this.texts.failed} ${detail || ""}`.trim();
        if (state === "sending") return this.texts.sending;
        return seq && seq <= (this.client.thread.conversation?.agent_seen ?? 0) ? this.texts.seen : this.texts.sent;
    }

    #remedy({ client_id, code }) {
        const edit = ["invalid", "conflict"].includes(code);
        const button = make("button", { type: "button", class: "remedy" }, edit ? this.texts.edit : this.texts.retry);
        button.addEventListener("click", () => {
            if (!edit) return this.client.retry(client_id);
            this.files.restore(this.client.thread.outbox.find((entry) => entry.client_id === client_id)?.attachments);
            this.#write([this.client.discard(client_id), this.composer.value].filter(Boolean).join("\n"));
            this.composer.focus();
        });
        return button;
    }

    #dayName(time) {
        const key = this.formats.dayKey(time);
        if (key === this.formats.dayKey(Date.now())) return this.texts.today;
        if (key === this.formats.dayKey(Date.now() - 86_400_000)) return this.texts.yesterday;
        return this.formats.day(time);
    }

    // --- Room ------------------------------------------------------------------------------------------------

    #isAtEnd() {
        const { scrollHeight, scrollTop, clientHeight } = this.scroller;
        return scrollHeight - scrollTop - clientHeight < NEAR_END;
    }

    #toEnd() {
        this.scroller.scrollTop = this.scroller.scrollHeight;
        this.#scrolled();
    }

    #scrolled() {
        this.#follows = this.newest.hidden = this.#isAtEnd();
        this.#seen();
    }

    /** Stay above a phone's keyboard, which covers the page without making it smaller. */
    #fit() {
        const { height, offsetTop } = globalThis.visualViewport ?? { height: innerHeight, offsetTop: 0 };
        this.section.style.setProperty("--room", `${height}px`);
        this.section.style.setProperty("--below", `${Math.max(0, innerHeight - height - offsetTop)}px`);
    }
}

/** Dates, times and numbers in the calendar and the digits of the reader's language, in their own time zone. */
function formatsFor(code) {
    // Browsers give plain "ar" Latin digits; Arabic shops write ٠–٩. Regions that don't are asked for by name.
    const language = code === "ar" ? "ar-u-nu-arab" : code;
    const format = (options) => {
        const formatter = new Intl.DateTimeFormat(language || undefined, options);
        return (time) => formatter.format(new Date(time));
    };
    const numbers = new Intl.NumberFormat(language || undefined);
    return {
        time: format({ hour: "numeric", minute: "2-digit" }),
        day: format({ weekday: "long", day: "numeric", month: "long" }),
        dayKey: format({ year: "numeric", month: "numeric", day: "numeric" }),
        number: (value) => numbers.format(value),
    };
}

function greetingNode(text) {
    return make("div", { class: "message agent" }, bubbleNode(text));
}

/** The words have their own direction; the bubble keeps the panel's, and so its side and its shape. */
function bubbleNode(...content) {
    return make("div", { class: "bubble" }, make("p", { dir: "auto" }, ...content));
}

/** Text with its web addresses as links: http and https only, each isolated from the text's direction. */
function linked(text) {
    const parts = [];
    let end = 0;
    for (const match of text.matchAll(ADDRESS)) {
        const address = match[0].replace(TRAILING, "");
        if (!URL.canParse(address)) continue;
        parts.push(text.slice(end, match.index), make("bdi", { dir: "ltr" }, link(address)));
        end = match.index + address.length;
    }
    return [...parts, text.slice(end)];
}

function link(address) {
    return make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, address);
}

function make(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
}

function icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
}

function filled(text, value) {
    return (text ?? "").replace("%s", () => value);
}

function remember(key, value, storage = "sessionStorage") {
    try {
        if (value === null) globalThis[storage].removeItem(key);
        else globalThis[storage].setItem(key, value);
    } catch {
        // The browser forbids it: the panel is then closed on the next page.
    }
}

function recall(key) {
    try {
        return JSON.parse(sessionStorage.getItem(key)) ?? [];
    } catch {
        return [];
    }
}
