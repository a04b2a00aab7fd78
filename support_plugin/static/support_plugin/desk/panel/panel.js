/**
 * What stands beside the open conversation: asked of the shop as finished HTML when another conversation is opened,
 * and every 20 seconds while it can be seen. On narrow screens it is asked for when the agent unfolds it.
 */

const RENEW_MS = 20_000;
/** From here on there is a column for it: as in panel.css. */
const WIDE = "(min-width: 75rem)";

export class Panel {
  /**
   * @param {HTMLDetailsElement} root @param {string} deskUrl the desk's address
   * @param {string} id the conversation that the page came with; empty for none
   */
  constructor(root, deskUrl, id) {
    this.root = root;
    this.deskUrl = deskUrl;
    this.id = id;
    this.contents = root.querySelector('[data-part="panel-contents"]');
    /** What the shop said last. */
    this.html = null;
    /** @type {AbortController | null} of the request under way */
    this.running = null;
    const wide = matchMedia(WIDE);
    const fold = () => (root.open = wide.matches);
    fold();
    wide.addEventListener("change", fold);
    root.addEventListener("toggle", () => this.renew());
    document.addEventListener("visibilitychange", () => this.renew());
    this.timer = setInterval(() => this.renew(), RENEW_MS);
  }

  /** Show another conversation's. @param {string} id empty for none */
  turnTo(id) {
    if (id === this.id) return;
    this.running?.abort();
    this.id = id;
    this.html = null;
    // Nothing of one shopper stands beside another, not for a moment.
    this.contents.replaceChildren();
    this.renew();
  }

  /** Ask the shop again, where somebody can see it. */
  async renew() {
    if (!this.root.isConnected) return clearInterval(this.timer);
    if (!this.id || !this.root.open || document.visibilityState === "hidden") return;
    this.running?.abort();
    const { signal } = (this.running = new AbortController());
    this.contents.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${this.deskUrl}${this.id}/panel/`, { signal, cache: "no-store", redirect: "error" });
      const html = answer.ok ? await answer.text() : "";
      // Whoever may not see it any more keeps nothing of it; a fault of the shop's leaves what is there.
      if (answer.ok || [403, 404].includes(answer.status)) this.draw(html);
    } catch (error) {
      // What could not be asked stays as it was, until the next time.
      if (error.name === "AbortError") return;
    }
    this.contents.removeAttribute("aria-busy");
  }

  /** @param {string} html the shop's own template, in which all that people wrote is escaped */
  draw(html) {
    if (html === this.html) return;
    this.html = html;
    const { activeElement: active } = document;
    const href = this.contents.contains(active) ? active.getAttribute("href") : null;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    this.contents.replaceChildren(...fresh.body.childNodes);
    // Who goes through the links by keyboard stays where they were.
    if (href) [...this.contents.querySelectorAll("a")].find((link) => link.getAttribute("href") === href)?.focus();
  }
}
