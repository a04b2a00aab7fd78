/** Shows an offer of help beside the closed launcher; docs/carts.md. Data become text nodes only. */

const MARK = "support.prompt"; // until when none is wanted
let shown;

/** One at a time, in one tab, where it covers nothing; else not at all. */
export async function offer(place, prompt) {
  if (shown || !prompt?.rule) return;
  const show = (lock) => lock !== null && new Prompt(place, prompt).run();
  await (navigator.locks ? navigator.locks.request(MARK, { ifAvailable: true }, show) : show());
}

/** A blob's address ends in a UUID; crypto.randomUUID exists on HTTPS only. */
function uuid() {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}

const pause = (time) => new Promise((done) => setTimeout(done, time));

class Prompt {
  #page = new AbortController();
  #reply = uuid();

  constructor(place, prompt) {
    Object.assign(this, { place, prompt, texts: place.dataset, chat: document.querySelector("support-chat") });
  }

  get #isWelcome() {
    const { place, chat } = this;
    return place.isConnected && chat?.button && !chat.panel?.isOpen;
  }

  async run() {
    shown = this;
    try {
      if (!this.#isWelcome) return;
      const { elements, attention } = this.chat.dataset;
      const modules = await Promise.all([elements, attention].map((address) => import(address)));
      this.parts = Object.assign({}, ...modules);
      if (this.parts.kept(MARK, "localStorage") > Date.now()) return;
      await this.#build();
      for (let tries = 20; !this.#fit(); await pause(1500)) if (!tries-- || !this.#isWelcome) return;
      if (!(await this.#claim()) || !this.#isWelcome) return;
      this.#show();
      await new Promise((done) => (this.#page.signal.onabort = done));
    } finally {
      this.host?.remove();
      shown = null;
    }
  }

  async #send(path, body) {
    const headers = { "Content-Type": "application/json" };
    const request = { method: "POST", keepalive: true, headers, body: JSON.stringify(body) };
    const answer = await fetch(this.texts.url + path, request);
    if (answer.status > 499) throw new Error();
    return answer;
  }

  /** The shop's word that it may be shown, and only here. */
  async #claim() {
    const { rule, kind, page, version } = this.prompt;
    const body = { rule, kind, page, version, client_id: uuid() };
    for (let tries = 3; tries--; await pause(2000)) {
      try {
        return (this.id = (await (await this.#send("", body)).json()).id);
      } catch {}
    }
  }

  async #build() {
    const { make, button } = this.parts;
    const { greeting, answer, question, replies, cards } = this.prompt;
    const { label, write, dismiss, style } = this.texts;
    const { cards: module, cardsStyle, locale, position } = this.chat.dataset;
    const words = (name, text) => text && make("p", { class: name, dir: "auto" }, text);
    const drawn = cards.length ? (await import(module)).drawCard : null;
    const styles = [style, drawn && cardsStyle]
      .filter(Boolean)
      .map((href) => make("link", { rel: "stylesheet", href }));
    const loaded = styles.map((link) => new Promise((done) => (link.onload = link.onerror = done)));
    const more = [
      words("answer", answer),
      ...cards.map((card) => drawn(card, this.parts, locale)),
      words("question", question),
    ];
    const answers = replies.map((text) => button("reply", text, () => this.#answer(text), { dir: "auto" }));
    this.status = make("div", { role: "status", class: "said" });
    this.said = [words("greeting", greeting), make("div", { class: "more" }, ...more.filter(Boolean))];
    this.status.append(...this.said);
    const ways = [...answers, button("write", write, () => this.#answer(""))];
    const close = button("close", "×", () => this.dismiss(), { "aria-label": dismiss });
    const { direction: dir } = getComputedStyle(this.chat);
    this.box = make(
      "section",
      { class: "prompt", "aria-label": label, dir, lang: this.place.lang, "data-position": position },
      close,
      this.status,
      make("div", { class: "ways" }, ...ways),
    );
    this.host = make("div", { class: "support-host-prompt" });
    this.host.attachShadow({ mode: "open" }).append(...styles, this.box);
    // Not seen without its styles.
    this.host.hidden = true;
    this.chat.append(this.host);
    await Promise.all(loaded);
    this.host.hidden = false;
  }

  /** Put it, as whole as can be, where it covers nothing that is used and no amount; return whether that is anywhere. */
  #fit() {
    const { box, chat } = this;
    const isFree = !chat.hasAttribute("data-aside") && !document.hidden && chat.button.offsetWidth;
    const taken = isFree ? [...chat.taken(/\p{Nd}/u), chat.button.getBoundingClientRect()] : [];
    const found =
      isFree &&
      ["", "short", "mini"].some((form) => {
        box.dataset.form = form;
        return this.#place(taken);
      });
    box.classList.toggle("away", !found);
    return found;
  }

  #place(taken) {
    const { box } = this;
    box.style = "";
    const { left, top, right, bottom, width } = box.getBoundingClientRect();
    if (top < 8 || left < 0 || right > innerWidth) return false;
    for (const x of [0, innerWidth - width - 2 * left]) {
      const near = taken.filter((each) => each.left < right + x + 8 && each.right > left + x - 8);
      for (let y = 0; top + y >= 8; y -= 4) {
        if (near.some((each) => each.top < bottom + y + 8 && each.bottom > top + y - 8)) continue;
        box.style.transform = `translate(${x}px,${y}px)`;
        return true;
      }
    }
    return false;
  }

  #show() {
    const { signal } = this.#page;
    const { box, status } = this;
    box.classList.add("shown");
    // Once more, in place: a region that is filled is read aloud; one that comes filled often is not.
    setTimeout(() => status.replaceChildren(...this.said), 100);
    let timer;
    const settle = ({ type }) => {
      if (type === "scroll" && !box.matches(":focus-within")) box.classList.add("away");
      clearTimeout(timer);
      timer = setTimeout(() => this.#stay() && this.#fit(), 200);
    };
    const options = { capture: true, passive: true, signal };
    for (const type of "scroll resize focusin focusout visibilitychange".split(" "))
      addEventListener(type, settle, options);
    addEventListener("support:open", () => this.#end(), { signal });
    addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && this.dismiss(), {
      signal,
    });
  }

  #stay() {
    if (this.#isWelcome && this.host.isConnected) return true;
    this.#end();
  }

  dismiss() {
    this.parts.keep(MARK, Date.now() + 6048e5, "localStorage");
    this.#send(`${this.id}/dismissed/`, {}).catch(() => {});
    const hadFocus = this.chat.contains(document.activeElement);
    this.#end();
    if (hadFocus) this.chat.button.focus();
  }

  /** The same conversation however often it is sent. */
  async #answer(reply) {
    const { chat } = this;
    if (this.isBusy) return;
    this.isBusy = true;
    if (this.sent !== reply) this.#reply = uuid();
    this.sent = reply;
    try {
      const body = { client_id: this.#reply, reply, page: location.pathname };
      const { ok } = await this.#send(`${this.id}/replies/`, body);
      this.#end();
      chat.open(ok ? {} : { draft: reply });
      chat.identify().catch(() => {});
    } catch {
      this.isBusy = false;
      this.failed ??= this.status.appendChild(this.parts.make("p", { class: "failed" }));
      this.failed.textContent = this.texts.failed;
      this.#fit();
    }
  }

  #end() {
    this.#page.abort();
  }
}
