/**
 * Proposing a change of the shopper's cart; made_proposals.js shows what became of it.
 *
 * The shop works everything out; this gathers what the agent wants. docs/proposals.md.
 */

export class Proposals {
  /**
   * @param {HTMLDetailsElement} root @param {import("../../chat/client.js").ChatClient} client
   * @param {import("../calls.js").Calls} calls
   * @param {import("../conversation/thread.js").Thread} thread
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(root, client, calls, thread, modules) {
    Object.assign(this, { root, client, calls, modules });
    this.shipping = new modules.ShippingFields(this.part("place"), this.part("method"), modules);
    this.shipping.addEventListener("place", () => this.offerMethods());
    this.texts = root.dataset;
    this.id = "";
    /** @type {Map<string, {product: string, name: string, quantity: number}>} what is to be added, by product */
    this.added = new Map();
    this.clientId = "";
    root.addEventListener("toggle", () => root.open && this.load());
    this.part("send").addEventListener("click", () => this.send());
    this.part("preview").addEventListener("click", () => this.preview());
    this.search = new modules.ProductSearch(this.part("search"), this.part("found"), calls, {
      url: () => this.url("products/"),
      draw: (items) => this.drawFound(items),
      complain: (refusal) => this.complain(refusal),
    });
    const owner = { url: (end) => this.url(end), complain: (refusal) => this.complain(refusal) };
    this.made = new modules.MadeProposals(this.part("made"), thread, calls, owner, modules);
    root.addEventListener("input", (event) => event.target !== this.part("search") && this.changed());
    client.addEventListener("message", ({ detail: { message, thread: its } }) => {
      if (its.id === this.id && message.card?.kind === "proposal_outcome") this.made.refresh();
    });
  }

  part(name) {
    return this.root.querySelector(`[data-proposals="${name}"]`);
  }

  /** Another conversation is on the screen. @param {string} id */
  turnTo(id) {
    if (this.id === id) return;
    this.id = id;
    this.root.open = false;
    this.reset();
    this.made.clear();
    this.say("error", "");
  }

  /** @param {boolean} isOpen whether the agent may write here */
  setOpen(isOpen) {
    this.root.hidden = !isOpen;
  }

  /** Begin one, where there may be any. */
  begin() {
    if (this.root.hidden) return;
    this.root.open = true;
    this.root.querySelector("summary").focus();
  }

  reset() {
    this.added.clear();
    this.clientId = "";
    this.part("form").hidden = true;
    this.part("code").value = "";
    this.search.clear();
    this.shipping.reset();
    for (const name of ["lines", "added", "pool"]) this.part(name).replaceChildren();
    this.part("new").textContent = "";
  }

  say(name, text) {
    const place = this.part(name);
    place.textContent = text || "";
    if (name === "error") place.hidden = !text;
  }

  changed() {
    this.clientId = "";
    this.part("new").textContent = "";
    this.say("error", "");
  }

  /** Show the shopper's cart and the proposals so far. */
  async load() {
    const { id } = this;
    this.reset();
    this.say("error", "");
    this.made.refresh();
    try {
      const cart = await this.call("GET", "cart/");
      if (id !== this.id) return;
      this.cart = cart;
      this.drawCart(cart);
    } catch (refusal) {
      if (id === this.id) this.complain(refusal);
    }
  }

  drawCart(cart) {
    const { make } = this.modules;
    const rows = cart.lines.map((line) => {
      const count = this.stepper(line.name, line.quantity, 0);
      count.dataset.line = line.line;
      count.dataset.before = line.quantity;
      const parts = [make("bdi", {}, line.name), count, make("bdi", {}, line.amount)];
      if (line.variants.length > 1) parts.splice(2, 0, this.chooser(line));
      return make("li", {}, ...parts);
    });
    this.part("lines").replaceChildren(...rows);
    this.fill("pool", cart.pools, ({ pool, name, left }) => [
      pool,
      `${name} (${this.texts.left} ${this.number(left)})`,
    ]);
    this.drawTotals(cart);
    this.part("form").hidden = false;
  }

  drawTotals({ pay, total, place, methods }) {
    this.shipping.offer(methods);
    const where = place ? ` (${this.texts.place}: ${place})` : "";
    this.part("now").textContent = pay ? `${this.texts.pay}: ${pay}${where}` : `${this.texts.total}: ${total}`;
  }

  /** Another destination: what each method costs there. */
  async offerMethods() {
    const { id } = this;
    const query = new URLSearchParams(this.shipping.chosen() ?? {});
    try {
      const cart = await this.call("GET", `cart/?${query}`);
      if (id === this.id && String(new URLSearchParams(this.shipping.chosen() ?? {})) === String(query)) {
        this.drawTotals(cart);
      }
    } catch (refusal) {
      if (id === this.id) this.complain(refusal);
    }
  }

  fill(name, entries, read) {
    const { make } = this.modules;
    const options = entries.map((entry) => {
      const [value, label] = read(entry);
      return make("option", { value }, label);
    });
    this.part(name).replaceChildren(make("option", { value: "" }, "–"), ...options);
    this.part(`${name}-label`).hidden = !entries.length;
  }

  stepper(name, value, min) {
    const label = `${this.texts.quantity}: ${name}`;
    return this.modules.make("input", { type: "number", min, max: 9999, step: 1, value, "aria-label": label });
  }

  chooser({ line, product, name, variants }) {
    const { make } = this.modules;
    const options = variants.map((variant) => {
      const option = make("option", { value: variant.product }, variant.name);
      option.selected = variant.product === product;
      return option;
    });
    const label = `${this.texts.variant}: ${name}`;
    const choice = make("select", { "aria-label": label, "data-swap": line, "data-before": product }, ...options);
    return choice;
  }

  number(value) {
    return this.modules.formatNumber(value, document.documentElement.lang || undefined);
  }

  drawFound(items) {
    const { make, button } = this.modules;
    const rows = items.map((item) => {
      const add = button("desk-button", this.texts.add, () => this.add(item), {
        "aria-label": `${this.texts.add}: ${item.name}`,
      });
      add.disabled = !item.available;
      return make("li", {}, make("bdi", {}, item.name), make("bdi", {}, item.price || ""), add);
    });
    this.part("found").replaceChildren(...(rows.length ? rows : [make("li", {}, this.texts.nothingFound)]));
  }

  add({ product, name }) {
    const { make } = this.modules;
    this.changed();
    if (!this.added.has(product)) {
      const count = this.stepper(name, 1, 0);
      this.added.set(product, count);
      this.part("added").append(make("li", {}, make("bdi", {}, name), count));
    }
    this.search.clear();
    this.added.get(product).focus();
  }

  /** What the agent wants, as the shop takes it. */
  changes() {
    const lines = [...this.part("lines").querySelectorAll("[data-line]")];
    const swaps = [...this.part("lines").querySelectorAll("[data-swap]")];
    const value = (name) => this.part(name).value.trim();
    return [
      ...swaps
        .filter((choice) => choice.value !== choice.dataset.before)
        .map((choice) => ({ kind: "swap", line: choice.dataset.swap, product: choice.value })),
      ...lines
        .filter((count) => count.value !== count.dataset.before)
        .map((count) => ({ kind: "quantity", line: count.dataset.line, quantity: Number(count.value) })),
      ...[...this.added]
        .filter(([, count]) => Number(count.value))
        .map(([product, count]) => ({ kind: "add", product, quantity: Number(count.value) })),
      ...(value("code") ? [{ kind: "voucher", code: value("code") }] : []),
      ...(value("pool") ? [{ kind: "voucher", pool: value("pool") }] : []),
      ...this.shipping.changes(),
    ];
  }

  async preview() {
    const { id } = this;
    try {
      const preview = await this.call("POST", "preview/", { changes: this.changes() });
      if (id !== this.id) return;
      this.say("error", "");
      this.shipping.offer(preview.methods);
      const { pay_after: pay, total_after: total } = preview;
      this.part("new").textContent = pay ? `${this.texts.newPay}: ${pay}` : `${this.texts.newTotal}: ${total}`;
    } catch (refusal) {
      if (id === this.id) this.complain(refusal);
    }
  }

  async send() {
    const { id } = this;
    // The same until it is sent or changed: what is sent twice is one proposal.
    this.clientId ||= this.client.uuid();
    this.part("send").disabled = true;
    try {
      await this.call("POST", "", { client_id: this.clientId, changes: this.changes() });
      if (id !== this.id) return;
      this.reset();
      this.made.refresh();
      // The card is to be seen.
      this.root.open = false;
      this.root.querySelector("summary").focus();
    } catch (refusal) {
      if (id === this.id) this.complain(refusal);
    } finally {
      this.part("send").disabled = false;
    }
  }

  complain({ detail, fields }) {
    const [first] = Object.values(fields ?? {}).flat();
    this.say("error", first || detail || this.texts.failed);
  }

  url(end = "") {
    return `${this.client.conversationsUrl}${this.id}/proposals/${end}`;
  }

  call(method, end, body) {
    return this.calls.call(method, this.url(end), body);
  }
}
