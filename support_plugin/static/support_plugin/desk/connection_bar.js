/** The line above the queue that says when the shop cannot be reached, or not at once. */

/** A short break is no news. */
const CONNECTING_MS = 3000;

export class ConnectionBar {
  /** Whether the shop said that this user is no agent any more. */
  isRefused = false;
  #timer = 0;

  /**
   * @param {HTMLElement} root the desk @param {import("../chat/client.js").ChatClient} client
   * @param {import("./words.js").Words} words
   */
  constructor(root, client, words) {
    Object.assign(this, { root, client, words });
    this.bar = root.querySelector('[data-part="connection"]');
  }

  draw() {
    const { root, client, words } = this;
    clearTimeout(this.#timer);
    root.dataset.connection = client.connection;
    const offline = navigator.onLine ? "unreachable" : "offline";
    // A server without sockets has no better line to wait for.
    const polling = client.session?.socket ? "polling" : "";
    const texts = { offline, connecting: "connecting", polling };
    const name = this.isRefused ? "noAgent" : texts[client.connection];
    const wait = name === "connecting" ? CONNECTING_MS : 0;
    this.#timer = setTimeout(() => this.#show(name ? words.text(name) : ""), wait);
  }

  #show(text) {
    if (this.bar.textContent !== text) this.bar.textContent = text;
    this.bar.hidden = !text;
  }
}
