/** The shopper's chat panel. Data become text nodes only. */

const OPEN = "support.open";
const DRAFT = "support.draft";
const TYPING_SHOWN = 5_000;
const NEAR_END = 80; // px
const DAY = 86_400_000;
const ADDRESS = /\bhttps?:\/\/[^\s\p{Bidi_C}<>"'«»]+/giu;
const TRAILING = /[.,;:!?)\]}،؛؟…]+$/u;
const ICONS = {
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12h15M13 6l6 6-6 6",
  "support-attach": "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14 7.5",
  newest: "M6 10l6 6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
};
let make, button, filled, icon, formatNumber, keep, kept, last, sends, submit, nameEnterKey;

export async function createPanel(element, parts) {
  ({ make, button, filled, icon, formatNumber, keep, kept, last, sends, submit, nameEnterKey } = parts);
  const panel = new ChatPanel(element, parts);
  await panel.styled;
  const { suggestions } = panel.texts;
  if (suggestions) import(suggestions).then((module) => module.suggest(panel)).catch(() => {});
  return panel;
}

class ChatPanel {
  #nodes = new Map();
  #threads = []; // those shown stay above the current one
  #page = new AbortController();
  #unread = 0;
  #typingTimer = 0;
  #present;
  #notice = "";
  #offered = "[]";
  #loading = null;
  #early = false; // something was typed before the session came
  #follows = true;
  #top = 0;
  #unavailable = () => this.#status(this.texts.unavailable);

  constructor(element, parts) {
    this.element = element;
    this.parts = parts;
    this.texts = element.dataset;
    this.#build();
    this.#format();
    const { session, conversations: conversationsUrl, connection: connectionModule } = element.dataset;
    const sessionUrl = `${session}?time_zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
    const urls = { connectionModule, conversationsUrl, sessionUrl };
    this.client = new parts.ChatClient({ parts, ...urls, page: location.pathname });
    this.#listenToClient();
    this.#listenToShopper();
    this.#listenToFiles();
    this.#status();
    this.client.start();
  }

  get isOpen() {
    return !this.section.hidden;
  }

  open({ focus = true, draft } = {}) {
    this.#toggle(true);
    this.#fit();
    this.#toEnd();
    this.#looked();
    if (draft && !this.composer.value) this.#write(draft);
    if (focus) this.composer.focus();
    this.#announce("open");
  }

  stop() {
    this.client.stop();
    this.#page.abort();
    this.sizes.disconnect();
    this.host.remove();
  }

  close() {
    this.#toggle(false);
    this.element.button.focus();
    this.#announce("close");
  }

  #toggle(isOpen) {
    this.section.hidden = !isOpen;
    this.element.button.hidden = isOpen;
    this.client.calm = !isOpen;
    if (isOpen) this.client.wake();
    keep(OPEN, isOpen ? "1" : null);
  }

  #announce(name, detail) {
    this.element.dispatchEvent(new CustomEvent(`support:${name}`, { bubbles: true, detail }));
  }

  #build() {
    const { style: href, position } = this.texts;
    const style = make("link", { rel: "stylesheet", href });
    this.styled = new Promise((done) => (style.onload = style.onerror = done));
    const { direction: dir } = getComputedStyle(this.element);
    const about = { role: "dialog", "aria-labelledby": "name", dir, "data-position": position, hidden: "" };
    this.section = make("section", { class: "panel", ...about }, this.#header(), this.#body(), this.#form());
    this.host = make("div", { class: "support-host" });
    this.host.attachShadow({ mode: "open" }).append(style, this.section);
    this.element.append(this.host);
  }

  #header() {
    const { name, close } = this.texts;
    this.name = make("bdi", {}, name);
    this.picture = make("img", { class: "picture", alt: "", hidden: "" });
    this.replyTime = make("p", { class: "reply-time", dir: "auto" });
    const menu = () => this.#loadMenu().then((menu) => menu.toggle(), this.#unavailable);
    this.more = iconButton("more", menu, { "aria-expanded": "false", hidden: "" });
    const closer = iconButton("close", () => this.close(), { "aria-label": close });
    const who = make("div", { class: "who" }, make("h2", { id: "name" }, this.name), this.replyTime);
    return make("div", { class: "top" }, this.picture, who, this.more, closer);
  }

  #body() {
    const label = { "aria-label": this.texts.log };
    this.log = make("div", { class: "log", role: "log", ...label });
    this.typing = make("p", { class: "typing", hidden: "" });
    this.choices = make("div", { class: "choices", role: "group", hidden: "" });
    const said = [this.log, this.choices, this.typing];
    this.scroller = make("div", { class: "scroller", tabindex: "0", role: "group", ...label }, ...said);
    this.newest = iconButton("newest", () => this.#toEnd(), { hidden: "" });
    this.notice = make("p", { class: "notice", role: "status", dir: "auto" });
    this.menuBox = make("div", { class: "menu", hidden: "" });
    const stage = make("div", { class: "stage" }, this.scroller, this.newest);
    return make("div", { class: "body" }, this.menuBox, stage, this.notice);
  }

  #form() {
    const { composer, placeholder, send } = this.texts;
    this.composer = make("textarea", { id: "composer", rows: "1", placeholder });
    nameEnterKey(this.composer);
    this.chips = make("ul", { class: "support-chips", hidden: "" });
    this.picker = make("input", { type: "file", multiple: "", hidden: "" });
    this.attacher = iconButton("support-attach", () => this.picker.click(), { hidden: "" });
    const label = make("label", { class: "unseen", for: "composer" }, composer);
    const sender = iconButton("send", null, { type: "submit", "aria-label": send });
    this.form = make("form", {}, this.chips, this.picker, this.attacher, label, this.composer, sender);
    return this.form;
  }

  #listenToClient() {
    const on = (type, action) => this.client.addEventListener(type, ({ detail }) => action(detail));
    on("session", () => this.#greet());
    on("connection", () => this.#status());
    on("change", ({ thread }) => this.#draw(thread));
    on("message", ({ message, thread }) => {
      this.#announce("message", JSON.parse(JSON.stringify(message)));
      if (!message.kind) this.#arrived(`${thread.id}:${message.seq}`);
    });
    on("typing", ({ sender }) => sender === "agent" && this.#showTyping());
    on("refused", ({ detail }) => this.#status(detail));
    on("reset", () => this.#empty());
    on("deleted", ({ thread }) => this.#forget(thread));
  }

  #listenToShopper() {
    this.section.addEventListener("keydown", (event) => this.#key(event));
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.composer.addEventListener("input", () => this.#typed());
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const { signal } = this.#page;
    document.addEventListener("visibilitychange", () => this.#looked(), { signal });
    this.sizes = new ResizeObserver(() => this.#follows && this.#toEnd());
    for (const part of [this.scroller, this.log]) this.sizes.observe(part);
    const fit = () => this.#fit();
    for (const type of ["resize", "scroll"]) globalThis.visualViewport?.addEventListener(type, fit, { signal });
  }

  #listenToFiles() {
    const { section, picker } = this;
    const drop = (isOver) => section.classList.toggle("support-dropping", isOver);
    const offer = (event) => {
      const files = this.parts.filesOf(event);
      if (!files.length || !this.#takesFiles) return;
      event.preventDefault();
      this.#withFiles((items) => items.add(files));
    };
    this.composer.addEventListener("paste", offer);
    section.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files") || !this.#takesFiles) return;
      event.preventDefault();
      drop(true);
    });
    section.addEventListener("dragleave", (event) => drop(section.contains(event.relatedTarget)));
    section.addEventListener("drop", (event) => {
      drop(false);
      offer(event);
    });
    picker.addEventListener("change", () => {
      const files = [...picker.files];
      picker.value = "";
      this.#withFiles((items) => items.add(files));
    });
  }

  get #takesFiles() {
    return this.client.session?.attachments;
  }

  #withFiles(action) {
    this.#loading ??= this.#loadFiles().then(({ Attachments }) => {
      const { chips: list, picker: input } = this;
      this.files = new Attachments(this.client, { list, input, locale: this.texts.locale }, this.parts);
      this.files.addEventListener("change", () => this.#keepDraft());
      this.files.addEventListener("ready", () => submit(this.form));
      this.files.addEventListener("trouble", ({ detail }) => this.#status(detail));
    });
    this.#loading.catch(() => (this.#loading = null));
    this.#loading.then(() => action(this.files), this.#unavailable);
  }

  async #loadFiles() {
    const module = await import(this.texts.files);
    await module.addStyle(this);
    return module;
  }

  #key(event) {
    if (event.key === "Escape") return this.close();
    if (event.target !== this.composer || !sends(event)) return;
    event.preventDefault();
    submit(this.form);
  }

  #submit(event) {
    event.preventDefault();
    // What was chosen goes with the words, also where all that uploads it is still to come.
    if (this.#loading && !this.files) return this.#loading.then(() => submit(this.form), this.#unavailable);
    const files = this.#tooMany() > 0 ? null : this.files ? this.files.take() : [];
    if (files && this.client.send(this.composer.value, files)) {
      this.#write("");
      this.#toEnd();
    }
    this.composer.focus();
  }

  #typed() {
    const { composer, client } = this;
    composer.style.blockSize = "auto";
    composer.style.blockSize = `${composer.scrollHeight}px`;
    // The placeholder has the panel's direction.
    composer.dir = composer.value ? "auto" : this.section.dir;
    this.#keepDraft();
    if (composer.value) client.typing();
    const many = this.#tooMany();
    this.#status(many > 0 ? filled(this.texts.too_long, this.number(many)) : "");
  }

  #keepDraft() {
    const { session, thread } = this.client;
    this.#early ||= !session;
    // What was sent before anybody knows whose it is: the client keeps none of it when the page is left.
    const unsent = session ? [] : thread.outbox.map(({ body }) => body);
    const draft = [...unsent, this.composer.value].filter(Boolean).join("\n");
    keep(DRAFT, JSON.stringify([session?.identity ?? "", draft, this.files?.uploaded ?? []]));
  }

  #tooMany() {
    return [...this.composer.value].length - (this.client.session?.max_length ?? Infinity);
  }

  #write(text) {
    this.composer.value = text;
    this.#typed();
  }

  #greet() {
    const { session } = this.client;
    const { attachments, attachment_texts } = session;
    this.texts = { ...this.element.dataset, ...session.texts };
    this.name.textContent = session.name;
    const say = (...parts) => (this.replyTime.textContent = parts.filter(Boolean).join(" · "));
    say(session.agents_present && this.texts.present, session.reply_time);
    clearTimeout(this.#present);
    this.#present = setTimeout(say, 6e4, session.reply_time);
    name(this.newest, this.texts.newest);
    name(this.more, this.texts.more);
    this.more.hidden = false;
    this.attacher.hidden = !attachments;
    name(this.choices, this.texts.choices);
    name(this.attacher, attachment_texts?.attach);
    name(this.chips, attachment_texts?.list);
    this.picker.accept = attachments?.accept ?? "";
    this.#restoreDraft(session);
    this.#status();
  }

  /** Of the same person only. */
  #restoreDraft({ identity }) {
    if (this.#early) return this.#keepDraft();
    const [owner, draft, uploaded] = guarded(() => JSON.parse(kept(DRAFT))) ?? [];
    if (owner && owner !== identity) return keep(DRAFT, null);
    if (owner === undefined || this.composer.value || (this.files && !this.files.isEmpty)) return;
    if (uploaded?.length) this.#withFiles((files) => files.restore(uploaded));
    this.#write(String(draft));
  }

  #format() {
    const { locale } = this.texts;
    const format = (options) => {
      const formatter = new Intl.DateTimeFormat(locale, options);
      // An invalid time must not hide the message.
      return (time) => (Number.isNaN(+new Date(time)) ? "" : formatter.format(new Date(time)));
    };
    this.number = (value) => formatNumber(value, locale);
    this.time = format({ hour: "numeric", minute: "2-digit" });
    this.day = format({ weekday: "long", day: "numeric", month: "long" });
    this.dayKey = format({ year: "numeric", month: "numeric", day: "numeric" });
  }

  #loadMenu() {
    this.menu ??= import(this.texts.menu).then(({ Menu }) => new Menu(this));
    this.menu.catch(() => (this.menu = null));
    return this.menu;
  }

  #empty() {
    this.menu?.then((menu) => menu.hide());
    this.#forget(...this.#threads);
    this.files?.clear();
    this.#write("");
    this.#looked();
  }

  #forget(...threads) {
    this.#threads = this.#threads.filter((thread) => !threads.includes(thread));
    for (const node of this.#nodes.values()) node.remove();
    this.#nodes.clear();
  }

  #arrived(message) {
    this.typing.hidden = true;
    if (this.isOpen && !document.hidden) return;
    this.parts.chime(this.element, message);
    this.parts.showUnread(this.element, (this.#unread += 1));
  }

  #looked() {
    if (!this.isOpen || document.hidden) return;
    this.parts.showUnread(this.element, (this.#unread = 0));
    this.#seen();
  }

  #seen() {
    const newest = last(this.client.thread.messages, (m) => m.sender !== "shopper");
    if (newest && this.isOpen && !this.isCovered && !document.hidden && this.#isAtEnd()) this.client.seen(newest.seq);
  }

  #showTyping() {
    const follow = this.#isAtEnd();
    const name = this.client.thread.conversation?.agent?.name || this.name.textContent;
    this.typing.textContent = filled(this.texts.typing, name);
    this.typing.hidden = false;
    if (follow) this.#toEnd();
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => (this.typing.hidden = true), TYPING_SHOWN);
  }

  #status(detail) {
    const { connection, session } = this.client;
    const { connecting, offline, unavailable } = this.texts;
    let notice = !session || connection === "connecting" ? connecting : "";
    if (connection === "offline") notice = navigator.onLine || !session ? unavailable : offline;
    notice = detail || notice;
    if (notice !== this.#notice) this.notice.textContent = this.#notice = notice;
    this.section.dataset.connection = connection;
  }

  /** Existing nodes stay, so that screen readers announce new ones only. */
  #draw(changed) {
    const { thread, session } = this.client;
    const { agent, status } = thread.conversation ?? {};
    const isKnown = this.#threads.includes(thread);
    const follow = this.#follows || !isKnown;
    if (!isKnown) this.#threads.push(thread);
    if (changed.messages.length && !this.#threads.includes(changed)) this.#threads.unshift(changed);
    const greeting = () => make("div", { class: "message agent" }, bubble(session.greeting));
    const wanted = session?.greeting ? [this.#node("greeting", greeting)] : [];
    const picture = agent?.picture;
    this.picture.hidden = !picture;
    if (picture && this.picture.getAttribute("src") !== picture) this.picture.src = picture;
    this.#addMessages(wanted, thread);
    this.#arrange(wanted);
    this.#offer();
    if (session) this.parts.awaitAnswer(status === "open");
    const draw = (menu) => menu.draw();
    if (this.menu || session?.away || status === "closed") this.#loadMenu().then(draw, () => {});
    const mark = (entries) => entries.draw(this.#threads, this.#nodes);
    this.entries ??= import(this.texts.entries).then(({ Entries }) => new Entries(this));
    this.entries.then(mark, () => (this.entries = null));
    if (follow) this.#toEnd();
    this.#seen();
  }

  #offer() {
    const { choices } = this.client;
    const offered = JSON.stringify(choices);
    if (this.#offered === offered) return;
    this.#offered = offered;
    const hadFocus = this.choices.contains(this.section.getRootNode().activeElement);
    const buttons = choices.map((text) => button("action", text, () => this.client.send(text), { dir: "auto" }));
    this.choices.replaceChildren(...buttons);
    this.choices.hidden = !buttons.length;
    if (hadFocus) this.composer.focus();
  }

  #addMessages(wanted, present) {
    const lastOwn = last(present.messages, (m) => m.sender === "shopper");
    let before = null;
    const past = this.#threads.filter((each) => each !== present && !each.conversation?.deleted);
    for (const thread of [...past, present]) {
      const { conversation, messages } = thread;
      const unsent = thread === present ? thread.outbox : [];
      const own = unsent.map((entry) => ({ ...entry, sender: "shopper" }));
      const said = [...messages.filter(({ changes }) => !changes), ...own];
      said.forEach((message, index) => {
        guarded(() => this.#add(wanted, before, message, said[index + 1], message === lastOwn));
        before = message;
      });
      if (conversation?.status === "closed") wanted.push(this.#line(`closed ${thread.id}`, this.texts.closed));
    }
  }

  #add(wanted, before, message, after, isLatestOwn) {
    const day = this.dayKey(message.created_at);
    if (day !== this.#dayOf(before)) wanted.push(this.#line(`day ${day}`, this.#dayName(message.created_at)));
    if (message.sender === "system" && message.kind) {
      const text = this.texts[`line_${message.closed_by || message.kind}`];
      return wanted.push(this.#line(message.client_id, filled(text, message.agent?.name ?? this.name.textContent)));
    }
    const build = () => guarded(() => this.#newMessage(message)) ?? this.#plainMessage(message);
    const node = this.#node(message.client_id + (message.edited_at ?? ""), build);
    wanted.push(node);
    node.classList.toggle("continued", this.#belongTogether(before, message));
    this.#tell(node, message, this.#belongTogether(message, after), isLatestOwn);
  }

  #dayOf(message) {
    return message && this.dayKey(message.created_at);
  }

  #belongTogether(one, next) {
    if (!one || !next || one.sender !== next.sender || one.agent?.name !== next.agent?.name) return false;
    const [a, b] = [one, next].map((m) => this.#dayOf(m) + this.time(m.created_at));
    return a === b;
  }

  #arrange(wanted) {
    for (const [key, node] of this.#nodes) {
      if (!wanted.includes(node)) node.remove() ?? this.#nodes.delete(key);
    }
    wanted.forEach((node, index) => {
      const there = this.log.children[index];
      if (there !== node) this.log.insertBefore(node, there ?? null);
    });
  }

  #node(key, build) {
    if (!this.#nodes.has(key)) this.#nodes.set(key, build());
    return this.#nodes.get(key);
  }

  #line(key, text) {
    return this.#node(key, () => make("p", { class: "line" }, text));
  }

  #tell(node, message, isContinued, isLatestOwn) {
    const { state, created_at } = message;
    const trouble = ["failed", "waiting"].includes(state);
    const status = state || isLatestOwn ? this.#statusOf(message, trouble) : "";
    const time = trouble || (isContinued && !status) ? "" : this.time(created_at);
    node.classList.toggle("trouble", trouble);
    const meta = node.querySelector(".meta");
    const parts = [time, status].filter(Boolean).map((text) => make("bdi", {}, text));
    if (parts.length > 1) parts.splice(1, 0, " · ");
    if (trouble) parts.push(this.#remedy(message));
    const fresh = make("p", { class: "meta" }, ...parts);
    if (fresh.textContent !== meta.textContent) meta.replaceWith(fresh);
  }

  #newMessage({ sender, agent, kind, body, card, attachments, client_id: id }) {
    const own = sender === "shopper";
    const name = own ? this.texts.you : (agent?.name ?? this.name.textContent);
    const who = make("p", { class: own ? "unseen" : "name", dir: "auto" }, name);
    const text = kind === "deleted" ? this.texts.deleted : body;
    const said = [text && bubble(...linked(text)), ...this.#filesOf(attachments)].filter(Boolean);
    if (card) import(this.texts.cards).then(({ showCard }) => showCard(said[0], card, this, id)).catch(() => {});
    return make("div", { class: `message ${sender}` }, who, ...said, make("p", { class: "meta" }));
  }

  #filesOf(attachments) {
    if (!attachments?.length) return [];
    const box = make("div");
    const { attachment_texts: texts } = this.client.session ?? {};
    const draw = (module) => box.append(module.attachmentList(attachments, texts, this.texts.locale, this.parts));
    const name = () => box.append(...attachments.map(({ url: href, name }) => make("a", { href }, name)));
    this.#loadFiles().then(draw).catch(name).catch(console.warn);
    return [box];
  }

  #plainMessage({ sender, body }) {
    const text = typeof body === "string" && body ? body : "…";
    const side = sender === "shopper" ? sender : "agent";
    return make("div", { class: `message ${side}` }, bubble(text), make("p", { class: "meta" }));
  }

  #statusOf({ seq, state, detail }, trouble) {
    const { failed, sending, seen, sent } = this.texts;
    if (trouble) return `${failed} ${detail || ""}`.trim();
    if (state === "sending") return sending;
    return seq <= this.client.thread.conversation?.agent_seen ? seen : sent;
  }

  #remedy({ client_id, code }) {
    const edit = ["invalid", "conflict"].includes(code);
    return button("remedy", edit ? this.texts.edit : this.texts.retry, () => {
      if (!edit) return this.client.retry(client_id);
      const attachments = this.client.thread.find(client_id)?.attachments;
      if (attachments?.length) this.#withFiles((files) => files.restore(attachments));
      this.#write([this.client.discard(client_id), this.composer.value].filter(Boolean).join("\n"));
      this.composer.focus();
    });
  }

  #dayName(time) {
    const isAgo = (days) => this.dayKey(time) === this.dayKey(this.client.now() - days * DAY);
    return isAgo(0) ? this.texts.today : isAgo(1) ? this.texts.yesterday : this.day(time);
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  #toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#scrolled();
  }

  /** Only scrolling up leaves the end. */
  #scrolled() {
    const { scrollTop } = this.scroller;
    this.#follows = this.newest.hidden = this.#isAtEnd() || (this.#follows && scrollTop >= this.#top);
    this.#top = scrollTop;
    this.#seen();
  }

  #fit() {
    const { height, offsetTop } = globalThis.visualViewport ?? { height: innerHeight, offsetTop: 0 };
    this.section.style.setProperty("--room", `${height}px`);
    this.section.style.setProperty("--below", `${Math.max(0, innerHeight - height - offsetTop)}px`);
  }
}

function iconButton(name, action, attributes) {
  return button(name, icon(ICONS[name]), action, attributes);
}

function name(node, words) {
  if (words) node.setAttribute("aria-label", words);
}

/** A message that can't be drawn must not prevent the others. */
function guarded(action) {
  try {
    return action();
  } catch (error) {
    console.warn(error);
  }
}

/** Each line has its own direction (panel.css), the bubble the panel's. */
function bubble(...content) {
  return make("div", { class: "bubble" }, make("p", { dir: "auto" }, ...content));
}

function linked(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(TRAILING, "");
    if (!guarded(() => new URL(href))) continue;
    const link = make("a", { href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, href);
    parts.push(text.slice(end, match.index), make("bdi", { dir: "ltr" }, link));
    end = match.index + href.length;
  }
  return [...parts, text.slice(end)];
}
