/** Answers in the chat's panel, before anything is sent; docs/javascript.md. Texts become text nodes only. */

const PAUSE = 300; // ms after the last letter
const LONGEST = 400; // letters that the shop reads
const LETTERS = 6; // or two words

export function isEnough(text) {
  return /\p{L}\S*\s+\S*\p{L}/u.test(text) || (text.match(/\p{L}/gu)?.length ?? 0) >= LETTERS;
}

/** Debounced lookup of what is typed; an answer to an earlier lookup is dropped. */
export class Lookup {
  #timer;
  #request;
  #text = "";
  #holdUntil = 0;

  constructor(find, show, pause = PAUSE) {
    Object.assign(this, { find, show, pause });
  }

  type(value) {
    const text = value.trim().slice(0, LONGEST);
    if (text === this.#text) return;
    this.stop();
    this.#text = text;
    if (!isEnough(text)) return this.show([]);
    this.#timer = setTimeout(() => this.#look(text), this.pause);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#text = "";
  }

  async #look(text) {
    if (Date.now() < this.#holdUntil) return this.show([]);
    const { signal } = (this.#request = new AbortController());
    let found = [];
    try {
      found = await this.find(text, signal);
    } catch ({ wait = 10 }) {
      if (!signal.aborted) this.#holdUntil = Date.now() + wait * 1000;
    }
    if (!signal.aborted) this.show(found);
  }
}

/** Only where answers are switched on; without a connection nothing is shown. */
export async function suggest(panel) {
  const { answers, place, suggestionsStyle: href } = panel.element.dataset;
  const { lang: language } = panel.element;
  const ask = async (path, options) => {
    const answer = await fetch(answers + path, options);
    if (!answer.ok) throw { wait: Number(answer.headers.get("Retry-After")) || undefined };
    return answer.json();
  };
  const { items, texts } = await ask(`suggestions/?place=${place}&language=${language}`);
  const style = panel.parts.make("link", { rel: "stylesheet", href });
  const styled = new Promise((done) => (style.onload = style.onerror = done));
  panel.section.before(style);
  await styled;
  return new Suggestions(panel, { ask, language, texts }, items);
}

class Suggestions {
  #shown = "";

  constructor(panel, shop, items) {
    Object.assign(this, { panel, texts: shop.texts, ...shop });
    this.#build(items);
    const headers = { "Content-Type": "application/json" };
    const find = async (text, signal) => {
      const body = JSON.stringify({ text, language: this.language });
      return (await this.ask("matches/", { method: "POST", headers, body, signal })).items;
    };
    this.lookup = new Lookup(find, (found) => this.#show(found));
    this.#listen();
    this.#draw();
    // A draft is not being typed.
    if (this.#hasFocus(panel.composer)) this.#typed();
  }

  #build(items) {
    const { panel, texts } = this;
    const { make } = panel.parts;
    this.suggested = this.#group("suggested", texts.suggested);
    this.suggested.list.append(...items.map((item) => this.#entry(item)));
    this.matching = this.#group("matching", texts.matching);
    this.status = make("p", { class: "unseen", role: "status" });
    panel.log.after(this.suggested.box);
    panel.notice.before(this.matching.box);
    panel.section.append(this.status);
  }

  #group(name, label) {
    const { make } = this.panel.parts;
    const list = make("ul");
    const about = { class: `offers ${name}`, role: "group", "aria-label": label, hidden: "" };
    return { list, box: make("div", about, make("p", { "aria-hidden": "true" }, label), list) };
  }

  #entry(item) {
    const { make, button } = this.panel.parts;
    const { language: lang, dir } = item;
    const node = button("offer", item.question, () => this.#open(item, node), { lang, dir });
    return make("li", {}, node);
  }

  #listen() {
    const { client, composer, form } = this.panel;
    composer.addEventListener("input", () => this.#typed());
    composer.addEventListener("keydown", (event) => this.#key(event));
    this.matching.box.addEventListener("keydown", (event) => this.#keyInList(event));
    form.addEventListener("submit", () => composer.value || this.#hide());
    for (const type of ["session", "change"]) client.addEventListener(type, () => this.#draw());
  }

  /** Beforehand, and while no person has answered in an open conversation. */
  get #isWanted() {
    const { thread } = this.panel.client;
    return !thread.isOpen || !thread.messages.some(({ sender }) => sender === "agent");
  }

  #draw() {
    if (!this.panel.composer.value || !this.#isWanted) this.#hide();
    this.#drawSuggested();
  }

  /** Until something is written or matches. */
  #drawSuggested() {
    const { client, composer } = this.panel;
    const { messages, outbox } = client.thread;
    const { box, list } = this.suggested;
    const isBeginning = client.session && !messages.length && !outbox.length;
    const hadFocus = this.#hasFocus(box);
    box.hidden = !isBeginning || !list.children.length || !this.matching.box.hidden;
    if (box.hidden && hadFocus) composer.focus();
    this.#offerPerson(!isBeginning);
  }

  /** Where a program answers first: that it does, and the way to a person. The session may come later. */
  #offerPerson(isOver) {
    const { client, parts } = this.panel;
    const { assistant } = client.session ?? {};
    if (!this.person && assistant) {
      const call = parts.button("action", assistant.person, () => client.send(assistant.person));
      this.person = parts.make("p", { class: "person" }, assistant.notice, " ", call);
      this.suggested.box.after(this.person);
    }
    if (this.person) this.person.hidden = isOver;
  }

  #typed() {
    if (this.#isWanted && this.panel.host.isConnected) this.lookup.type(this.panel.composer.value);
    else this.#hide();
  }

  #hide() {
    this.lookup.stop();
    this.#show([]);
  }

  /** Not while somebody chooses among them. */
  #show(items) {
    const { box, list } = this.matching;
    const shown = items.map(({ key, language }) => key + language).join();
    if (shown === this.#shown || (items.length && this.#hasFocus(box))) return;
    const hadFocus = this.#hasFocus(box);
    this.#shown = shown;
    list.replaceChildren(...items.map((item) => this.#entry(item)));
    box.hidden = !items.length;
    const { panel, texts } = this;
    this.status.textContent = items.length ? panel.parts.filled(texts.found, panel.number(items.length)) : "";
    if (hadFocus) panel.composer.focus();
    this.#drawSuggested();
  }

  #hasFocus(node) {
    return node.contains(node.getRootNode().activeElement);
  }

  #escape(event, action) {
    event.stopPropagation();
    event.preventDefault();
    action();
  }

  /** An arrow that moves the caret no further leads into the list, which stands above. */
  #key(event) {
    const { key } = event;
    const { box, list } = this.matching;
    if (box.hidden || this.panel.isCovered) return;
    if (key === "Escape") return this.#escape(event, () => this.#show([]));
    if (!/^Arrow(Up|Down)$/.test(key)) return;
    const { composer } = this.panel;
    const { selectionStart: start, selectionEnd: end } = composer;
    setTimeout(() => {
      if (composer.selectionStart !== start || composer.selectionEnd !== end) return;
      list[key === "ArrowUp" ? "lastChild" : "firstChild"]?.firstChild.focus();
    });
  }

  #keyInList(event) {
    const { composer } = this.panel;
    if (event.key === "Escape") return this.#escape(event, () => composer.focus());
    const next = { ArrowUp: "previousSibling", ArrowDown: "nextSibling" }[event.key];
    if (!next) return;
    const to = event.target.closest("li")[next]?.firstChild ?? (next === "nextSibling" ? composer : null);
    this.#escape(event, () => to?.focus());
  }

  /** What shows an article is loaded with the first one. */
  #open(item, opener) {
    this.reading ??= import(this.panel.element.dataset.reading).then(({ Reading }) => new Reading(this.panel, this));
    const elsewhere = () => {
      this.reading = null;
      open(item.url, "_blank", "noopener");
    };
    this.reading.then((reading) => reading.open(item, opener), elsewhere);
  }
}
