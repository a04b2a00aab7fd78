/**
 * What the desk does with the help centre's answers; docs/answers.md, "For agents". Loaded after the desk works.
 *
 * Suggestions for what the shopper wrote last, attached as a card by 1 to 3, or Alt and the digit while one writes,
 * and by the same key once more as text; an article drafted of an agent's answer; and which of the assistant's answers are wrong.
 */

const WAIT_MS = 400; // after a message, before the shop is asked
/** From here on there is room for suggestions that nobody has unfolded. */
const ROOMY = "(min-width: 900px) and (min-height: 700px)";
const STORED = ":article"; // behind the key of the draft

function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

const LOCAL = /^\/(?![/\\])/;

export class Answers {
  /**
   * @param {HTMLDetailsElement} root @param {import("../../chat/client.js").ChatClient} client
   * @param {{thread: object, composer: object, words: object, elements: object, locale: string}} desk thread.js,
   *   composer.js, words.js, chat/elements.js, and the reader's locale
   */
  constructor(root, client, { thread, composer, words, elements, locale }) {
    Object.assign(this, { root, client, thread, composer, words, elements, locale });
    this.texts = root.dataset;
    this.list = root.querySelector('[data-part="answer-list"]');
    this.said = root.parentElement.querySelector('[data-part="answer-said"]');
    /** What is suggested. @type {object[]} */
    this.items = [];
    /** Who said that which answer is wrong, by number. @type {Map<number, object>} */
    this.wrong = new Map();
    this.key = "";
    /** Whether it stays folded when there is something new. */
    this.isFolded = !matchMedia(ROOMY).matches;
    root.querySelector("summary").addEventListener("click", () => (this.isFolded = root.open));
    this.chip = composer.form.querySelector('[data-part="article"]');
    const press = (name, action) =>
      this.chip.querySelector(`[data-article="${name}"]`).addEventListener("click", action);
    press("text", () => this.insertText());
    press("remove", () => this.remove());
    /** Articles that go with an answer, by conversation. @type {Map<string, object>} */
    this.cards = new Map();
    composer.hasCard = () => Boolean(this.card && !this.card.isSending);
    client.addEventListener("change", ({ detail }) => this.follow(detail.thread));
  }

  /** To be called whenever the messages were drawn. @param {boolean} mayWrite here, as an agent */
  draw(mayWrite) {
    const { id, messages, conversation } = this.client.thread;
    // Only in agents' answers there is a shopper's name; in one of their own, an agent is the shopper.
    if (!conversation || !("shopper" in conversation)) {
      this.root.hidden = true;
      return;
    }
    if (id !== this.id) {
      this.id = id;
      this.wrong.clear();
      this.show([]);
    }
    for (const message of messages) this.drawMessage(message);
    this.mayWrite = mayWrite;
    this.root.hidden = !mayWrite || !this.items.length;
    const last = messages.at(-1)?.seq ?? 0;
    const key = `${id}:${last}`;
    if (key === this.key || !last) return;
    this.key = key;
    // What was said since may have been the answer.
    if (this.items.length && messages.at(-1).sender === "agent") this.show([]);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(key), WAIT_MS);
  }

  async ask(key) {
    try {
      const { items, wrong } = await this.call("GET", "suggested-answers/");
      if (key !== this.key) return;
      this.wrong = new Map(wrong.map((each) => [each.seq, each]));
      this.show(items);
      for (const message of this.client.thread.messages) this.drawMessage(message);
    } catch {
      // The desk does without; the next message asks again.
    }
  }

  // --- Suggestions ----------------------------------------------------------------------------------------------

  show(items) {
    const { make } = this.elements;
    this.items = items;
    this.root.hidden = !this.mayWrite || !items.length;
    if (items.length) this.root.open = !this.isFolded && !this.isOtherToolOpen;
    this.root.querySelector('[data-part="answer-count"]').textContent = items.length
      ? this.elements.formatNumber(items.length, this.locale)
      : "";
    this.list.replaceChildren(
      ...items.map(({ question, extract, language }, place) => {
        const digit = String(place + 1);
        const key = make("kbd", { dir: "ltr" }, digit);
        const words = make("span", { dir: "auto" }, question);
        const more = make("small", { dir: "auto" }, extract);
        for (const part of [words, more]) if (language) part.lang = language;
        const button = make("button", { type: "button", class: "desk-answer" }, key, words, more);
        button.addEventListener("click", () => this.insert(place));
        return make("li", {}, button);
      }),
    );
  }

  get isOtherToolOpen() {
    return [...this.root.parentElement.querySelectorAll("details[open]")].some((tool) => tool !== this.root);
  }

  // --- The article that goes with the answer --------------------------------------------------------------------

  /** Another conversation is on the screen, and the composer has turned to it. @param {string} id */
  turnTo(id) {
    this.open = id;
    const stored = attempt(() => JSON.parse(sessionStorage.getItem(this.composer.key + STORED)));
    if (stored?.clientId && !this.cards.has(id)) this.cards.set(id, { ...stored, isSending: false, after: undefined });
    this.drawChip();
  }

  get card() {
    return this.cards.get(this.open);
  }

  /** Attach a suggestion as a card; the one that is attached turns into text. @param {number} place from 0 */
  insert(place) {
    const item = this.items[place];
    if (!item || !this.composer.open || this.card?.isSending) return;
    if (this.card?.version === item.version) return this.insertText();
    const { article, version, question, text, language } = item;
    const key = this.composer.key + STORED;
    this.keep(this.open, { key, article, version, question, text, language, clientId: this.client.uuid() });
    this.composer.focus();
    this.tell(`${this.texts.attached}: ${question}`);
  }

  /** Put its words into the answer, where the cursor is. */
  insertText() {
    const { text, question } = this.card;
    const { input } = this.composer;
    this.drop(this.open);
    input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    this.composer.focus();
    this.tell(`${this.texts.inserted}: ${question}`);
  }

  remove() {
    this.drop(this.open);
    this.composer.focus();
    this.tell(this.texts.takenOff);
  }

  /** An answer goes out: the card follows its words. @param {{client_id: string} | null} entry @param {string[]} [choices] */
  sent(entry, choices) {
    const { card, open: id } = this;
    if (!card || card.isSending) return;
    Object.assign(card, { isSending: true, after: entry?.client_id, choices: entry ? undefined : choices });
    this.drawChip();
    if (!entry) this.post(id, card);
  }

  /** Words that are stored are followed by their card; words that were taken back give it back. */
  follow({ id, messages, outbox }) {
    const card = this.cards.get(id);
    const after = card?.after;
    if (!after) return;
    const isTheirs = ({ client_id: sent }) => sent === after;
    if (outbox.some(isTheirs)) return;
    card.after = undefined;
    if (messages.some(isTheirs)) this.post(id, card);
    else this.giveBack(id, card);
  }

  async post(id, card) {
    const { article, version, clientId, choices } = card;
    try {
      const body = { client_id: clientId, article, version, choices };
      await this.call("POST", "suggested-answers/", body, id);
      this.drop(id);
    } catch ({ detail }) {
      this.giveBack(id, card);
      if (id === this.open) this.composer.complain(detail || this.texts.failed);
    }
  }

  giveBack(id, card) {
    card.isSending = false;
    this.keep(id, card);
    if (card.choices?.length && id === this.open) this.composer.giveBack("", [], card.choices);
    card.choices = undefined;
  }

  /** Until it is stored, also over a reload. */
  keep(id, card) {
    this.cards.set(id, card);
    attempt(() => sessionStorage.setItem(card.key, JSON.stringify(card)));
    this.drawChip();
  }

  drop(id) {
    attempt(() => sessionStorage.removeItem(this.cards.get(id).key));
    this.cards.delete(id);
    this.drawChip();
  }

  drawChip() {
    const { card, chip } = this;
    chip.hidden = !card;
    chip.querySelector('[data-article="question"]').textContent = card?.question ?? "";
    for (const button of chip.querySelectorAll("button")) button.disabled = Boolean(card?.isSending);
  }

  // --- Messages -------------------------------------------------------------------------------------------------

  rowOf({ sender, client_id: id }) {
    return this.thread.rows.get(`${sender} ${id}`);
  }

  drawMessage(message) {
    const row = this.rowOf(message);
    const box = row?.querySelector('[data-part="answers-of"]');
    if (!box || !message.seq) return;
    const part = (name) => box.querySelector(`[data-answers="${name}"]`);
    const isPlain = !message.kind && !message.withdrawn && Boolean(message.body);
    part("draft").hidden = !(isPlain && message.sender === "agent" && !message.card);
    const wrong = this.wrong.get(message.seq);
    part("wrong").hidden = message.assistant !== "answer" || Boolean(wrong);
    if (wrong) this.tellWrong(part("told"), wrong);
    if (box.dataset.seq) return;
    box.dataset.seq = message.seq;
    part("draft").addEventListener("submit", (event) => this.submit(event, box, "draft"));
    part("wrong")
      .querySelector("form")
      .addEventListener("submit", (event) => this.submit(event, box, "wrong"));
  }

  async submit(event, box, what) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    const note = box.querySelector('[data-answers="told"]');
    const { seq } = box.dataset;
    button.disabled = true;
    try {
      const body = what === "wrong" ? { note: form.elements.note.value } : {};
      const answer = await this.call("POST", `messages/${seq}/${what}/`, body);
      if (what === "draft") this.tellDraft(note, answer);
      else {
        this.wrong.set(Number(seq), answer);
        this.tellWrong(note, answer);
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
    this.tell(note.textContent);
  }

  tellDraft(place, { url, detail }) {
    const { make } = this.elements;
    const link = LOCAL.test(url || "") ? [" ", make("a", { href: url, class: "desk-link" }, this.texts.openDraft)] : [];
    place.replaceChildren(detail, ...link);
  }

  tellWrong(place, { by, note }) {
    const { make } = this.elements;
    // The name is isolated where it stands in the sentence.
    const [before, after = ""] = this.words.text("saidWrong", "\n").split("\n");
    const said = note ? [": ", make("bdi", {}, note)] : [];
    place.replaceChildren(before, make("bdi", {}, by), after, ...said);
  }

  /** Do what a command is called. @param {string} command "answer-1", "draft", "wrong" */
  run(command) {
    if (command.startsWith("answer-")) return this.insert(Number(command.slice("answer-".length)) - 1);
    const boxes = [...this.thread.list.querySelectorAll(`[data-answers="${command}"]:not([hidden])`)];
    const last = boxes.at(-1);
    if (!last) return this.tell(this.texts[command === "draft" ? "noAnswer" : "noWrong"]);
    last.scrollIntoView({ block: "nearest" });
    if (command === "draft") return last.querySelector("[type=submit]").click();
    last.open = true;
    return last.querySelector("textarea").focus();
  }

  tell(text) {
    this.said.textContent = text;
  }

  async call(method, end, body, id = this.client.thread.id) {
    const { headers } = this.client.uploading();
    if (body) headers["Content-Type"] = "application/json";
    const url = `${this.client.conversationsUrl}${id}/${end}`;
    const response = await this.client.fetch(url, {
      method,
      headers,
      cache: "no-store",
      body: body && JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw answer;
    return answer;
  }
}
