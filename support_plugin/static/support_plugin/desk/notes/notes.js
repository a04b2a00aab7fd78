/**
 * Internal notes between the messages, the form for a new one, names behind "@", and how often this agent
 * is mentioned. The page is whole without it. See docs/notes.md.
 */

const MINUTE = 60_000;
const MOST_NAMES = 6;

export class Notes {
  /**
   * @param {HTMLElement} root the desk @param {import("../../chat/client.js").ChatClient} client
   * @param {import("../calls.js").Calls} calls @param {import("../words.js").Words} words
   * @param {import("../inbox/feed.js").QueueFeed} feed
   */
  constructor(root, client, calls, words, feed) {
    Object.assign(this, { root, client, calls, words, feed, id: "", version: -1, notes: [], seen: new Map() });
    this.box = this.part("note");
    this.form = this.part("note-form");
    this.input = this.form.elements.namedItem("body");
    this.names = this.part("note-names");
    this.list = this.part("messages");
    /** @type {Map<string, HTMLElement>} by the note's id */
    this.rows = new Map();
    /** @type {Map<string, string>} notes that are begun, by conversation */
    this.typed = new Map();
    this.part("note-key").hidden = false;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.input.addEventListener("input", () => this.suggest());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.offer([]));
    this.names.addEventListener("mousedown", (event) => event.preventDefault());
    this.names.addEventListener(
      "click",
      ({ target }) => target.getAttribute("role") === "option" && this.take(target.textContent),
    );
    client.addEventListener("change", () => this.follow());
    client.addEventListener("queue", () => this.lookAtQueue());
    // After each redraw, notes are placed behind their messages again.
    new MutationObserver(() => this.place()).observe(this.list, { childList: true });
    setInterval(() => root.isConnected && this.countMentions(), MINUTE);
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  url(end = "") {
    return `${this.client.conversationsUrl}${this.id}/notes/${end}`;
  }

  /** Read the notes of the conversation on the screen whenever there are others than before. */
  follow() {
    const { id, conversation } = this.client.thread;
    if (id !== this.id) this.turnTo(id ?? "");
    // In a conversation of their own, an agent is a shopper, and gets no notes.
    const isAgents = conversation && "notes" in conversation && !conversation.deleted;
    this.box.hidden = !isAgents;
    if (!isAgents) return this.replace([]);
    if (conversation.notes !== this.version) this.read(conversation.notes);
  }

  /** What is begun in a conversation stays there. @param {string} id */
  turnTo(id) {
    const isFirst = this.id === "";
    this.typed.set(this.id, this.input.value);
    Object.assign(this, { id, version: -1, draft: null });
    this.replace([]);
    if (isFirst) return; // what the page came with
    this.complain("");
    this.input.value = this.typed.get(id) ?? "";
    this.box.open = Boolean(this.input.value);
  }

  async read(version) {
    const { id } = this;
    this.version = version;
    try {
      const notes = version ? await this.readAll() : [];
      if (id !== this.id || version !== this.version) return;
      this.replace(notes);
      const newest = notes.at(-1);
      // Who has stored one sees it.
      if (newest?.own && newest.body === this.storing?.trim()) {
        this.rows.get(newest.id)?.scrollIntoView({ block: "nearest" });
        this.storing = "";
      }
      if (notes.length) this.showUnread((await this.calls.call("POST", this.url("seen/"), {})).unread);
    } catch {
      if (id === this.id && version === this.version) this.version = -1; // with the next change
    }
  }

  async readAll() {
    const found = [];
    for (let next = 0; next !== null; ) {
      const page = await this.calls.call("GET", this.url(`?after=${next}`));
      found.push(...page.items);
      next = page.next;
    }
    return found;
  }

  replace(notes) {
    this.notes = notes;
    const ids = new Set(notes.map(({ id }) => id));
    for (const id of this.rows.keys()) if (!ids.has(id)) this.rows.delete(id);
    const own = new Set(this.rows.values());
    for (const row of this.list.querySelectorAll(".desk-note")) if (!own.has(row)) row.remove();
    this.place();
  }

  /** Put each note behind the message after which it was written; what is in its place stays. */
  place() {
    const messages = [...this.list.querySelectorAll(".desk-message[data-seq]")];
    let last = null;
    for (const note of this.notes) {
      const row = this.rows.get(note.id) ?? this.make(note);
      const before = messages.filter(({ dataset }) => Number(dataset.seq) <= note.after_seq).at(-1);
      if (!before && messages.length) continue; // not drawn yet
      const anchor = last && last.anchor === before ? last.row : before;
      if (!anchor && !row.isConnected) this.list.append(row);
      else if (anchor && anchor.nextElementSibling !== row) anchor.after(row);
      last = { anchor: before, row };
    }
  }

  make(note) {
    const row = this.part("note-template").content.firstElementChild.cloneNode(true);
    const field = (name) => row.querySelector(`[data-field="${name}"]`);
    row.dataset.note = note.id;
    field("name").textContent = note.author.name;
    field("time").textContent = this.words.clock(note.created_at);
    field("time").dateTime = note.created_at;
    field("body").textContent = note.body;
    field("mentions").textContent = note.mentions.map(({ name }) => name).join(this.box.dataset.comma);
    row.querySelector('[data-part="mentions"]').hidden = !note.mentions.length;
    const form = row.querySelector('[data-part="note-delete"]');
    form.hidden = !note.own;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.change(`${note.id}/`, "DELETE").catch(({ detail }) => this.complain(detail || this.box.dataset.failed));
    });
    this.rows.set(note.id, row);
    return row;
  }

  /** Change something and read the notes again: the state in the answer may come here before the socket's. */
  async change(end, method, body) {
    const { id } = this;
    const { conversation } = await this.calls.call(method, this.url(end), body);
    if (id === this.id && conversation.notes !== this.version) this.read(conversation.notes);
  }

  async submit(event) {
    event.preventDefault();
    const { id } = this;
    const body = this.input.value;
    if (!body.trim() || this.isBusy) return;
    // The same id, so that a repeat is stored once.
    if (this.draft?.body !== body) this.draft = { body, client_id: this.client.uuid() };
    this.isBusy = true;
    this.storing = body;
    try {
      await this.change("", "POST", this.draft);
      if (id !== this.id) return;
      this.draft = null;
      this.input.value = "";
      this.complain("");
    } catch ({ detail }) {
      if (id === this.id) this.complain(detail || this.box.dataset.failed);
    } finally {
      this.isBusy = false;
    }
  }

  complain(text) {
    const error = this.part("note-error");
    error.textContent = text;
    error.hidden = !text;
    if (text) this.box.open = true;
  }

  /** Begin one, where there may be any. */
  begin() {
    if (this.box.hidden) return;
    this.box.open = true;
    this.input.focus();
  }

  // --- Names behind "@" ---------------------------------------------------------------------------------------

  async suggest() {
    const begun = () =>
      /(?:^|\s)[@＠]([^@＠\n]{0,40})$/u.exec(this.input.value.slice(0, this.input.selectionStart))?.[1];
    if (begun() === undefined) return this.offer([]);
    this.colleagues ??= this.calls.call("GET", this.box.dataset.colleagues).catch(() => (this.colleagues = null));
    const found = (await this.colleagues)?.items ?? [];
    const typed = begun(); // another text may stand there by now
    if (typed === undefined) return this.offer([]);
    const begins = (name) => name.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase());
    const names = [...new Set(found.map(({ name }) => name))].filter(begins);
    this.offer(names.includes(typed.trim()) ? [] : names.slice(0, MOST_NAMES));
  }

  offer(names) {
    this.names.hidden = !names.length;
    this.names.replaceChildren(
      ...names.map((name, index) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.id = `${this.names.id}-${index}`;
        option.dir = "auto";
        option.textContent = name;
        return option;
      }),
    );
    this.mark(0);
  }

  mark(index) {
    const options = [...this.names.children];
    this.index = index;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
    if (options[index]) this.input.setAttribute("aria-activedescendant", options[index].id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  take(name) {
    const { value, selectionStart: end } = this.input;
    const start = Math.max(value.lastIndexOf("@", end - 1), value.lastIndexOf("＠", end - 1));
    this.input.setRangeText(`@${name} `, start, end, "end");
    this.offer([]);
    this.input.focus();
  }

  pressed(event) {
    if (event.isComposing) return;
    const options = [...this.names.children];
    const step = { ArrowDown: 1, ArrowUp: options.length - 1 }[event.key];
    const isChoosing = !this.names.hidden;
    if (isChoosing && step) this.mark((this.index + step) % options.length);
    else if (isChoosing && ["Enter", "Tab"].includes(event.key)) this.take(options[this.index].textContent);
    else if (isChoosing && event.key === "Escape") this.offer([]);
    else if (event.key === "Escape") {
      this.box.open = false;
      this.box.querySelector("summary").focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // --- Mentions -------------------------------------------------------------------------------------------------

  /** A conversation in the list has other notes than before: this agent may be mentioned. */
  lookAtQueue() {
    let isNew = false;
    for (const { id, notes } of this.feed.conversations) {
      isNew ||= this.seen.has(id) ? this.seen.get(id) !== notes : false;
      this.seen.set(id, notes);
    }
    if (isNew) this.countMentions();
  }

  countMentions() {
    this.calls.call("GET", this.box.dataset.mentions).then(
      ({ unread }) => this.showUnread(unread),
      () => {},
    );
  }

  showUnread(number) {
    const count = this.part("mentions-count");
    count.textContent = this.words.number(number);
    count.hidden = !number;
  }
}
