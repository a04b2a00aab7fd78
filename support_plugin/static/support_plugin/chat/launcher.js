/** The chat's launcher; docs/javascript.md. */

const ICON = "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Z";

/**
 * Pages are also changed without being loaded: the element is moved, taken out and put back, copied with all that a
 * script made of it, or made again as the server sent it.
 */
class SupportChat extends HTMLElement {
  #panel = null;
  #isRunning = false;
  #made = new MutationObserver(() => this.contains(this.button) && (!this.panel || this.contains(this.panel.host)) || this.#dress());

  connectedCallback() {
    if (this.#isRunning) return; // moved
    this.#isRunning = true;
    this.#dress();
    this.#made.observe(this, { childList: true });
    this.#stepAside();
    if (isKept("sessionStorage", "support.open")) this.open({ focus: false });
    else if (isKept("localStorage", "support.awaited")) this.#watch();
  }

  disconnectedCallback() {
    setTimeout(() => this.isConnected || this.#leave());
  }

  /** Put the button where the server's link is, or the button of the element that this is a copy of. */
  #dress() {
    const link = this.querySelector(".support-launcher");
    if (!link && !this.button) return; // its children are still to come
    this.page = this.dataset.page ??= link.href;
    this.button ??= this.#makeButton((link.querySelector(".support-label") ?? link).textContent.trim());
    for (const node of this.querySelectorAll(".support-launcher, .support-host")) node.remove();
    this.prepend(this.button);
    this.#paint();
    if (this.panel) this.append(this.panel.host);
  }

  async open(options = {}) {
    this.#panel ??= this.#load();
    try {
      (await this.#panel).open(options);
    } catch {
      // The plain page needs none of this.
      this.#panel = null;
      if (options.focus !== false) location.assign(this.page);
    }
  }

  async close() {
    (await this.#panel)?.close();
  }

  async toggle() {
    const panel = await this.#panel;
    return panel?.isOpen ? panel.close() : this.open();
  }

  async #watch() {
    const { watch } = await import(this.dataset.attention);
    if (!this.#panel && this.#isRunning) this.unwatch = watch(this);
  }

  /** Somebody has logged in or out. */
  async identify() {
    await (await this.#panel)?.client.refresh();
  }

  async #load() {
    this.button.setAttribute("aria-busy", "true");
    try {
      const { panel, client, elements, attention } = this.dataset;
      const modules = await Promise.all([panel, client, elements, attention].map((address) => import(address)));
      this.unwatch?.();
      const made = await modules[0].createPanel(this, Object.assign({ icon }, ...modules));
      if (!this.#isRunning) made.stop();
      return (this.panel = made);
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }

  /** The page goes on without it: no socket, no timer and no listener stays. */
  #leave() {
    this.#isRunning = false;
    this.#made.disconnect();
    this.low.disconnect();
    this.unwatch?.();
    this.panel?.stop();
    this.#panel = this.panel = null;
    this.button.hidden = false;
  }

  /** Off the shop's main buttons. */
  #stepAside() {
    const low = new Set();
    this.low = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) isIntersecting ? low.add(target) : low.delete(target);
      this.toggleAttribute("data-aside", low.size);
    }, { rootMargin: "-85% 0px 0px" });
    for (const button of document.querySelectorAll(".btn-primary")) this.low.observe(button);
  }

  #paint() {
    const colours = JSON.parse(this.dataset.colours);
    for (const [name, colour] of Object.entries(colours)) this.style.setProperty(`--support-${name}`, colour);
  }

  #makeButton(words) {
    const [button, label] = ["button", "span"].map((name) => document.createElement(name));
    Object.assign(button, { type: "button", className: "support-launcher" });
    Object.assign(label, { className: "support-label", textContent: words });
    button.setAttribute("aria-haspopup", "dialog");
    button.append(icon(ICON), label);
    button.addEventListener("click", () => this.open());
    return button;
  }
}

function icon(shape) {
  const [svg, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}

function isKept(storage, key) {
  try {
    return globalThis[storage].getItem(key) === "1";
  } catch {
    return false;
  }
}

customElements.get("support-chat") ?? customElements.define("support-chat", SupportChat);
