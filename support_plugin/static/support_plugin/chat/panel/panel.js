/** The shopper's chat panel. Data become text nodes only. */

const OPEN = "support.open";
const ICONS = {
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12h15M13 6l6 6-6 6",
  "support-attach": "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14 7.5",
  newest: "M6 10l6 6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
};
let make, button, icon, keep, last, nameEnterKey;

export async function createPanel(element, parts) {
  ({ make, button, icon, keep, last, nameEnterKey } = parts);
  const panel = new ChatPanel(element, parts);
  await panel.styled;
  const { suggestions } = panel.texts;
  if (suggestions) import(suggestions).then((module) => module.suggest(panel)).catch(() => {});
  return panel;
}

class ChatPanel {
  #page = new AbortController();
  #unread = 0;
  #present;
  #notice = "";
  unavailable = () => this.status(this.texts.unavailable);

  constructor(element, parts) {
    this.element = element;
    this.parts = parts;
    this.texts = element.dataset;
    this.#build();
    const { session, conversations: conversationsUrl, connection: connectionModule, locale } = element.dataset;
    const sessionUrl = `${session}?time_zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
    const urls = { connectionModule, conversationsUrl, sessionUrl };
    this.client = new parts.ChatClient({ parts, ...urls, page: location.pathname });
    this.number = (value) => parts.formatNumber(value, locale);
    this.messages = new parts.MessageLog(this);
    this.draft = new parts.Draft(this);
    this.#listenToClient();
    this.#listenToShopper();
    this.status();
    this.client.start();
  }

  get isOpen() {
    return !this.section.hidden;
  }

  open({ focus = true, draft } = {}) {
    this.#toggle(true);
    this.#fit();
    this.messages.toEnd();
    this.#looked();
    if (draft && !this.composer.value) this.draft.write(draft);
    if (focus) this.composer.focus();
    this.#announce("open");
  }

  stop() {
    this.client.stop();
    this.#page.abort();
    this.messages.stop();
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
    const menu = () => this.#loadMenu().then((menu) => menu.toggle(), this.unavailable);
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
    this.newest = iconButton("newest", () => this.messages.toEnd(), { hidden: "" });
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
    on("connection", () => this.status());
    on("change", ({ thread }) => this.#draw(thread));
    on("message", ({ message, thread }) => {
      this.#announce("message", JSON.parse(JSON.stringify(message)));
      if (!message.kind) this.#arrived(`${thread.id}:${message.seq}`);
    });
    on("typing", ({ sender }) => sender === "agent" && this.messages.showTyping());
    on("refused", ({ detail }) => this.status(detail));
    on("reset", () => this.#empty());
    on("deleted", ({ thread }) => this.messages.forget(thread));
  }

  #listenToShopper() {
    this.section.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
    const { signal } = this.#page;
    document.addEventListener("visibilitychange", () => this.#looked(), { signal });
    const fit = () => this.#fit();
    for (const type of ["resize", "scroll"]) globalThis.visualViewport?.addEventListener(type, fit, { signal });
  }

  async loadFiles() {
    const module = await import(this.texts.files);
    await module.addStyle(this);
    return module;
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
    this.draft.restore(session);
    this.status();
  }

  #loadMenu() {
    const load = () => Promise.all([this.texts.menu, this.texts.unreadCount].map((address) => import(address)));
    this.menu ??= load().then(([{ createMenu }, unreadCount]) => createMenu(this, unreadCount));
    this.menu.catch(() => (this.menu = null));
    return this.menu;
  }

  #empty() {
    this.menu?.then((menu) => menu.hide());
    this.messages.clear();
    this.draft.clear();
    this.#looked();
  }

  #arrived(message) {
    this.typing.hidden = true;
    if (this.isOpen && !document.hidden) return;
    this.#unread += 1;
    this.#showUnread(message);
  }

  /** A message makes a tone. */
  #showUnread(message) {
    const { element, parts } = this;
    const show = ({ chime, showUnread }) => {
      if (message) chime(element, message, parts);
      showUnread(element, this.#unread);
    };
    import(this.texts.unreadCount).then(show, () => {});
  }

  #looked() {
    if (!this.isOpen || document.hidden) return;
    this.#unread = 0;
    if (this.element.querySelector("[role=status]").textContent) this.#showUnread();
    this.seen();
  }

  seen() {
    const newest = last(this.client.thread.messages, (m) => m.sender !== "shopper");
    const isLooked = this.isOpen && !this.isCovered && !document.hidden;
    if (newest && isLooked && this.messages.isAtEnd) this.client.seen(newest.seq);
  }

  status(detail) {
    const { connection, session } = this.client;
    const { connecting, offline, unavailable } = this.texts;
    let notice = !session || connection === "connecting" ? connecting : "";
    if (connection === "offline") notice = navigator.onLine || !session ? unavailable : offline;
    notice = detail || notice;
    if (notice !== this.#notice) this.notice.textContent = this.#notice = notice;
    this.section.dataset.connection = connection;
  }

  #draw(changed) {
    const { thread, session } = this.client;
    const { agent, status } = thread.conversation ?? {};
    const picture = agent?.picture;
    this.picture.hidden = !picture;
    if (picture && this.picture.getAttribute("src") !== picture) this.picture.src = picture;
    if (session) this.parts.awaitAnswer(status === "open");
    const draw = (menu) => menu.draw();
    if (this.menu || session?.away || status === "closed") this.#loadMenu().then(draw, () => {});
    this.messages.draw(changed);
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
