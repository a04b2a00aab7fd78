/**
 * The messages of one conversation in order of their numbers, with states and the other side's typing.
 *
 * What one looks like: message_rows.js. The days between them: day_headings.js.
 */

/** Pixels from the end within which the reader counts as following. */
const NEAR = 80;
const TYPING_MS = 4000;

/** A row's place: unsent messages have no number yet and come last. */
const order = (row) => Number(row.dataset.seq ?? Infinity);

const previousMessage = (row) => {
  let previous = row.previousElementSibling;
  while (previous && !previous.dataset.sender) previous = previous.previousElementSibling;
  return previous;
};

export class Thread extends EventTarget {
  /**
   * Events: "retry" and "take-back" (detail: client_id).
   * @param {HTMLElement} root the conversation's section @param {import("../words.js").Words} words
   * @param {{agent: string, listFiles: Function, drawCard: Function}} drawing as MessageRows takes it
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(root, words, drawing, modules) {
    super();
    this.root = root;
    this.words = words;
    this.scroller = this.part("scroll");
    this.list = this.part("messages");
    this.newest = this.part("newest");
    this.messageRows = new modules.MessageRows(this.part("message-template"), words, drawing);
    this.days = new modules.DayHeadings(this.list, words);
    /** The newest message shown. */
    this.shown = 0;
    /** @type {Set<string>} client_ids of what is shown and not sent yet */
    this.unsent = new Set();
    /** @type {Map<string, HTMLElement>} rows by sender and client_id */
    this.rows = new Map();
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
    // A screen reader should announce what is new, not a whole conversation.
    this.scroller.setAttribute("aria-live", "off");
    this.messageRows.shopper = shopper;
    this.shown = 0;
    this.unsent.clear();
    this.rows.clear();
    this.days.clear();
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
    this.days.draw();
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
      this.messageRows.describePlainly(row, body);
      this.place(row);
    }
  }

  drawStored(message) {
    const key = `${message.sender} ${message.client_id}`;
    let row = this.rows.get(key);
    if (this.messageRows.isUpToDate(row, message)) return;
    row ??= this.make(key, message);
    row.dataset.seq = message.seq;
    this.messageRows.describe(row, message);
    this.place(row);
    this.shown = Math.max(this.shown, message.seq);
  }

  drawUnsent({ state, code, detail, ...rest }) {
    const message = { ...rest, sender: "agent" };
    const key = `agent ${message.client_id}`;
    const row = this.rows.get(key) ?? this.make(key, message);
    if (row.dataset.seq) return;
    if (!row.isConnected) this.messageRows.describe(row, message);
    this.place(row);
    this.messageRows.describeSending(row, { state, code, detail });
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
    const press = (name) => this.dispatchEvent(new CustomEvent(name, { detail: message.client_id }));
    const row = this.messageRows.make(message, press);
    this.rows.set(key, row);
    return row;
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

  /** Mark how far the shopper has read, and their browser got. @param {number} seq @param {number} got */
  seen(seq, got = seq) {
    const own = [...this.list.querySelectorAll('.desk-message[data-sender="agent"][data-seq]')];
    const upTo = (number) => own.filter((row) => Number(row.dataset.seq) <= number).at(-1);
    const marks = new Map([[own.at(-1), "sent"]]);
    marks.set(upTo(got), "delivered").set(upTo(seq), "seen");
    for (const row of own) this.messageRows.state(row, marks.has(row) ? this.words.text(marks.get(row)) : "");
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
