/** A card in the corner of a page, beside the closed launcher where there is one; docs/carts.md. */

const MARK = "support.prompt"; // of the card in one tab, and until when no help is wanted
let shown;

/** One at a time, in one tab, where it covers nothing; else not at all. */
export async function show(card) {
  const run = (lock) => lock !== null && !shown && card.run();
  await (navigator.locks ? navigator.locks.request(MARK, { ifAvailable: true }, run) : run());
}

/** A blob's address ends in a UUID; crypto.randomUUID exists on HTTPS only. */
export function uuid() {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}

const pause = (time) => new Promise((done) => setTimeout(done, time));

/**
 * What is in it is its kind's: `draw()` gives [said, ways, styles], `path` and `body` ask the shop whether it may
 * be shown, and `take(answer)` returns whether the shop has said yes.
 */
export class Card {
  page = new AbortController();

  constructor(place) {
    Object.assign(this, { place, texts: place.dataset, chat: document.querySelector("support-chat") });
    this.files = (this.chat ?? place).dataset;
  }

  get isWelcome() {
    const { place, chat } = this;
    return place.isConnected && (!chat || (chat.button && !chat.panel?.isOpen));
  }

  async run() {
    shown = this;
    try {
      if (!this.isWelcome) return;
      const { elements, storage, launcher } = this.files;
      const files = [elements, storage, ...(this.chat ? [] : [launcher])];
      this.parts = Object.assign({}, ...(await Promise.all(files.map((address) => import(address)))));
      this.mark = (until) =>
        until ? this.parts.keep(MARK, until, "localStorage") : this.parts.kept(MARK, "localStorage");
      if (this.isUnwanted) return;
      await this.#build();
      for (let tries = 20; !this.fit(); await pause(1500)) if (!tries-- || !this.isWelcome) return;
      if (!(await this.#claim()) || !this.isWelcome) return;
      this.#show();
      await new Promise((done) => (this.page.signal.onabort = done));
    } finally {
      this.host?.remove();
      shown = null;
    }
  }

  async send(path, body) {
    const headers = { "Content-Type": "application/json" };
    const request = { method: "POST", keepalive: true, headers, body: JSON.stringify(body) };
    const answer = await fetch(this.texts.url + path, request);
    if (answer.status > 499) throw new Error();
    return answer;
  }

  /** Ask the server whether it may be shown, in this tab alone. */
  async #claim() {
    const body = { ...this.body, client_id: uuid() };
    for (let tries = 3; tries--; await pause(2000)) {
      try {
        return this.take(await (await this.send(this.path, body)).json());
      } catch {}
    }
  }

  async #build() {
    const { make, button } = this.parts;
    const { label, dismiss, style } = this.texts;
    const [said, ways, ...more] = await this.draw(
      (name, text) => text && make("p", { class: name, dir: "auto" }, text),
    );
    const styles = [style, ...more].map((href) => make("link", { rel: "stylesheet", href }));
    const loaded = styles.map((link) => new Promise((done) => (link.onload = link.onerror = done)));
    this.status = make("div", { role: "status", class: "said" });
    this.said = said;
    this.status.append(...said);
    const close = button("close", "×", () => this.dismiss(), { "aria-label": dismiss });
    const { direction: dir } = getComputedStyle(this.chat ?? this.place);
    this.box = make(
      "section",
      { class: "prompt", "aria-label": label, dir, lang: this.place.lang, "data-position": this.files.position },
      close,
      this.status,
      make("div", { class: "ways" }, ...ways),
    );
    this.host = make("div", { class: "support-host-prompt" });
    this.host.attachShadow({ mode: "open" }).append(...styles, this.box);
    // Hidden until its styles are loaded.
    this.host.hidden = true;
    (this.chat ?? document.body).append(this.host);
    await Promise.all(loaded);
    this.host.hidden = false;
  }

  /** Put it, as whole as can be, where it covers nothing that is used and no amount; return whether that is anywhere. */
  fit() {
    const { box, chat } = this;
    const isFree = !document.hidden && (!chat || (!chat.hasAttribute("data-aside") && chat.button.offsetWidth));
    const taken = isFree ? this.#taken() : [];
    const found =
      isFree &&
      ["", "short", "mini"].some((form) => {
        box.dataset.form = form;
        return this.#place(taken);
      });
    box.classList.toggle("away", !found);
    return found;
  }

  #taken() {
    const { chat } = this;
    const { taken } = customElements.get("support-chat").prototype;
    const boxes = taken.call(chat ?? this.host, /\p{Nd}/u);
    return chat ? [...boxes, chat.button.getBoundingClientRect()] : boxes;
  }

  #place(taken) {
    const { box } = this;
    box.style = "";
    const { left, top, right, bottom, width } = box.getBoundingClientRect();
    if (top < 8 || left < 0 || right > innerWidth) return false;
    const gap = box.dataset.form === "mini" ? 2 : 8;
    for (const x of [0, innerWidth - width - 2 * left]) {
      const near = taken.filter((each) => each.left < right + x + gap && each.right > left + x - gap);
      for (let y = 0; top + y >= 8; y -= 2) {
        if (near.some((each) => each.top < bottom + y + gap && each.bottom > top + y - gap)) continue;
        box.style.transform = `translate(${x}px,${y}px)`;
        return true;
      }
    }
    return false;
  }

  #show() {
    const { signal } = this.page;
    const { box, status } = this;
    box.classList.add("shown");
    // Filled again once it is shown: screen readers often ignore a live region that is inserted with its text.
    setTimeout(() => status.replaceChildren(...this.said), 100);
    let timer;
    const settle = ({ type }) => {
      if (type === "scroll" && !box.matches(":focus-within")) box.classList.add("away");
      clearTimeout(timer);
      timer = setTimeout(() => this.#stay() && this.fit(), 200);
    };
    const options = { capture: true, passive: true, signal };
    for (const type of "scroll resize focusin focusout visibilitychange".split(" "))
      addEventListener(type, settle, options);
    addEventListener("support:open", () => this.end(), { signal });
    addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.dismiss(), {
      signal,
    });
  }

  #stay() {
    if (this.isWelcome && this.host.isConnected) return true;
    this.end();
  }

  dismiss() {
    this.send(`${this.id}/dismissed/`, {}).catch(() => {});
    const hadFocus = this.host.contains(document.activeElement);
    this.end();
    if (hadFocus) this.chat?.button.focus();
  }

  end() {
    this.page.abort();
  }
}
