/** Below answers that were given: an article drafted of an agent's, and which of the assistant's are wrong. */

const LOCAL = /^\/(?![/\\])/;

export class GivenAnswers {
  /** Who said that which answer is wrong, by number. @type {Map<number, object>} */
  #wrong = new Map();

  /**
   * @param {{thread: import("../conversation/thread.js").Thread, words: import("../words.js").Words,
   *   texts: Record<string, string>, say: (text: string) => void,
   *   call: (method: string, end: string, body: object) => Promise<object>}} desk
   *   `say` says it to screen readers, `call` asks the shop, below the open conversation's address
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(desk, modules) {
    Object.assign(this, { modules, ...desk });
  }

  /** Another conversation is on the screen. */
  clear() {
    this.#wrong.clear();
  }

  /** @param {{seq: number, by: string, note: string}[]} wrong what the shop knows of this conversation */
  replaceWrong(wrong) {
    this.#wrong = new Map(wrong.map((each) => [each.seq, each]));
  }

  /** @param {Record<string, any>} message that is drawn */
  draw(message) {
    const row = this.thread.rows.get(`${message.sender} ${message.client_id}`);
    const box = row?.querySelector('[data-part="answers-of"]');
    if (!box || !message.seq) return;
    const part = (name) => box.querySelector(`[data-answers="${name}"]`);
    const isPlain = !message.kind && !message.withdrawn && Boolean(message.body);
    part("draft").hidden = !(isPlain && message.sender === "agent" && !message.card);
    const wrong = this.#wrong.get(message.seq);
    part("wrong").hidden = message.assistant !== "answer" || Boolean(wrong);
    if (wrong) this.#showWrong(part("told"), wrong);
    if (box.dataset.seq) return;
    box.dataset.seq = message.seq;
    part("draft").addEventListener("submit", (event) => this.#submit(event, box, "draft"));
    part("wrong")
      .querySelector("form")
      .addEventListener("submit", (event) => this.#submit(event, box, "wrong"));
  }

  async #submit(event, box, what) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    const note = box.querySelector('[data-answers="told"]');
    const { seq } = box.dataset;
    button.disabled = true;
    try {
      const body = what === "wrong" ? { note: form.elements.note.value } : {};
      const answer = await this.call("POST", `messages/${seq}/${what}/`, body);
      if (what === "draft") this.#showDraft(note, answer);
      else {
        this.#wrong.set(Number(seq), answer);
        this.#showWrong(note, answer);
        box.querySelector('[data-answers="wrong"]').hidden = true;
        // What had the focus is gone.
        note.tabIndex = -1;
        note.focus();
      }
    } catch ({ detail }) {
      note.textContent = detail || this.texts.failed;
    } finally {
      button.disabled = false;
    }
    note.scrollIntoView({ block: "nearest" });
    this.say(note.textContent);
  }

  #showDraft(place, { url, detail }) {
    const { make } = this.modules;
    const link = LOCAL.test(url || "") ? [" ", make("a", { href: url, class: "desk-link" }, this.texts.openDraft)] : [];
    place.replaceChildren(detail, ...link);
  }

  #showWrong(place, { by, note }) {
    const { make } = this.modules;
    // The name is isolated where it stands in the sentence.
    const [before, after = ""] = this.words.text("saidWrong", "\n").split("\n");
    const said = note ? [": ", make("bdi", {}, note)] : [];
    place.replaceChildren(before, make("bdi", {}, by), after, ...said);
  }

  /** Do it with the last answer of which it can be done. @param {"draft" | "wrong"} command */
  run(command) {
    const boxes = [...this.thread.list.querySelectorAll(`[data-answers="${command}"]:not([hidden])`)];
    const last = boxes.at(-1);
    if (!last) return this.say(this.texts[command === "draft" ? "noAnswer" : "noWrong"]);
    last.scrollIntoView({ block: "nearest" });
    if (command === "draft") return last.querySelector("[type=submit]").click();
    last.open = true;
    return last.querySelector("textarea").focus();
  }
}
