/** What one message looks like: a row made from the page's <template>, and filled with what the message has. */

/** Who says it; empty for the shopper, and for what is not sent yet. */
const nameOf = ({ agent }) => agent?.name ?? "";

export class MessageRows {
  /** The shopper's name, which messages do not have. */
  shopper = "";

  /**
   * @param {HTMLTemplateElement} template @param {import("../words.js").Words} words
   * @param {{agent: string, listFiles: (attachments: object[]) => HTMLElement | null,
   *   drawCard: (card: object) => HTMLElement | null}} drawing the name under which this agent writes, what draws a
   *   message's files, and what draws its card: null where it is unknown
   */
  constructor(template, words, drawing) {
    Object.assign(this, { template, words, ...drawing });
  }

  /** An empty row. @param {{sender: string}} message @param {(name: string) => void} press is called for its buttons */
  make({ sender }, press) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.dataset.sender = sender;
    for (const name of ["retry", "take-back"]) {
      row.querySelector(`[data-part="${name}"]`).addEventListener("click", () => press(name));
    }
    return row;
  }

  /** Whether a row shows a stored message as it is now. @param {HTMLElement | undefined} row */
  isUpToDate(row, message) {
    const same = row?.dataset.name === nameOf(message) && row.dataset.kind === (message.kind ?? "");
    const isEdited = row?.dataset.edited !== (message.edited_at ?? "");
    return Boolean(row?.dataset.seq) && same && !isEdited;
  }

  /** @param {HTMLElement} row @param {Record<string, any>} message */
  describe(row, message) {
    const field = (name) => row.querySelector(`[data-field="${name}"]`);
    field("name").textContent = message.sender === "shopper" ? this.shopper : nameOf(message) || this.agent;
    const body = this.wordsOf(message);
    field("body").textContent = body;
    // The system's words are the page's: a name at their beginning does not turn them around.
    field("body").dir = message.sender === "system" && message.kind ? "" : "auto";
    const card = message.card && this.drawCard(message.card);
    row.querySelector('[data-part="card"]').replaceChildren(...(card ? [card] : []));
    field("body").hidden = !body || Boolean(card);
    row.dataset.kind = message.kind ?? "";
    row.dataset.edited = message.edited_at ?? "";
    row.querySelector('[data-part="edited"]').hidden = !message.edited_at || Boolean(message.kind);
    const files = this.listFiles(message.attachments);
    row.querySelector('[data-part="files"]').replaceChildren(...(files ? [files] : []));
    this.offer(row.querySelector('[data-part="choices"]'), message.choices ?? []);
    field("time").textContent = this.words.clock(message.created_at);
    field("time").dateTime = message.created_at;
    row.dataset.name = nameOf(message);
    row.dataset.day = new Date(message.created_at).toDateString();
    row.dataset.time = message.created_at;
    delete row.dataset.state;
    for (const name of ["retry", "take-back"]) row.querySelector(`[data-part="${name}"]`).hidden = true;
    this.state(row, "");
  }

  /** Say how far a message is that is not sent yet. @param {HTMLElement} row @param {Record<string, any>} entry */
  describeSending(row, { state, code, detail }) {
    const failed = state === "failed";
    row.dataset.state = failed ? "failed" : "sending";
    const failure = `${this.words.text("failed")} ${detail || ""}`.trim();
    this.state(row, failed ? failure : state === "waiting" ? detail : this.words.text("sending"));
    row.querySelector('[data-part="retry"]').hidden = !failed || code === "closed" || code === "conflict";
    row.querySelector('[data-part="take-back"]').hidden = !failed;
  }

  /** The words alone, of a message that can't be drawn. @param {HTMLElement} row @param {unknown} body */
  describePlainly(row, body) {
    const words = row.querySelector('[data-field="body"]');
    words.textContent = typeof body === "string" && body ? body : "…";
    words.hidden = false;
    this.state(row, "");
  }

  /** Show which answers the shopper was offered. @param {HTMLElement} list @param {string[]} choices */
  offer(list, choices) {
    list.hidden = !choices.length;
    list.replaceChildren(
      ...choices.map((choice) => {
        const item = document.createElement("li");
        item.dir = "auto";
        item.textContent = choice;
        return item;
      }),
    );
  }

  /** What a message says; the system's lines and what was deleted have no words of their own. */
  wordsOf({ sender, kind, closed_by: closedBy, agent, body, withdrawn }) {
    if (kind === "deleted") return this.words.text(withdrawn ? "withdrawn" : "deleted");
    return sender === "system" && kind ? this.words.text(`line_${closedBy || kind}`, agent?.name ?? "") : body;
  }

  /** @param {HTMLElement} row @param {string} text empty for none */
  state(row, text) {
    row.querySelector('[data-part="state"]').hidden = !text;
    const state = row.querySelector('[data-field="state"]');
    if (state.textContent !== text) state.textContent = text;
  }
}
