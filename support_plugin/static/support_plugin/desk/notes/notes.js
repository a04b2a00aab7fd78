/** Internal notes between the messages, and the form for a new one. The page is whole without it. See docs/notes.md. */

export class Notes {
  /**
   * @param {HTMLElement} root the desk @param {import("../../chat/client.js").ChatClient} client
   * @param {import("../calls.js").Calls} calls @param {import("../words.js").Words} words
   * @param {import("../inbox/feed.js").QueueFeed} feed
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(root, client, calls, words, feed, modules) {
    Object.assign(this, { root, client, calls, words, id: "", version: -1, notes: [] });
    this.box = this.part("note");
    this.form = this.part("note-form");
    this.input = this.form.elements.namedItem("body");
    this.list = this.part("messages");
    /** @type {Map<string, HTMLElement>} by the note's id */
    this.rows = new Map();
    /** @type {Map<string, string>} notes that are begun, by conversation */
    this.typed = new Map();
    this.part("note-key").hidden = false;
    this.form.addEventListener("submit", (event) => this.submit(event));
    const { colleagues, mentions } = this.box.dataset;
    this.names = new modules.MentionNames(this.input, this.part("note-names"), calls, colleagues);
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    client.addEventListener("change", () => this.follow());
    this.mentions = new modules.MentionCount(root, client, calls, words, feed, mentions);
    // After each redraw, notes are placed behind their messages again.
    new MutationObserver(() => this.place()).observe(this.list, { childList: true });
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
      if (notes.length) this.mentions.show((await this.calls.call("POST", this.url("seen/"), {})).unread);
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

  pressed(event) {
    if (event.isComposing) return;
    if (!this.names.pressed(event)) {
      if (event.key === "Escape") {
        this.box.open = false;
        this.box.querySelector("summary").focus();
      } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(event);
      else return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
