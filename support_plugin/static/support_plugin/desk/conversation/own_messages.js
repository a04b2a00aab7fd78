/** Buttons to edit and withdraw, below what this agent has written; chat/entries.js has what they open. */

export class OwnMessages {
  /** @type {Map<string, object>} by client_id */
  #known = new Map();

  /**
   * @param {object} client as in ../../chat/client.js @param {object} thread as in thread.js
   * @param {object} entries the module ../../chat/entries.js
   * @param {{texts: Record<string, string>, agentId: string, parts: object}} rest the desk's words, whose it is
   */
  constructor(client, thread, entries, rest) {
    Object.assign(this, { client, thread, entries, ...rest });
  }

  /** To be called whenever the messages were drawn. */
  draw() {
    const { client, thread, entries, texts, agentId, parts } = this;
    for (const message of client.thread.messages) {
      const row = thread.rows.get(`${message.sender} ${message.client_id}`);
      if (!row || message.agent?.id !== agentId || !entries.mayChange(message, client)) {
        this.#known.get(message.client_id)?.box.remove();
        continue;
      }
      const own =
        this.#known.get(message.client_id) ??
        new entries.OwnMessage(message, { client, texts, parts, look: "desk-link" });
      own.message = message;
      this.#known.set(message.client_id, own);
      if (own.box.parentNode !== row) row.append(own.box);
    }
  }
}
