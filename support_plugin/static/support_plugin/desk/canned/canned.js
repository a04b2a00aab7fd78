/**
 * Canned replies: "/" in an empty answer, or Ctrl+/ anywhere in it, opens a list above it. Typing finds, arrows
 * choose, Enter inserts, Ctrl+Enter inserts and sends, Escape closes.
 */

const WAIT_MS = 150; // after a key, before the shop is asked
const STORED = "support-desk-canned";

export class Canned {
  /**
   * @param {HTMLFormElement} form the composer's @param {import("../../chat/client/client.js").ChatClient} client
   * @param {import("../calls.js").Calls} calls @param {import("../conversation/composer.js").Composer} composer
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(form, client, calls, composer, modules) {
    Object.assign(this, { form, client, calls, composer, modules, items: [], index: 0, asked: 0 });
    this.box = this.part("canned");
    this.search = this.part("canned-search");
    this.list = this.part("canned-list");
    this.note = this.part("canned-note");
    /** What was inserted in each conversation's answer, and what is sent and not counted yet; over a reload too. */
    this.state = { inserted: {}, sent: [], ...modules.attempt(() => JSON.parse(sessionStorage.getItem(STORED))) };
    const { input } = composer;
    input.addEventListener("beforeinput", (event) => this.begins(event));
    input.addEventListener("keydown", (event) => this.hotkey(event));
    input.addEventListener("input", () => input.value || this.forget());
    this.search.addEventListener("input", () => this.ask(WAIT_MS));
    this.search.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("focusout", ({ relatedTarget: to }) => to && !this.box.contains(to) && this.close(false));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.insert([...this.list.children].indexOf(option));
    });
    const opener = this.part("canned-open");
    opener.hidden = false;
    opener.addEventListener("click", () => this.open());
    client.addEventListener("change", ({ detail }) => this.acknowledged(detail.thread));
  }

  part(name) {
    return this.form.querySelector(`[data-part="${name}"]`);
  }

  /** "÷" is what some Persian keyboards write with that key. */
  begins(event) {
    if (event.isComposing || !["/", "÷"].includes(event.data) || this.composer.input.value.trim()) return;
    event.preventDefault();
    this.open();
  }

  hotkey(event) {
    if (!event.ctrlKey || event.altKey || event.metaKey || !(event.code === "Slash" || event.key === "/")) return;
    event.preventDefault();
    this.open();
  }

  open() {
    if (!this.composer.open) return;
    this.box.hidden = false;
    // No higher than what is above it: what stands out of the desk is cut.
    const room = this.form.getBoundingClientRect().top - this.form.parentElement.getBoundingClientRect().top;
    this.box.style.setProperty("max-block-size", `${room - 12}px`);
    this.search.value = "";
    this.search.setAttribute("aria-expanded", "true");
    this.search.focus();
    this.show([]);
    this.ask(0);
  }

  close(focuses = true) {
    this.box.hidden = true;
    this.search.setAttribute("aria-expanded", "false");
    this.asked += 1;
    clearTimeout(this.timer);
    this.chosen = false;
    if (focuses) this.composer.focus();
  }

  ask(wait) {
    this.isLoading = true;
    clearTimeout(this.timer);
    const asked = ++this.asked;
    this.timer = setTimeout(async () => {
      try {
        const query = new URLSearchParams({ q: this.search.value, conversation: this.client.thread.id });
        const { items } = await this.calls.call("GET", `${this.box.dataset.url}?${query}`);
        if (asked !== this.asked) return;
        this.isLoading = false;
        this.show(items);
        this.note.textContent = items.length ? "" : this.box.dataset.none;
        // Enter was pressed before the answer was here.
        if (this.chosen) this.insert(0, this.chosen === "send");
      } catch {
        if (asked === this.asked) this.note.textContent = this.box.dataset.failed;
      }
      if (asked === this.asked) this.isLoading = this.chosen = false;
    }, wait);
  }

  show(items) {
    this.items = items;
    this.list.hidden = !items.length;
    this.list.replaceChildren(
      ...items.map(({ title, shortcut, text, language }, number) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.id = `${this.list.id}-${number}`;
        const line = (name, words) => {
          const part = document.createElement("span");
          Object.assign(part, { className: `desk-canned-${name}`, dir: "auto", textContent: words });
          return part;
        };
        const said = line("text", text);
        if (language) said.lang = language;
        option.append(line("title", title), line("shortcut", `/${shortcut}`), said);
        return option;
      }),
    );
    this.mark(0);
  }

  mark(index) {
    this.index = index;
    const options = [...this.list.children];
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
    if (options[index]) this.search.setAttribute("aria-activedescendant", options[index].id);
    else this.search.removeAttribute("aria-activedescendant");
    options[index]?.scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    if (event.isComposing) return;
    const { length } = this.items;
    const step = { ArrowDown: 1, ArrowUp: length - 1 }[event.key];
    if (event.key === "Enter") {
      if (this.isLoading) this.chosen = event.ctrlKey ? "send" : "insert";
      else this.insert(this.index, event.ctrlKey);
    } else if (event.key === "Escape") this.close();
    else if (event.key === "/" && !this.search.value) {
      this.close();
      this.write("/");
    } else if (step && length) this.mark((this.index + step) % length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  insert(index, sends = false) {
    const item = this.items[index];
    if (!item) return;
    this.close();
    this.write(item.text);
    (this.state.inserted[this.client.thread.id] ??= []).push(item.id);
    this.keep();
    if (sends) this.composer.submit();
  }

  write(text) {
    const { input } = this.composer;
    input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  forget() {
    delete this.state.inserted[this.client.thread.id];
    this.keep();
  }

  keep() {
    this.modules.attempt(() => sessionStorage.setItem(STORED, JSON.stringify(this.state)));
  }

  /** An answer goes out: remember of which replies it was made. @param {{client_id: string} | null} entry */
  sent(entry) {
    const { id } = this.client.thread;
    const replies = [...new Set(this.state.inserted[id])];
    if (!entry || !replies.length) return;
    for (const reply of replies) this.state.sent.push({ reply, conversation: id, client_id: entry.client_id });
    this.forget();
  }

  /** The shop has the message: now it can be counted, again and again until it is; the shop counts it once. */
  async acknowledged({ messages }) {
    const stored = new Set(messages.map(({ client_id: id }) => id));
    for (const use of this.state.sent.filter((each) => stored.has(each.client_id) && !each.isBusy)) {
      // Not stored: after a reload nobody is busy.
      Object.defineProperty(use, "isBusy", { value: true, configurable: true });
      try {
        const { reply, ...body } = use;
        await this.calls.call("POST", `${this.box.dataset.url}${reply}/used/`, body);
        this.done(use);
      } catch ({ status }) {
        delete use.isBusy;
        if (status >= 400 && status < 500 && status !== 429) this.done(use);
      }
    }
  }

  done(use) {
    this.state.sent = this.state.sent.filter((each) => each !== use);
    this.keep();
  }
}
