/**
 * What the desk does with the help centre's answers; docs/answers.md, "For agents". Loaded after the desk works.
 *
 * Here: suggestions for what the shopper wrote last, attached as a card (attached_article.js) by 1 to 3, or Alt and the
 * digit while one writes, and by the same key once more as text. What is done with answers that were given:
 * given_answers.js.
 */

const WAIT_MS = 400; // after a message, before the shop is asked
/** From here on there is room for suggestions that nobody has unfolded. */
const ROOMY = "(min-width: 900px) and (min-height: 700px)";

export class Answers {
  /**
   * @param {HTMLDetailsElement} root @param {import("../../chat/client/client.js").ChatClient} client
   * @param {import("../calls.js").Calls} calls
   * @param {{thread: object, composer: object, words: object, locale: string}} desk conversation/thread.js,
   *   conversation/composer.js, words.js, and the reader's locale
   * @param {Record<string, any>} modules all that the desk's modules export, with those of answers/
   */
  constructor(root, client, calls, { thread, composer, words, locale }, modules) {
    Object.assign(this, { root, client, calls, composer, locale, modules });
    this.list = root.querySelector('[data-part="answer-list"]');
    /** What is suggested. @type {object[]} */
    this.items = [];
    this.key = "";
    /** Whether it stays folded when there is something new. */
    this.isFolded = !matchMedia(ROOMY).matches;
    root.querySelector("summary").addEventListener("click", () => (this.isFolded = root.open));
    const said = root.parentElement.querySelector('[data-part="answer-said"]');
    const say = (text) => (said.textContent = text);
    const call = (...args) => this.call(...args);
    this.article = new modules.AttachedArticle({ client, composer, texts: root.dataset, say, call }, modules);
    this.given = new modules.GivenAnswers({ thread, words, texts: root.dataset, say, call }, modules);
    client.addEventListener("change", ({ detail }) => this.article.follow(detail.thread));
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
      this.given.clear();
      this.show([]);
    }
    for (const message of messages) this.given.draw(message);
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
      this.given.replaceWrong(wrong);
      this.show(items);
      for (const message of this.client.thread.messages) this.given.draw(message);
    } catch {
      // The desk does without; the next message asks again.
    }
  }

  show(items) {
    const { make, formatNumber } = this.modules;
    this.items = items;
    this.root.hidden = !this.mayWrite || !items.length;
    if (items.length) this.root.open = !this.isFolded && !this.isOtherToolOpen;
    this.root.querySelector('[data-part="answer-count"]').textContent = items.length
      ? formatNumber(items.length, this.locale)
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

  /** Another conversation is on the screen, and the composer has turned to it. @param {string} id */
  turnTo(id) {
    this.article.turnTo(id);
  }

  /** @param {number} place of a suggestion, from 0 */
  insert(place) {
    const item = this.items[place];
    if (item && this.composer.open) this.article.attach(item);
  }

  /** An answer goes out. @param {{client_id: string} | null} entry @param {string[]} [choices] */
  sent(entry, choices) {
    this.article.sent(entry, choices);
  }

  /** Do what a command is called. @param {string} command "answer-1", "draft", "wrong" */
  run(command) {
    if (command.startsWith("answer-")) return this.insert(Number(command.slice("answer-".length)) - 1);
    return this.given.run(command);
  }

  call(method, end, body, id = this.client.thread.id) {
    return this.calls.call(method, `${this.client.conversationsUrl}${id}/${end}`, body);
  }
}
