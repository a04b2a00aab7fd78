/**
 * Which colleagues have the open conversation open, and who of them writes; docs/protocol.md, `readers`.
 *
 * What is shown changes at once. A screen reader announces those who come and those who begin to write, after
 * a pause, so that a page that is loaded again is not announced, and nobody twice within a minute.
 */

const TYPING_MS = 5000;
const CALM_MS = 2000;
const QUIET_MS = 60_000;
/** The names of texts for one and for several, of those who write and of those who read. */
const WRITES = ["writes", "write"];
const READS = ["readsAlong", "readAlong"];

export class Readers {
  /** @type {Map<string, {id: string, name: string, until: number}>} by id; `until`: for how long they write */
  #colleagues = new Map();
  /** When something was announced last, by what and of whom. */
  #said = new Map();
  /** The last message that was looked at. */
  #last = 0;
  #timers = {};

  /**
   * @param {HTMLElement} line where they are named @param {HTMLElement} announcer the page's live region
   * @param {import("../words.js").Words} words @param {string} locale
   */
  constructor(line, announcer, words, locale) {
    Object.assign(this, { line, announcer, words });
    this.list = new Intl.ListFormat(locale, { style: "long", type: "conjunction" });
  }

  /** Nobody is known to be there: another conversation, or no live connection. */
  clear() {
    this.#last = 0;
    this.#said.clear();
    this.show([]);
  }

  /** @param {{id: string, name: string, typing: boolean}[]} items all others who have it open */
  show(items) {
    const until = performance.now() + TYPING_MS;
    this.#colleagues = new Map(items.map(({ id, name, typing }) => [id, { id, name, until: typing ? until : 0 }]));
    this.#draw();
  }

  /** Whoever has sent an answer writes no longer. @param {{seq: number, agent?: {id: string}}} [message] the last */
  spoke(message) {
    if (!message || message.seq === this.#last) return;
    this.#last = message.seq;
    const colleague = this.#colleagues.get(message.agent?.id);
    if (!colleague?.until) return;
    colleague.until = 0;
    this.#draw();
  }

  /** Those who write before those who read. */
  #groups() {
    const all = [...this.#colleagues.values()];
    const writes = ({ until }) => until > performance.now();
    const groups = [
      { texts: WRITES, some: all.filter(writes) },
      { texts: READS, some: all.filter((one) => !writes(one)) },
    ];
    return groups.filter(({ some }) => some.length);
  }

  #draw() {
    const groups = this.#groups();
    this.line.replaceChildren(...groups.flatMap((group, index) => [index ? " · " : "", ...this.#sentence(group)]));
    this.line.hidden = !groups.length;
    clearTimeout(this.#timers.typing);
    const ends = [...this.#colleagues.values()].map(({ until }) => until - performance.now()).filter((ms) => ms > 0);
    if (ends.length) this.#timers.typing = setTimeout(() => this.#draw(), Math.min(...ends) + 1);
    clearTimeout(this.#timers.announce);
    if (groups.length) this.#timers.announce = setTimeout(() => this.#announce(), CALM_MS);
  }

  #text({ texts, some }) {
    return this.words.text(texts[some.length === 1 ? 0 : 1]);
  }

  /** What to show, each name in its own direction. */
  #sentence(group) {
    const [before, after = ""] = this.#text(group).split("%s");
    const names = this.list.formatToParts(group.some.map(({ name }) => name));
    const parts = names.map(({ type, value }) => {
      if (type !== "element") return value;
      return Object.assign(document.createElement("bdi"), { textContent: value });
    });
    return [before, ...parts, after];
  }

  #announce() {
    const now = performance.now();
    const isNew = (texts, id) => !(now - this.#said.get(`${texts} ${id}`) < QUIET_MS);
    const added = this.#groups()
      .map(({ texts, some }) => ({ texts, some: some.filter(({ id }) => isNew(texts, id)) }))
      .filter(({ some }) => some.length);
    if (!added.length) return;
    for (const { texts, some } of added) {
      // Who writes reads, too: that is not announced afterwards.
      for (const { id } of some) for (const kind of [texts, READS]) this.#said.set(`${kind} ${id}`, now);
    }
    const names = ({ some }) => this.list.format(some.map(({ name }) => name));
    this.announcer.textContent = added.map((group) => this.#text(group).replace("%s", () => names(group))).join(" · ");
  }
}
