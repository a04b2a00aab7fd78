/** Does what a key or the list of commands says; support_plugin/desk/inbox/commands.py has their names and words. */

export class Commands {
  /** @param {Record<string, any>} tools what desk.js has made, by name; `answers` comes later, or stays null */
  constructor(tools) {
    this.tools = tools;
  }

  /** @param {string} command its name */
  run(command) {
    const { actions, answers, conversation } = this.tools;
    const general = this.#general()[command];
    const here = this.#here()[command];
    if (general) general();
    else if (!conversation.id) return;
    else if (here) here();
    else if (/^(answer-|draft$|wrong$)/.test(command)) answers?.run(command);
    else actions.run(command);
  }

  /** What can be done at any time, by name. */
  #general() {
    const { queue, conversation, composer } = this.tools;
    return {
      "next-waiting": () => {
        const next = queue.nextWaiting();
        if (next) conversation.open(next.id);
      },
      next: () => queue.move(1),
      previous: () => queue.move(-1),
      open: () => document.activeElement?.closest?.(".desk-entry-link")?.click(),
      reply: () => composer.focus(),
      leave: () => conversation.leave(),
    };
  }

  /** What can be done in an open conversation, by name; the rest are its actions and its answers. */
  #here() {
    const { canned, notes, proposals, shopCards } = this.tools;
    return {
      canned: () => canned.open(),
      note: () => notes.begin(),
      propose: () => proposals.begin(),
      product: () => shopCards.begin("product"),
      order: () => shopCards.begin("order"),
    };
  }
}
