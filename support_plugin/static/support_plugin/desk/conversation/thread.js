/**
 * The messages of one conversation, in order of their numbers, with days, states and the other side's typing.
 */

/** Pixels from the end within which the reader counts as following. */
const NEAR = 80;
const TYPING_MS = 4000;

/** A row's place: unsent messages have no number yet and come last. */
const order = (row) => Number(row.dataset.seq ?? Infinity);

/** Who says it; empty for the shopper, and for what is not sent yet. */
const nameOf = ({ agent }) => agent?.name ?? "";

const previousMessage = (row) => {
  let previous = row.previousElementSibling;
  while (previous && !previous.dataset.sender) previous = previous.previousElementSibling;
  return previous;
};

export class Thread extends EventTarget {
  /**
   * Events: "retry" and "take-back" (detail: client_id).
   * @param {HTMLElement} root the conversation's section @param {import("../words.js").Words} words
   * @param {string} agent the name under which this agent writes
   * @param {(attachments: object[]) => HTMLElement | null} listFiles draws a message's files
   * @param {(card: object) => HTMLElement | null} drawCard draws a message's card, null where it is unknown
   */
  constructor(root, words, agent, listFiles, drawCard) {
    super();
    this.listFiles = listFiles;
    this.drawCard = drawCard;
    this.root = root;
    this.words = words;
    this.agent = agent;
    this.scroller = this.part("scroll");
    this.list = this.part("messages");
    this.newest = this.part("newest");
    this.shopper = "";
    /** The newest message shown. */
    this.shown = 0;
    /** @type {Set<string>} client_ids of what is shown and not sent yet */
    this.unsent = new Set();
    /** @type {Map<string, HTMLElement>} rows by sender and client_id */
    this.rows = new Map();
    /** @type {Map<string, HTMLElement>} headings by day */
    this.headings = new Map();
    this.newest.addEventListener("click", () => this.toEnd());
    this.isAtEnd = true;
    this.height = this.scroller.clientHeight;
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.resized()).observe(this.scroller);
  }

  /** A tool that opens below takes of the height: whoever read the end stays there. */
  resized() {
    this.height = this.scroller.clientHeight;
    if (this.isAtEnd) this.toEnd();
  }

  scrolled() {
    // The event of an earlier scroll may come when the height has changed already: nobody scrolled away.
    if (this.scroller.clientHeight !== this.height) return;
    this.isAtEnd = this.following();
    if (this.isAtEnd) this.newest.hidden = true;
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** Begin with an empty thread. @param {string} shopper the other side's name @param {string} notice */
  clear(shopper, notice) {
    // A screen reader should hear what is new, not a whole conversation.
    this.scroller.setAttribute("aria-live", "off");
    this.shopper = shopper;
    this.shown = 0;
    this.unsent.clear();
    this.rows.clear();
    this.headings.clear();
    this.list.replaceChildren();
    this.newest.hidden = true;
    this.typing("");
    this.notice(notice);
  }

  /** @param {string} text empty for none */
  notice(text) {
    const notice = this.part("thread-notice");
    notice.textContent = text;
    notice.hidden = !text;
  }

  /** All that came so far is shown: from now on new messages are read out. */
  settle() {
    this.notice("");
    this.toEnd();
    setTimeout(() => this.scroller.setAttribute("aria-live", "polite"), 500);
  }

  /**
   * Show all that was said and all that is still to be sent; what is shown already stays as it is.
   * @param {{messages: Record<string, any>[], outbox: Record<string, any>[]}} thread as in docs/javascript.md
   */
  draw({ messages, outbox }) {
    const following = this.following();
    const before = this.shown;
    for (const message of messages) if (!message.changes) this.guard(message, () => this.drawStored(message));
    for (const entry of outbox) this.guard(entry, () => this.drawUnsent(entry));
    this.dropOthers(outbox);
    this.headDays();
    const foreign = messages.some(({ seq, sender }) => seq > before && sender === "shopper");
    if (foreign) this.typing("");
    if (following || outbox.some((entry) => !this.unsent.has(entry.client_id))) this.toEnd();
    else if (foreign && before) this.newest.hidden = false;
    this.unsent = new Set(outbox.map((entry) => entry.client_id));
  }

  /** One message that can't be drawn takes no other with it: its words stand there at least. */
  guard({ sender = "agent", client_id, body, seq }, draw) {
    try {
      draw();
    } catch (error) {
      console.warn(error);
      const key = `${sender} ${client_id}`;
      const row = this.rows.get(key) ?? this.make(key, { sender, client_id });
      if (seq) row.dataset.seq = seq;
      const words = row.querySelector('[data-field="body"]');
      words.textContent = typeof body === "string" && body ? body : "…";
      words.hidden = false;
      this.state(row, "");
      this.place(row);
    }
  }

  drawStored(message) {
    const key = `${message.sender} ${message.client_id}`;
    let row = this.rows.get(key);
    const same = row?.dataset.name === nameOf(message) && row.dataset.kind === (message.kind ?? "");
    const isEdited = row?.dataset.edited !== (message.edited_at ?? "");
    if (row?.dataset.seq && same && !isEdited) return;
    row ??= this.make(key, message);
    row.dataset.seq = message.seq;
    this.describe(row, message);
    this.place(row);
    this.shown = Math.max(this.shown, message.seq);
  }

  drawUnsent({ state, code, detail, ...message }) {
    const key = `agent ${message.client_id}`;
    const row = this.rows.get(key) ?? this.make(key, { ...message, sender: "agent" });
    if (row.dataset.seq) return;
    if (!row.isConnected) this.describe(row, { ...message, sender: "agent" });
    this.place(row);
    const failed = state === "failed";
    row.dataset.state = failed ? "failed" : "sending";
    const failure = `${this.words.text("failed")} ${detail || ""}`.trim();
    this.state(row, failed ? failure : state === "waiting" ? detail : this.words.text("sending"));
    row.querySelector('[data-part="retry"]').hidden = !failed || code === "closed" || code === "conflict";
    row.querySelector('[data-part="take-back"]').hidden = !failed;
  }

  /** Remove what was taken back. */
  dropOthers(outbox) {
    const kept = new Set(outbox.map((entry) => `agent ${entry.client_id}`));
    for (const [key, row] of this.rows) {
      if (row.dataset.seq || kept.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
  }

  make(key, message) {
    const row = this.part("message-template").content.firstElementChild.cloneNode(true);
    row.dataset.sender = message.sender;
    for (const name of ["retry", "take-back"]) {
      const tell = () => this.dispatchEvent(new CustomEvent(name, { detail: message.client_id }));
      row.querySelector(`[data-part="${name}"]`).addEventListener("click", tell);
    }
    this.rows.set(key, row);
    return row;
  }

  describe(row, message) {
    const field = (name) => row.querySelector(`[data-field="${name}"]`);
    field("name").textContent = message.sender === "shopper" ? this.shopper : nameOf(message) || this.agent;
    const body = this.wordsOf(message);
    field("body").textContent = body;
    // The system's words are the page's: a name at their beginning does not turn them around.
    field("body").dir = message.sender === "system" && message.kind ? "" : "auto";
    const card = message.card && this.drawCard(message.card);
    row.querySelector('[data-part="card"]').replaceChildren(...(card ? [card] : []));
    field("body").hidden = !body || Boolean(card);
    row.dataset.kind = message.kind ?? "";
    row.dataset.edited = message.edited_at ?? "";
    row.querySelector('[data-part="edited"]').hidden = !message.edited_at || Boolean(message.kind);
    const files = this.listFiles(message.attachments);
    row.querySelector('[data-part="files"]').replaceChildren(...(files ? [files] : []));
    this.offer(row.querySelector('[data-part="choices"]'), message.choices ?? []);
    field("time").textContent = this.words.clock(message.created_at);
    field("time").dateTime = message.created_at;
    row.dataset.name = nameOf(message);
    row.dataset.day = new Date(message.created_at).toDateString();
    row.dataset.time = message.created_at;
    delete row.dataset.state;
    for (const name of ["retry", "take-back"]) row.querySelector(`[data-part="${name}"]`).hidden = true;
    this.state(row, "");
  }

  /** Show which answers the shopper was offered. @param {HTMLElement} list @param {string[]} choices */
  offer(list, choices) {
    list.hidden = !choices.length;
    list.replaceChildren(
      ...choices.map((choice) => {
        const item = document.createElement("li");
        item.dir = "auto";
        item.textContent = choice;
        return item;
      }),
    );
  }

  /** What a message says; the system's lines and what was deleted have no words of their own. */
  wordsOf({ sender, kind, closed_by: closedBy, agent, body, withdrawn }) {
    if (kind === "deleted") return this.words.text(withdrawn ? "withdrawn" : "deleted");
    return sender === "system" && kind ? this.words.text(`line_${closedBy || kind}`, agent?.name ?? "") : body;
  }

  state(row, text) {
    row.querySelector('[data-part="state"]').hidden = !text;
    const state = row.querySelector('[data-field="state"]');
    if (state.textContent !== text) state.textContent = text;
  }

  /** Put a row where its number says; unsent ones come last, in the order of writing. */
  place(row) {
    if (row.isConnected && !row.dataset.seq) return;
    let previous = this.list.lastElementChild;
    while (previous && (previous === row || !previous.dataset.sender || order(previous) > order(row))) {
      previous = previous.previousElementSibling;
    }
    // Moving a row that is in its place already would take away the reader's selection.
    if (row.isConnected && previousMessage(row) === previous) return;
    if (previous) previous.after(row);
    else this.list.prepend(row);
  }

  /** Put each day's heading before its first message. */
  headDays() {
    let day = "";
    const used = new Set();
    for (const row of this.list.querySelectorAll(".desk-message")) {
      if (row.dataset.day === day) continue;
      day = row.dataset.day;
      const heading = this.heading(day, row.dataset.time);
      used.add(heading);
      if (row.previousElementSibling !== heading) row.before(heading);
    }
    for (const [name, heading] of this.headings) {
      if (used.has(heading)) continue;
      heading.remove();
      this.headings.delete(name);
    }
  }

  heading(day, time) {
    let heading = this.headings.get(day);
    if (!heading) {
      heading = document.createElement("li");
      heading.className = "desk-day";
      heading.textContent = this.words.day(time);
      this.headings.set(day, heading);
    }
    return heading;
  }

  /** Mark how far the shopper has read, and their browser got. @param {number} seq @param {number} got */
  seen(seq, got = seq) {
    const own = [...this.list.querySelectorAll('.desk-message[data-sender="agent"][data-seq]')];
    const upTo = (number) => own.filter((row) => Number(row.dataset.seq) <= number).at(-1);
    const marks = new Map([[own.at(-1), "sent"]]);
    marks.set(upTo(got), "delivered").set(upTo(seq), "seen");
    for (const row of own) this.state(row, marks.has(row) ? this.words.text(marks.get(row)) : "");
  }

  /** @param {string} name who types; empty for no one */
  typing(name) {
    const typing = this.part("typing");
    typing.textContent = name ? this.words.text("typing", name) : "";
    typing.hidden = !name;
    clearTimeout(this.typingTimer);
    if (!name) return;
    this.typingTimer = setTimeout(() => this.typing(""), TYPING_MS);
    if (this.following()) this.toEnd();
  }

  following() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - clientHeight - scrollTop < NEAR;
  }

  toEnd() {
    this.isAtEnd = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newest.hidden = true;
  }
}
