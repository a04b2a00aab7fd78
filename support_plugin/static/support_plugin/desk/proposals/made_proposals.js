/** What became of the proposals of the open conversation, here and on their cards, and what can be done with each. */

export class MadeProposals {
  /**
   * @param {HTMLElement} list @param {import("../conversation/thread.js").Thread} thread
   * @param {import("../calls.js").Calls} calls
   * @param {{url: (end?: string) => string, complain: (refusal: Error) => void}} owner
   *   `url`: of the proposals, another one for another conversation
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(list, thread, calls, owner, modules) {
    Object.assign(this, { list, thread, calls, owner, modules });
  }

  clear() {
    this.list.replaceChildren();
  }

  /** How the proposals stand now. */
  async refresh() {
    const url = this.owner.url();
    const { items } = await this.calls.call("GET", url).catch(() => ({ items: [] }));
    if (url !== this.owner.url()) return;
    this.list.replaceChildren(...items.map((item) => this.row(item)));
    for (const item of items) this.mark(item);
  }

  row({ id, changes, text, pay_after: pay, total_after: total, actions }) {
    const { make, button } = this.modules;
    const words = make("bdi", { dir: "auto" }, `${changes.join(" · ")} – ${pay ?? total} – ${text}`);
    const buttons = actions.map(({ name, label }) => button("desk-button", label, () => this.act(id, name)));
    return make("li", {}, words, ...buttons);
  }

  mark({ client_id: clientId, state, text }) {
    const words = this.thread.rows.get(`agent ${clientId}`)?.querySelector(".support-card-text");
    if (words && state !== "offered") words.textContent = text;
  }

  async act(proposal, name) {
    const url = this.owner.url(`${proposal}/${name}/`);
    await this.calls.call("POST", url).catch((refusal) => this.owner.complain(refusal));
    this.refresh();
  }
}
