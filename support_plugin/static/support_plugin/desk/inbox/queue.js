/**
 * The list of conversations: who waits, in the queue's order, then the answered ones; or what lists.js has asked for.
 *
 * Rows are made from the page's <template>, kept by conversation and moved, so that the focus stays where it is.
 * A row whose conversation is closed leaves the list.
 */

/** Minutes of waiting after which a row asks for more attention. */
const SOON = 2;
const URGENT = 5;

/** @typedef {Record<string, any>} Conversation as in docs/protocol.md, for agents */

export class Queue extends EventTarget {
  /**
   * Events: "open" (detail: id) when a row is chosen, "waiting" (detail: conversation) when someone new waits.
   * @param {HTMLElement} root @param {import("../words.js").Words} words @param {string} deskUrl
   */
  constructor(root, words, deskUrl) {
    super();
    this.root = root;
    this.words = words;
    this.deskUrl = deskUrl;
    /** @type {Map<string, Conversation>} */
    this.conversations = new Map();
    /** @type {Map<string, HTMLElement>} */
    this.rows = new Map();
    this.openId = "";
    /** What the shop answered for a list that is not made of all that is known here. @type {Conversation[] | null} */
    this.fixed = null;
    /** Whether a known conversation is in the chosen list. @type {(conversation: Conversation) => boolean} */
    this.shows = () => true;
    /** Whether an empty list means that nobody waits at all. */
    this.isWhole = true;
    /** Conversations that are not on the screen, with an answer that could not be sent. @type {Set<string>} */
    this.unsent = new Set();
    /** Whether somebody opens what is chosen; until then rows are ordinary links. */
    this.live = false;
    for (const row of root.querySelectorAll(".desk-entry[data-id]")) this.rows.set(row.dataset.id, row);
    root.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("keydown", (event) => this.pressed(event));
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** Take the whole queue as it is now. @param {Conversation[]} conversations */
  replace(conversations) {
    const ids = new Set(conversations.map((conversation) => conversation.id));
    for (const id of this.conversations.keys()) if (!ids.has(id)) this.conversations.delete(id);
    this.update(conversations);
  }

  /** Take what changed. @param {Conversation[]} conversations */
  update(conversations) {
    for (const update of conversations) {
      const known = this.conversations.get(update.id);
      // What was read earlier may arrive later.
      if (known && update.changed < known.changed) continue;
      this.conversations.set(update.id, { ...known, ...update });
      if (update.waiting_since && !known?.waiting_since) {
        this.dispatchEvent(new CustomEvent("waiting", { detail: update }));
      }
    }
    this.render();
  }

  /** Those who wait, in the queue's order. */
  waiting() {
    return [...this.conversations.values()]
      .filter((c) => c.status === "open" && c.queue_at)
      .sort((a, b) => Date.parse(a.queue_at) - Date.parse(b.queue_at));
  }

  answered() {
    return [...this.conversations.values()]
      .filter((c) => c.status === "open" && !c.queue_at)
      .sort((a, b) => Date.parse(b.updated_at) - Date.parse(a.updated_at));
  }

  /** A conversation that is known here, of whatever list. @param {string} id */
  find(id) {
    return this.conversations.get(id) ?? this.fixed?.find((each) => each.id === id);
  }

  /** Show these instead of what is known here. @param {Conversation[] | null} conversations */
  setFixed(conversations, isWhole = false) {
    this.fixed = conversations;
    this.isWhole = isWhole;
    this.render();
  }

  /** Whether those who wait stand apart from the others. @param {boolean} areShown */
  setHeadings(areShown) {
    this.part("waiting-heading").hidden = this.part("answered-heading").hidden = !areShown;
  }

  /** What is shown: those who wait, and the others. */
  listed() {
    const all = this.fixed ?? [...this.waiting(), ...this.answered()].filter((each) => this.shows(each));
    return [all.filter((each) => each.queue_at), all.filter((each) => !each.queue_at)];
  }

  /** Say in a row that an answer was not sent. @param {string} id @param {boolean} isUnsent @returns whether it is new */
  setUnsent(id, isUnsent) {
    if (this.unsent.has(id) === isUnsent) return false;
    if (isUnsent) this.unsent.add(id);
    else this.unsent.delete(id);
    this.render();
    return isUnsent;
  }

  /** Mark the open conversation's row. @param {string} id empty for none */
  select(id) {
    this.openId = id;
    for (const [name, row] of this.rows) {
      const link = row.querySelector("a");
      if (name === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  render() {
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    const [waiting, answered] = this.listed();
    this.fill(this.part("waiting"), waiting);
    this.fill(this.part("answered"), answered);
    for (const [id, row] of this.rows) if (!row.isConnected) this.rows.delete(id);
    this.part("waiting-count").textContent = this.words.number(waiting.length);
    this.part("waiting-count").hidden = waiting.length === 0;
    this.part("nobody").hidden = waiting.length > 0 || !this.isWhole;
    this.part("empty").hidden = waiting.length + answered.length > 0 || this.isWhole;
    this.part("answered-section").hidden = answered.length === 0;
    this.select(this.openId);
    // Moving a row to another list takes its focus away.
    if (focused && document.activeElement !== focused) (focused.isConnected ? focused : this.links()[0])?.focus();
  }

  fill(list, conversations) {
    conversations.forEach((conversation, index) => {
      const row = this.row(conversation);
      if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
    });
    while (list.children.length > conversations.length) list.lastElementChild.remove();
  }

  row(conversation) {
    let row = this.rows.get(conversation.id);
    if (!row) {
      row = this.part("entry-template").content.firstElementChild.cloneNode(true);
      row.dataset.id = conversation.id;
      row.querySelector("a").href = `${this.deskUrl}${conversation.id}/`;
      this.rows.set(conversation.id, row);
    }
    try {
      this.describe(row, conversation);
    } catch (error) {
      console.warn(error); // a row that can't be drawn whole takes no other with it
    }
    return row;
  }

  describe(row, conversation) {
    const field = (name, text) => {
      const element = row.querySelector(`[data-field="${name}"]`);
      if (element.textContent !== text) element.textContent = text;
      return element;
    };
    const waits = Boolean(conversation.waiting_since);
    row.toggleAttribute("data-waiting", waits);
    row.toggleAttribute("data-unread", waits && conversation.last_seq > conversation.agent_seen);
    field("shopper", conversation.shopper.name);
    const isUnsent = this.unsent.has(conversation.id);
    row.toggleAttribute("data-unsent", isUnsent);
    field(
      "words",
      isUnsent
        ? this.words.text("failed")
        : conversation.last_body || (conversation.last_files ? this.words.text("files") : ""),
    );
    field("why", conversation.why_first ?? "").hidden = !conversation.why_first || !conversation.queue_at;
    field("department", conversation.department?.name ?? "").hidden = !conversation.department;
    field("tags", conversation.tags?.join(" · ") ?? "").hidden = !conversation.tags?.length;
    row.querySelector('[data-field="snoozed"]').hidden = !conversation.snoozed_until;
    field("language", this.words.language(conversation.language ?? "")).hidden = !conversation.language;
    field("page", this.words.path(conversation.page ?? "")).hidden = !conversation.page;
    field("agent", conversation.agent?.name ?? "");
    row.querySelector('[data-part="agent"]').hidden = !conversation.agent;
    this.time(row, conversation);
  }

  time(row, { waiting_since: since, updated_at: changed }) {
    const time = row.querySelector('[data-field="time"]');
    const text = since ? this.words.duration(since) : this.words.moment(changed);
    time.dateTime = since ?? changed;
    if (time.textContent !== text) time.textContent = text;
    const minutes = since ? (this.words.now() - Date.parse(since)) / 60_000 : 0;
    row.dataset.urgency = minutes >= URGENT ? "urgent" : minutes >= SOON ? "soon" : "";
  }

  /** Let the waiting times go on. */
  tick() {
    for (const [id, row] of this.rows) {
      const conversation = this.find(id);
      if (conversation) this.time(row, conversation);
    }
  }

  links() {
    return [...this.root.querySelectorAll(".desk-entry-link")];
  }

  /** Put the focus on the open conversation's row, else on the first. */
  focus() {
    (this.rows.get(this.openId)?.querySelector("a") ?? this.links()[0])?.focus();
  }

  /** Move the focus by one row. @param {number} step 1 or -1 */
  move(step) {
    const links = this.links();
    const isIn = links.includes(document.activeElement);
    // From elsewhere, on from the open one.
    const from = links.indexOf(isIn ? document.activeElement : this.rows.get(this.openId)?.querySelector("a"));
    links[Math.min(Math.max(from + step, 0), links.length - 1)]?.focus();
  }

  /** Who waits after the open one; the first, where that is none of those who wait, or the last. */
  nextWaiting() {
    const [listed] = this.listed();
    const waiting = listed.length ? listed : this.waiting();
    return waiting[(waiting.findIndex(({ id }) => id === this.openId) + 1) % waiting.length];
  }

  clicked(event) {
    const link = event.target.closest(".desk-entry-link");
    // With a modifier the link is an ordinary link: another tab, another window.
    if (!link || !this.live || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("open", { detail: link.closest(".desk-entry").dataset.id }));
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (!step || !event.target.closest(".desk-entry")) return;
    event.preventDefault();
    this.move(step);
  }
}
