/** The panel's log: messages, lines of the system's, days, the choices below them, and how it scrolls. */

const DAY = 86_400_000;
const TYPING_SHOWN = 5_000;
const NEAR_END = 80; // px
let make, button, filled, guarded, last;

export class MessageLog {
  #nodes = new Map();
  #threads = []; // those shown stay above the current one
  #typingTimer = 0;
  #offered = "[]";
  #follows = true;
  #top = 0;

  constructor(panel) {
    ({ make, button, filled, guarded, last } = panel.parts);
    this.panel = panel;
    this.client = panel.client;
    this.#format();
    const { scroller, log } = panel;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.sizes = new ResizeObserver(() => this.#follows && this.toEnd());
    for (const part of [scroller, log]) this.sizes.observe(part);
  }

  stop() {
    this.sizes.disconnect();
  }

  get #texts() {
    return this.panel.texts;
  }

  #format() {
    const { locale } = this.#texts;
    const format = (options) => {
      const formatter = new Intl.DateTimeFormat(locale, options);
      // An invalid time must not hide the message.
      return (time) => (Number.isNaN(+new Date(time)) ? "" : formatter.format(new Date(time)));
    };
    this.time = format({ hour: "numeric", minute: "2-digit" });
    this.day = format({ weekday: "long", day: "numeric", month: "long" });
    this.dayKey = format({ year: "numeric", month: "numeric", day: "numeric" });
  }

  clear() {
    this.forget(...this.#threads);
  }

  forget(...threads) {
    this.#threads = this.#threads.filter((thread) => !threads.includes(thread));
    for (const node of this.#nodes.values()) node.remove();
    this.#nodes.clear();
  }

  /** Existing nodes stay, so that screen readers announce new ones only. */
  draw(changed) {
    const { thread, session } = this.client;
    const isKnown = this.#threads.includes(thread);
    const follow = this.#follows || !isKnown;
    if (!isKnown) this.#threads.push(thread);
    if (changed.messages.length && !this.#threads.includes(changed)) this.#threads.unshift(changed);
    const greeting = () => make("div", { class: "message agent" }, bubble(session.greeting));
    const wanted = session?.greeting ? [this.#node("greeting", greeting)] : [];
    this.#addMessages(wanted, thread);
    this.#arrange(wanted);
    this.#offer();
    const mark = (entries) => entries.draw(this.#threads, this.#nodes);
    this.entries ??= import(this.#texts.entries).then(({ Entries }) => new Entries(this.panel));
    this.entries.then(mark, () => (this.entries = null));
    if (follow) this.toEnd();
    this.panel.seen();
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
      if (conversation?.status === "closed") wanted.push(this.#line(`closed ${thread.id}`, this.#texts.closed));
    }
  }

  #add(wanted, before, message, after, isLatestOwn) {
    const day = this.dayKey(message.created_at);
    if (day !== this.#dayOf(before)) wanted.push(this.#line(`day ${day}`, this.#dayName(message.created_at)));
    if (message.sender === "system" && message.kind) {
      const text = this.#texts[`line_${message.closed_by || message.kind}`];
      return wanted.push(this.#line(message.client_id, filled(text, message.agent?.name ?? this.#shopName)));
    }
    const build = () => guarded(() => this.#newMessage(message)) ?? this.#plainMessage(message);
    const node = this.#node(message.client_id + (message.edited_at ?? ""), build);
    wanted.push(node);
    node.classList.toggle("continued", this.#belongTogether(before, message));
    this.#mark(node, message, this.#belongTogether(message, after), isLatestOwn);
  }

  get #shopName() {
    return this.panel.name.textContent;
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
    const { log } = this.panel;
    for (const [key, node] of this.#nodes) {
      if (!wanted.includes(node)) node.remove() ?? this.#nodes.delete(key);
    }
    wanted.forEach((node, index) => {
      const there = log.children[index];
      if (there !== node) log.insertBefore(node, there ?? null);
    });
  }

  #node(key, build) {
    if (!this.#nodes.has(key)) this.#nodes.set(key, build());
    return this.#nodes.get(key);
  }

  #line(key, text) {
    return this.#node(key, () => make("p", { class: "line" }, text));
  }

  #mark(node, message, isContinued, isLatestOwn) {
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
    const name = own ? this.#texts.you : (agent?.name ?? this.#shopName);
    const who = make("p", { class: own ? "unseen" : "name", dir: "auto" }, name);
    const text = kind === "deleted" ? this.#texts.deleted : body;
    const said = [text && bubble(text), ...this.#filesOf(attachments)].filter(Boolean);
    if (text?.match(/https?:/i))
      import(this.#texts.links).then(({ addLinks }) => addLinks(said[0].firstChild, this.panel.parts)).catch(() => {});
    if (card) import(this.#texts.cards).then(({ showCard }) => showCard(said[0], card, this.panel, id)).catch(() => {});
    return make("div", { class: `message ${sender}` }, who, ...said, make("p", { class: "meta" }));
  }

  #filesOf(attachments) {
    if (!attachments?.length) return [];
    const box = make("div");
    const { attachment_texts: texts } = this.client.session ?? {};
    const { panel } = this;
    const draw = (module) => box.append(module.attachmentList(attachments, texts, panel.texts.locale, panel.parts));
    const name = () => box.append(...attachments.map(({ url: href, name }) => make("a", { href }, name)));
    panel.loadFiles().then(draw).catch(name).catch(console.warn);
    return [box];
  }

  #plainMessage({ sender, body }) {
    const text = typeof body === "string" && body ? body : "…";
    const side = sender === "shopper" ? sender : "agent";
    return make("div", { class: `message ${side}` }, bubble(text), make("p", { class: "meta" }));
  }

  #statusOf({ seq, state, detail }, trouble) {
    const { failed, sending, seen, sent } = this.#texts;
    if (trouble) return `${failed} ${detail || ""}`.trim();
    if (state === "sending") return sending;
    return seq <= this.client.thread.conversation?.agent_seen ? seen : sent;
  }

  #remedy({ client_id, code }) {
    const edit = ["invalid", "conflict"].includes(code);
    return button("remedy", edit ? this.#texts.edit : this.#texts.retry, () => {
      if (edit) this.panel.draft.takeBack(client_id);
      else this.client.retry(client_id);
    });
  }

  #dayName(time) {
    const isAgo = (days) => this.dayKey(time) === this.dayKey(this.client.now() - days * DAY);
    return isAgo(0) ? this.#texts.today : isAgo(1) ? this.#texts.yesterday : this.day(time);
  }

  showTyping() {
    const { typing } = this.panel;
    const follow = this.isAtEnd;
    const name = this.client.thread.conversation?.agent?.name || this.#shopName;
    typing.textContent = filled(this.#texts.typing, name);
    typing.hidden = false;
    if (follow) this.toEnd();
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => (typing.hidden = true), TYPING_SHOWN);
  }

  #offer() {
    const { choices: offered } = this.client;
    const { choices, section, composer } = this.panel;
    const known = JSON.stringify(offered);
    if (this.#offered === known) return;
    this.#offered = known;
    const hadFocus = choices.contains(section.getRootNode().activeElement);
    const buttons = offered.map((text) => button("action", text, () => this.client.send(text), { dir: "auto" }));
    choices.replaceChildren(...buttons);
    choices.hidden = !buttons.length;
    if (hadFocus) composer.focus();
  }

  get isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.panel.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  toEnd() {
    const { scroller } = this.panel;
    scroller.scrollTop = scroller.scrollHeight;
    this.#scrolled();
  }

  /** Only scrolling up leaves the end. */
  #scrolled() {
    const { scroller, newest } = this.panel;
    const { scrollTop } = scroller;
    this.#follows = newest.hidden = this.isAtEnd || (this.#follows && scrollTop >= this.#top);
    this.#top = scrollTop;
    this.panel.seen();
  }
}

/** Each line has its own direction (panel.css), the bubble the panel's. */
function bubble(text) {
  return make("div", { class: "bubble" }, make("p", { dir: "auto" }, text));
}
