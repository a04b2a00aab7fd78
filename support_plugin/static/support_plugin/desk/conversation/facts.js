/** What is known of the open conversation: the shopper's name above it, the facts beside it, the notice where it has ended. */

export class Facts {
  /** @param {HTMLElement} root the desk @param {import("../words.js").Words} words */
  constructor(root, words) {
    Object.assign(this, { root, words });
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  fact(name, text) {
    const element = this.root.querySelector(`[data-fact="${name}"]`);
    if (element.textContent !== text) element.textContent = text;
  }

  /** @param {Record<string, any>} shown the conversation @param {boolean} own whether this agent is its shopper */
  draw(shown, own) {
    const { words } = this;
    const unknown = words.text("unknown");
    const shopper = shown.shopper?.name ?? "";
    this.part("name").textContent = shopper;
    this.fact("shopper", shopper);
    this.fact("language", shown.language ? words.language(shown.language) : unknown);
    this.fact("page", shown.page ? words.path(shown.page) : unknown);
    this.fact("origin", words.origin(shown.origin) || "–");
    this.fact(
      "waiting",
      shown.waiting_since ? words.text("waits", words.duration(shown.waiting_since)) : words.text("answered"),
    );
    this.fact("agent", shown.agent?.name || "–");
    const rated = shown.rating ? words.text(`rated_${shown.rating.rating}`) : "–";
    this.fact("rating", shown.rating?.comment ? `${rated}: ${shown.rating.comment}` : rated);
    this.#notice(shown, own);
  }

  /** Why nothing can be written here. */
  #notice({ status, deleted }, own) {
    const closed = status === "closed";
    const notice = this.part("closed-notice");
    notice.hidden = !closed && !own;
    notice.textContent = own
      ? this.words.text("own")
      : closed
        ? this.words.text(deleted ? "contentsDeleted" : "closed")
        : "";
  }
}
