/**
 * All open conversations, as the server sends them: page by page, then each change.
 *
 * Given to `client.watch()`, which asks for the pages over whichever line there is (chat/client.js).
 */
export class QueueFeed {
  /** By id; replaced as a whole when the last page is here, so that no list shrinks while it is read again. */
  #shown = new Map();
  #pages = new Map();

  get conversations() {
    return [...this.#shown.values()];
  }

  /** Somebody else has logged in. */
  clear() {
    this.#shown = this.#pages = new Map();
  }

  /**
   * Take a `queue` or `queue_changed` frame, or a page over HTTP with its cursor; docs/protocol.md.
   * @returns {string | null} the cursor of the page to ask for next
   */
  take({ type, cursor, items, next }) {
    if (type === "queue_changed") {
      for (const conversation of items) this.#change(conversation);
      return null;
    }
    if (!cursor) this.#pages = new Map();
    for (const conversation of items) {
      if (!(this.#pages.get(conversation.id)?.changed > conversation.changed))
        this.#pages.set(conversation.id, conversation);
    }
    if (!next) this.#shown = this.#pages;
    return next;
  }

  #change(conversation) {
    for (const known of new Set([this.#shown, this.#pages])) {
      if (conversation.changed < known.get(conversation.id)?.changed) continue;
      if (conversation.status === "open") known.set(conversation.id, conversation);
      else known.delete(conversation.id);
    }
  }
}
