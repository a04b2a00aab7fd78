/** The earlier parts above the messages of the open conversation, asked of the shop as finished HTML. */

export class Parts {
  /**
   * @param {HTMLElement} root where they stand @param {HTMLElement} scroller what scrolls them
   * @param {string} deskUrl the desk's address @param {string} id the conversation that the page came with
   */
  constructor(root, scroller, deskUrl, id) {
    Object.assign(this, { root, scroller, deskUrl, id });
    /** @type {AbortController | null} of the request under way */
    this.running = null;
    root.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-more]");
      if (!link) return;
      event.preventDefault();
      this.ask(`?parts=${link.dataset.more}`);
    });
  }

  /** Show another conversation's. @param {string} id empty for none */
  turnTo(id) {
    if (id === this.id) return;
    this.running?.abort();
    this.id = id;
    // Nothing of one shopper stands above another's messages.
    this.root.replaceChildren();
    if (id) this.ask("");
  }

  async ask(query) {
    this.running?.abort();
    const { signal } = (this.running = new AbortController());
    try {
      const answer = await fetch(`${this.deskUrl}${this.id}/parts/${query}`, {
        signal,
        cache: "no-store",
        redirect: "error",
      });
      if (answer.ok) this.draw(await answer.text());
    } catch {
      // Not reached, or another conversation is open by now: the messages stand without them.
    }
  }

  /** @param {string} html the shop's own template, in which all that people wrote is escaped */
  draw(html) {
    const { scroller } = this;
    // What is read stays where it is: the rest grows above it.
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    const wasMore = this.root.contains(document.activeElement);
    const fresh = new DOMParser().parseFromString(html, "text/html");
    this.root.replaceChildren(...fresh.body.childNodes);
    scroller.scrollTop = scroller.scrollHeight - fromEnd;
    if (wasMore) (this.root.querySelector("a[data-more]") ?? scroller).focus({ preventScroll: true });
  }
}
