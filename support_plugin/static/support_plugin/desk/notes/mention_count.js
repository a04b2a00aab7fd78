/** How often this agent is mentioned in notes that are not read. */

const MINUTE = 60_000;

export class MentionCount {
  /** How many notes each conversation in the list had. @type {Map<string, number>} */
  #seen = new Map();

  /** Of what notes.js has. @param {string} url of the mentions */
  constructor(root, client, calls, words, feed, url) {
    Object.assign(this, { calls, words, feed, url });
    this.count = root.querySelector('[data-part="mentions-count"]');
    client.addEventListener("queue", () => this.lookAtQueue());
    setInterval(() => root.isConnected && this.ask(), MINUTE);
  }

  /** A conversation in the list has other notes than before: this agent may be mentioned. */
  lookAtQueue() {
    let isNew = false;
    for (const { id, notes } of this.feed.conversations) {
      isNew ||= this.#seen.has(id) ? this.#seen.get(id) !== notes : false;
      this.#seen.set(id, notes);
    }
    if (isNew) this.ask();
  }

  ask() {
    this.calls.call("GET", this.url).then(
      ({ unread }) => this.show(unread),
      () => {},
    );
  }

  /** @param {number} number */
  show(number) {
    this.count.textContent = this.words.number(number);
    this.count.hidden = !number;
  }
}
