/**
 * Colleagues' answers that arrive while this agent is typing: shown once before the agent's own is sent.
 */
export class ColleagueReplies {
  #since = 0; // the last message that the agent had before them when they began
  #asked = 0; // the last one that was shown here

  /** @param {HTMLElement} note @param {import("../words.js").Words} words @param {string} me the agent's id */
  constructor(note, words, me) {
    Object.assign(this, { note, words, me });
  }

  /** An answer is begun, or another conversation was opened. @param {number} seq of the last message there */
  begin(seq) {
    this.#since = this.#asked = seq;
    this.note.hidden = true;
  }

  /**
   * Whether an answer may go; where a colleague has answered, the second time only.
   * @param {Record<string, any>[]} messages
   */
  allows(messages) {
    // An own one that is only acknowledged names nobody yet; the shop's answers name the shop, without an id.
    const isTheirs = ({ sender, agent, kind }) => sender === "agent" && agent && agent.id !== this.me && !kind;
    const last = messages.filter((message) => message.seq > this.#since && isTheirs(message)).at(-1);
    if (!last || last.seq <= this.#asked) return true;
    this.#asked = last.seq;
    const words = document.createElement("bdi");
    words.textContent = last.body ?? "";
    this.note.replaceChildren(this.words.text("meanwhile", last.agent?.name ?? ""), words);
    this.note.hidden = false;
    return false;
  }
}
