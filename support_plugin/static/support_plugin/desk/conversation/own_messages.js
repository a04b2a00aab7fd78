/** Buttons to edit and withdraw, below what this agent has written; chat/entries.js has what they open. */

export class OwnMessages {
  /** @type {Map<string, object>} by client_id */
  #known = new Map();

  /**
   * @param {object} client as in ../../chat/client.js @param {object} thread as in thread.js
   * @param {{texts: Record<string, string>, agentId: string}} rest the desk's words, whose it is
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(client, thread, rest, modules) {
    Object.assign(this, { client, thread, modules, ...rest });
  }

  /** To be called whenever the messages were drawn. */
  draw() {
    const { client, thread, modules, texts, agentId } = this;
    for (const message of client.thread.messages) {
      const row = thread.rows.get(`${message.sender} ${message.client_id}`);
      if (!row || message.agent?.id !== agentId || !modules.mayChange(message, client)) {
        this.#known.get(message.client_id)?.box.remove();
        continue;
      }
      const own =
        this.#known.get(message.client_id) ??
        new modules.OwnMessage(message, { client, texts, parts: modules, look: "desk-link" });
      own.message = message;
      this.#known.set(message.client_id, own);
      if (own.box.parentNode !== row) row.append(own.box);
    }
  }
}
