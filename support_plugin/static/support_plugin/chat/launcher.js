/** The chat's launcher; docs/javascript.md. */

/** Words to keep off, px beyond the edge, class. */
const SHAPES = [[/\S/, 0, ""], [/\S/], [/\p{Nd}/u], [/\S/, 38]];
const USED = "a,a img,button,input,select,textarea,summary,iframe";
const TYPED = "input:not([type=radio],[type=checkbox],[type=submit]),select,textarea,[contenteditable]";

/** It may be moved, taken out, copied with what scripts made of it, or made again. */
class SupportChat extends HTMLElement {
  #panel = null;
  #page = null; // while it runs
  #timer = 0;
  #made = new MutationObserver(() => this.#isWhole || this.#dress());

  connectedCallback() {
    if (this.#page) return; // moved
    this.#page = new AbortController();
    const options = { capture: true, passive: true, signal: this.#page.signal };
    for (const type of "scroll resize load focusin focusout".split(" ")) addEventListener(type, this.#settle, options);
    this.#dress();
    this.#made.observe(this, { childList: true });
    this.#sizes.observe(document.body);
    try {
      if (sessionStorage["support.open"]) this.open({ focus: false });
      else if (document.cookie.includes("support_awaited"))
        import(this.dataset.unreadPoll).then(({ pollUnread }) => pollUnread(this));
    } catch {}
  }

  disconnectedCallback() {
    setTimeout(() => this.isConnected || this.#leave());
  }

  get #isWhole() {
    return this.contains(this.button) && this.contains(this.panel?.host ?? this.button);
  }

  /** The button takes the place of the server's link, or of a copy's button. */
  #dress() {
    const found = this.querySelector(".support-launcher");
    if (!found && !this.button) return; // its children are still to come
    this.page = this.dataset.page ??= found.href;
    this.button ??= this.#makeButton(found);
    for (const node of this.querySelectorAll(".support-launcher, .support-host")) node.remove();
    this.prepend(this.button);
    this.#place();
    if (this.panel) this.append(this.panel.host);
  }

  async open(options = {}) {
    this.#panel ??= this.#load();
    try {
      (await this.#panel).open(options);
    } catch {
      this.#panel = null;
      if (options.focus !== false) location.assign(this.page);
    }
  }

  close() {
    this.panel?.close();
  }

  toggle() {
    return this.panel?.isOpen ? this.close() : this.open();
  }

  async identify() {
    await this.panel?.client.refresh();
  }

  async #load() {
    this.button.setAttribute("aria-busy", "true");
    try {
      const addresses = this.dataset.modules.split(" ");
      const parts = Object.assign({}, ...(await Promise.all(addresses.map((address) => import(address)))));
      const made = await parts.createPanel(this, parts);
      if (!this.#page) made.stop();
      return (this.panel = made);
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }

  /** No socket, timer or listener stays. */
  #leave() {
    this.#made.disconnect();
    this.#page.abort();
    this.#sizes.disconnect();
    this.panel?.stop();
    this.#panel = this.#page = this.panel = null;
    this.button.hidden = false;
  }

  /** Hidden while the page scrolls or somebody types. */
  #settle = ({ type }) => {
    if (type === "scroll") this.toggleAttribute("data-aside", true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#place(), 100);
  };

  #sizes = new ResizeObserver(this.#settle);

  /** Its own edge first, then the other, then between. */
  #place() {
    const { button } = this;
    if (this.toggleAttribute("data-aside", document.activeElement.matches(TYPED)) || !button.offsetWidth) return;
    let x;
    const move = (y) => (button.style.transform = `translate(${x}px,${y}px)`);
    for (const [words, out = 0, shape = "support-small"] of innerWidth < 768 ? SHAPES.slice(1) : SHAPES) {
      const taken = this.taken(words);
      button.className = `support-launcher ${shape}`;
      button.style = "";
      const { left, top, right, bottom, width } = button.getBoundingClientRect();
      for (let step = 0; step < 32; step++) {
        const across = innerWidth - width - 2 * left;
        const far = across > 0 ? out : -out;
        x = step > 1 && !out ? (across * step) / 32 : step % 2 ? across + far : -far;
        const near = taken.filter((box) => box.left < right + x && box.right > left + x);
        for (let y = 0; top + y > 8; y -= 4) {
          if (!near.some((box) => box.top < bottom + y && box.bottom > top + y)) return move(y);
        }
      }
    }
    move(0);
  }

  taken(words) {
    const boxes = [];
    const add = (part) => boxes.push(...part.getClientRects());
    const range = new Range();
    document.querySelectorAll(USED).forEach((node) => this.contains(node) || add(node));
    document.querySelectorAll("[type=radio],[type=checkbox]").forEach(({ labels }) => labels.forEach(add));
    const texts = document.createTreeWalker(document.body, 4);
    for (let node; (node = texts.nextNode()); ) {
      range.selectNode(node);
      if (words.test(node.data) && !this.contains(node)) add(range);
    }
    return boxes.filter(({ top, bottom }) => bottom > 0 && top < innerHeight);
  }

  #makeButton(found) {
    const button = document.createElement("button");
    button.className = "support-launcher";
    button.type = "button";
    button.setAttribute("aria-haspopup", "dialog");
    button.dataset.busy = this.dataset.connecting;
    button.append(...found.childNodes);
    button.onclick = () => this.open();
    return button;
  }
}

customElements.get("support-chat") ?? customElements.define("support-chat", SupportChat);
