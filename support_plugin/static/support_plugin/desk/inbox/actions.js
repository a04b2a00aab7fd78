/**
 * What can be done with the open conversation besides answering: the forms above it, sent by the API, so that
 * nothing is reloaded. A refusal, such as who was faster, stands beside them.
 */

/** The form's fields as the API has them. */
function fieldsOf(form, submitter) {
  const fields = new FormData(form);
  // Older browsers leave out the button that was pressed.
  if (submitter?.name) fields.set(submitter.name, submitter.value);
  const [kind, id] = String(fields.get("to") ?? "").split(":");
  return {
    take: () => ({ instead_of: fields.get("instead_of") || null }),
    "hand-over": () => ({ [kind]: id, summary: fields.get("summary") ?? "" }),
    snooze: () => ({ minutes: fields.get("minutes") ?? "" }),
    priority: () => ({ priority: Number(fields.get("priority")) }),
    tags: () => ({ tags: fields.getAll("tags") }),
  }[form.dataset.action]?.();
}

export class Actions {
  /**
   * @param {HTMLElement} root the conversation's section
   * @param {{client: import("../../chat/client.js").ChatClient, words: import("../words.js").Words, me: string,
   *     deskUrl: string}} parts `me` is the agent's id
   */
  constructor(root, { client, words, me, deskUrl }) {
    Object.assign(this, { root, client, words, me, deskUrl });
    this.bar = this.part("actions");
    this.id = "";
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  get menus() {
    return [...this.bar.querySelectorAll("details"), this.part("close")];
  }

  forms(action) {
    return [...this.bar.querySelectorAll(action ? `[data-action="${action}"]` : "[data-action]")];
  }

  /** Begin to send the forms. */
  listen() {
    this.part("close-cancel").hidden = false;
    this.bar.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.target, event.submitter);
    });
    this.part("close-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.close();
    });
    this.part("close-cancel").addEventListener("click", () => this.leave(this.part("close")));
    for (const menu of this.menus) {
      menu.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        this.leave(menu);
      });
    }
    document.addEventListener("click", ({ target }) => {
      for (const menu of this.menus) if (!menu.contains(target)) menu.open = false;
    });
  }

  /** Turn to another conversation. @param {string} id */
  turnTo(id) {
    this.id = id;
    this.complain("");
    for (const menu of this.menus) menu.open = false;
    for (const form of this.forms()) form.action = `${this.deskUrl}${id}/do/${form.dataset.action}/`;
    this.part("close-form").action = `${this.deskUrl}${id}/close/`;
  }

  /** Show what can be done with a conversation. @param {Record<string, any>} shown @param {boolean} own */
  describe(shown, own) {
    const isOpen = shown.status !== "closed";
    const isMine = shown.agent?.id === this.me;
    this.bar.hidden = own;
    const show = (action, can) => {
      for (const form of this.forms(action)) form.hidden = !can;
    };
    const from = this.forms("take")[0].elements.instead_of;
    if (from) from.value = shown.agent?.id ?? "";
    show("take", isOpen && !isMine && (!shown.agent || from));
    show("reopen", !isOpen && !shown.deleted && !shown.merged_into);
    show("return", isOpen && isMine);
    show("priority", isOpen);
    show("block", !shown.blocked);
    show("unblock", shown.blocked);
    for (const form of this.forms("snooze")) {
      form.hidden = !isOpen || ("ends" in form.dataset && !shown.snoozed_until);
    }
    for (const name of ["hand-over", "snooze"]) this.menu(name).hidden = !isOpen;
    this.part("close").hidden = !isOpen || own;
    if (this.menu("more").open) return; // somebody chooses
    const [priority] = this.forms("priority");
    priority.elements.priority.value = shown.priority ?? 0;
    for (const box of this.bar.querySelectorAll("[name=tags]")) box.checked = shown.tags?.includes(box.value) ?? false;
  }

  menu(name) {
    return this.bar.querySelector(`[data-menu="${name}"]`);
  }

  /** Do what a key or a command says. @param {string} name of a command @returns whether there was such a thing */
  run(name) {
    const menu = name === "close" ? this.part("close") : this.menu(name);
    if (menu) {
      if (menu.hidden) return false;
      menu.open = true;
      const fields = menu.querySelectorAll("select, .desk-pop button, .desk-close-form button");
      const first = [...fields].find(({ offsetParent }) => offsetParent);
      (first ?? menu.querySelector("summary")).focus();
      return true;
    }
    const form = this.forms(name).find(({ hidden }) => !hidden);
    form?.querySelector("button").click();
    return Boolean(form);
  }

  async send(form, submitter) {
    const { id } = this;
    this.complain("");
    try {
      await this.client.act(`${form.dataset.action}/`, fieldsOf(form, submitter));
      if (this.id !== id) return; // another one is open meanwhile
      const menu = form.closest("details");
      if (menu) this.leave(menu);
      if (form.elements.summary) form.elements.summary.value = "";
    } catch (refusal) {
      if (this.id === id) this.complain(refusal.detail || this.words.text("actionFailed"));
    }
  }

  async close() {
    const { id } = this;
    const error = this.part("close-error");
    error.hidden = true;
    try {
      await this.client.close();
      if (this.id !== id) return;
      this.part("close").open = false;
      this.part("heading").focus();
    } catch (refusal) {
      if (this.id !== id) return;
      error.textContent = refusal.detail || this.words.text("closeFailed");
      error.hidden = false;
    }
  }

  leave(menu) {
    menu.open = false;
    const summary = menu.querySelector("summary");
    if (menu.hidden) this.part("heading").focus();
    else summary.focus();
  }

  complain(text) {
    const error = this.part("action-error");
    error.textContent = text;
    error.hidden = !text;
  }
}
