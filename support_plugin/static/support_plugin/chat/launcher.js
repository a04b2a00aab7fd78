/** The chat's launcher; docs/javascript.md. */

const ICON = "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Z";

class SupportChat extends HTMLElement {
  #panel = null;

  connectedCallback() {
    const link = this.querySelector("a.support-launcher");
    if (!link) return; // moved by the page's script
    this.#paint();
    this.page = link.href;
    this.button = makeButton(link.textContent.trim());
    link.replaceWith(this.button);
    this.button.addEventListener("click", () => this.open());
    this.#stepAside();
    if (isKept("sessionStorage", "support.open")) this.open({ focus: false });
    else if (isKept("localStorage", "support.awaited")) this.#watch();
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
    if (!this.#panel) this.unwatch = watch(this);
  }

  /** Somebody has logged in or out. */
  async identify() {
    await (await this.#panel)?.client.refresh();
  }

  async #load() {
    this.button.ariaBusy = "true";
    try {
      const { panel, client, files, attention } = this.dataset;
      const modules = await Promise.all([panel, client, files, attention].map((address) => import(address)));
      this.unwatch?.();
      return await modules[0].createPanel(this, Object.assign({ icon }, ...modules));
    } finally {
      this.button.ariaBusy = null;
    }
  }

  /** Off the shop's main buttons. */
  #stepAside() {
    const low = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) isIntersecting ? low.add(target) : low.delete(target);
      this.toggleAttribute("data-aside", low.size);
    }, { rootMargin: "-85% 0px 0px" });
    for (const button of document.querySelectorAll(".btn-primary")) observer.observe(button);
  }

  #paint() {
    const colours = JSON.parse(this.dataset.colours);
    for (const [name, colour] of Object.entries(colours)) this.style.setProperty(`--support-${name}`, colour);
  }
}

function makeButton(words) {
  const [button, label] = ["button", "span"].map((name) => document.createElement(name));
  Object.assign(button, { type: "button", className: "support-launcher", ariaHasPopup: "dialog" });
  Object.assign(label, { className: "support-label", textContent: words });
  button.append(icon(ICON), label);
  return button;
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
