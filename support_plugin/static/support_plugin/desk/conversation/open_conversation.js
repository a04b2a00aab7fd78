/**
 * Which conversation is on the screen: opening one, drawing it, and what of it counts as read.
 *
 * Whatever else shows something of one conversation (thread, composer, panel …) is turned to another one here.
 */

export class OpenConversation extends EventTarget {
  /** What is known of it; null where none is open. @type {Record<string, any> | null} */
  #shown;
  /** Whether its messages on the screen are the script's own; the server's are replaced once. */
  #drawn = false;

  /**
   * Event: "turned", when another one, or none, was opened.
   * @param {HTMLElement} root the desk
   * @param {{desk_url: string, conversation: object | null, watches: boolean}} page what the page came with
   * @param {Record<string, any>} tools what desk.js has made, by name; `answers` comes later, or stays null
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(root, page, tools, modules) {
    super();
    Object.assign(this, { root, page, tools, modules });
    this.#shown = page.conversation;
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** @returns {string | undefined} undefined where none is open */
  get id() {
    return this.#shown?.id;
  }

  get shopperName() {
    return this.#shown?.shopper?.name ?? "";
  }

  #idInAddress() {
    const path = location.pathname;
    const { desk_url: start } = this.page;
    return path.startsWith(start) ? path.slice(start.length).replace(/\/$/, "") : "";
  }

  open(id) {
    const address = `${this.page.desk_url}${id}/`;
    // The list stays in the address: a page that is loaded again shows the same one.
    if (location.pathname !== address) history.pushState(null, "", `${address}${location.search}`);
    this.show(id);
    const { composer } = this.tools;
    // On a phone the keyboard would cover what there is to read.
    if (matchMedia("(pointer: fine)").matches && composer.open) composer.focus();
    else this.part("heading").focus();
  }

  leave() {
    if (this.#idInAddress()) history.pushState(null, "", `${this.page.desk_url}${location.search}`);
    this.show("");
    this.tools.queue.focus();
  }

  /** Show what the page's address names: somebody went back or forward. */
  followAddress() {
    this.show(this.#idInAddress());
  }

  /**
   * Show a conversation, or none.
   * @param {string} id empty for none @param {string} [typed] what stands in the composer
   * @param {string} [choices] what stands in its field for answers to choose from
   */
  show(id, typed = "", choices = "") {
    const { queue, panel, parts } = this.tools;
    const lastId = this.id;
    this.#drawn = false;
    this.#shown = id ? (queue.find(id) ?? (lastId === id ? this.#shown : { id })) : null;
    queue.select(id);
    panel.turnTo(id);
    parts.turnTo(id);
    document.body.classList.toggle("support-desk-open", Boolean(id));
    this.part("conversation").hidden = !id;
    this.part("nothing").hidden = Boolean(id);
    if (id) this.#turnTo(id, lastId === id, typed, choices);
    this.dispatchEvent(new Event("turned"));
  }

  #turnTo(id, isSame, typed, choices) {
    const { client, words, actions, composer, answers, thread, readers, proposals, shopCards, queue } = this.tools;
    const { desk_url: deskUrl } = this.page;
    this.part("composer").action = `${deskUrl}${id}/`;
    actions.turnTo(id);
    this.part("merge")?.setAttribute("href", `${deskUrl}${id}/merge/`);
    composer.turnTo(`${client.session.identity}:${id}`, typed, choices);
    answers?.turnTo(id);
    if (!isSame) thread.clear(this.shopperName, words.text("loading"));
    if (!isSame) readers.clear();
    proposals.turnTo(id);
    shopCards.turnTo(id);
    this.describe();
    queue.setUnsent(id, false);
    client.follow(id);
    this.draw();
  }

  draw() {
    const { client, queue, thread, ownMessages, readers, colleagueReplies, composer, answers } = this.tools;
    if (!this.#shown || client.thread.id !== this.id || !client.thread.conversation) return;
    // The server sends less of a conversation to the one who began it; keep what the list knows.
    this.#shown = { ...this.#shown, ...queue.find(this.id), ...client.thread.conversation };
    if (!this.#drawn) thread.clear(this.shopperName, "");
    this.modules.applyEntries(client.thread);
    thread.draw(client.thread);
    ownMessages.draw();
    readers.spoke(client.thread.messages.at(-1));
    if (!this.#drawn) {
      thread.settle();
      colleagueReplies.begin(client.thread.cursor);
    }
    this.#drawn = true;
    thread.seen(this.#shown.shopper_seen, this.#shown.shopper_got);
    this.describe();
    answers?.draw(composer.open);
    this.markSeen();
  }

  /** The heading, the facts, what can be done, and whether one can write. */
  describe() {
    if (!this.#shown) return;
    const { client, facts, actions, composer, proposals, shopCards } = this.tools;
    const { conversation } = client.thread;
    // Only in agents' answers there is a shopper's name.
    const own = Boolean(client.thread.id === this.id && conversation && !("shopper" in conversation));
    facts.draw(this.#shown, own);
    actions.describe(this.#shown, own);
    const mayWrite = this.#shown.status !== "closed" && !own;
    composer.setOpen(mayWrite);
    proposals.setOpen(mayWrite);
    shopCards.setOpen(mayWrite);
  }

  /** Only what can be seen counts as read. */
  markSeen() {
    if (this.page.watches && this.id === this.page.conversation?.id) return; // a supervisor who reads along
    const { client } = this.tools;
    const last = client.thread.messages.at(-1);
    if (this.#drawn && last && document.visibilityState === "visible" && document.hasFocus()) client.seen(last.seq);
  }
}
