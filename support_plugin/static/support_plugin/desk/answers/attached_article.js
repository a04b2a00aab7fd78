/**
 * The article that goes with an answer as a card: attached, turned into text, taken off, sent behind the answer's
 * words. One for each conversation, kept over a reload until it is stored.
 */

const STORED = ":article"; // behind the key of the draft

export class AttachedArticle {
  /** Articles that go with an answer, by conversation. @type {Map<string, object>} */
  #cards = new Map();
  /** The conversation on the screen. */
  #id;

  /**
   * @param {{client: import("../../chat/client/client.js").ChatClient,
   *   composer: import("../conversation/composer.js").Composer, texts: Record<string, string>, say: (text: string) => void,
   *   call: (method: string, end: string, body: object, id: string) => Promise<object>}} desk
   *   `say` says it to screen readers, `call` asks the shop, below a conversation's address
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(desk, modules) {
    Object.assign(this, desk, { modules });
    this.chip = this.composer.form.querySelector('[data-part="article"]');
    const press = (name, action) =>
      this.chip.querySelector(`[data-article="${name}"]`).addEventListener("click", action);
    press("text", () => this.insertText());
    press("remove", () => this.remove());
    this.composer.hasCard = () => Boolean(this.#card && !this.#card.isSending);
  }

  get #card() {
    return this.#cards.get(this.#id);
  }

  /** Another conversation is on the screen, and the composer has turned to it. @param {string} id */
  turnTo(id) {
    this.#id = id;
    const stored = this.modules.attempt(() => JSON.parse(sessionStorage.getItem(this.composer.key + STORED)));
    if (stored?.clientId && !this.#cards.has(id))
      this.#cards.set(id, { ...stored, isSending: false, after: undefined });
    this.#draw();
  }

  /** Attach a suggestion as a card; the one that is attached turns into text. @param {Record<string, any>} item */
  attach(item) {
    if (this.#card?.isSending) return;
    if (this.#card?.version === item.version) return this.insertText();
    const { article, version, question, text, language } = item;
    const key = this.composer.key + STORED;
    this.#keep(this.#id, { key, article, version, question, text, language, clientId: this.client.uuid() });
    this.composer.focus();
    this.say(`${this.texts.attached}: ${question}`);
  }

  /** Put its words into the answer, where the cursor is. */
  insertText() {
    const { text, question } = this.#card;
    const { input } = this.composer;
    this.#drop(this.#id);
    input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    this.composer.focus();
    this.say(`${this.texts.inserted}: ${question}`);
  }

  remove() {
    this.#drop(this.#id);
    this.composer.focus();
    this.say(this.texts.takenOff);
  }

  /**
   * An answer goes out: the card follows its words.
   * @param {{client_id: string} | null} entry @param {string[]} [choices]
   */
  sent(entry, choices) {
    const card = this.#card;
    if (!card || card.isSending) return;
    Object.assign(card, { isSending: true, after: entry?.client_id, choices: entry ? undefined : choices });
    this.#draw();
    if (!entry) this.#post(this.#id, card);
  }

  /** Words that are stored are followed by their card; words that were taken back give it back. */
  follow({ id, messages, outbox }) {
    const card = this.#cards.get(id);
    const after = card?.after;
    if (!after) return;
    const isTheirs = ({ client_id: sent }) => sent === after;
    if (outbox.some(isTheirs)) return;
    card.after = undefined;
    if (messages.some(isTheirs)) this.#post(id, card);
    else this.#giveBack(id, card);
  }

  async #post(id, card) {
    const { article, version, clientId, choices } = card;
    try {
      const body = { client_id: clientId, article, version, choices };
      await this.call("POST", "suggested-answers/", body, id);
      this.#drop(id);
    } catch ({ detail }) {
      this.#giveBack(id, card);
      if (id === this.#id) this.composer.complain(detail || this.texts.failed);
    }
  }

  #giveBack(id, card) {
    card.isSending = false;
    this.#keep(id, card);
    if (card.choices?.length && id === this.#id) this.composer.giveBack("", [], card.choices);
    card.choices = undefined;
  }

  /** Until it is stored, also over a reload. */
  #keep(id, card) {
    this.#cards.set(id, card);
    this.modules.attempt(() => sessionStorage.setItem(card.key, JSON.stringify(card)));
    this.#draw();
  }

  #drop(id) {
    this.modules.attempt(() => sessionStorage.removeItem(this.#cards.get(id).key));
    this.#cards.delete(id);
    this.#draw();
  }

  #draw() {
    const { chip } = this;
    const card = this.#card;
    chip.hidden = !card;
    chip.querySelector('[data-article="question"]').textContent = card?.question ?? "";
    for (const button of chip.querySelectorAll("button")) button.disabled = Boolean(card?.isSending);
  }
}
