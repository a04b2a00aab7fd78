/**
 * Sending a product of the shop's, or the status of one of the shopper's own orders, as a card; docs/desk.md.
 *
 * What there is to send, and whose an order is, only the shop says.
 */

const LOCAL = /^\/(?![/\\])|^https?:\/\//;

export class ShopCards {
  /**
   * @param {HTMLDetailsElement} root @param {import("../../chat/client.js").ChatClient} client
   * @param {import("../calls.js").Calls} calls
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(root, client, calls, modules) {
    Object.assign(this, { root, client, calls, modules });
    this.texts = root.dataset;
    this.id = "";
    this.search = new modules.ProductSearch(this.part("search"), this.part("found"), calls, {
      url: () => this.url("products/"),
      draw: (items) => this.drawFound(items),
      complain: (refusal) => this.complain(refusal),
    });
    this.part("search").addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") this.firstButton("found", event);
    });
    // Without the right to see shoppers' data the button is not there.
    this.part("orders")?.addEventListener("click", () => this.toggleOrders());
  }

  part(name) {
    return this.root.querySelector(`[data-shop-cards="${name}"]`);
  }

  /** Another conversation is on the screen. @param {string} id */
  turnTo(id) {
    if (this.id === id) return;
    this.id = id;
    this.root.open = false;
    this.search.clear();
    this.hideOrders();
    this.complain({ detail: "" });
  }

  /** @param {boolean} isOpen whether the agent may write here */
  setOpen(isOpen) {
    this.root.hidden = !isOpen;
  }

  /** Begin, where there may be any. @param {"product" | "order"} what */
  begin(what) {
    if (this.root.hidden) return;
    this.root.open = true;
    if (what === "product" || !this.part("orders")) this.part("search").focus();
    else {
      this.part("orders").focus();
      this.loadOrders();
    }
  }

  firstButton(name, event) {
    const first = this.part(name).querySelector("button:enabled");
    if (!first) return;
    event?.preventDefault();
    first.focus();
  }

  drawFound(items) {
    this.complain({ detail: "" });
    this.draw("found", items, (item) => this.product(item), this.texts.nothingFound);
  }

  toggleOrders() {
    if (this.part("orders").getAttribute("aria-expanded") === "true") this.hideOrders();
    else this.loadOrders();
  }

  hideOrders() {
    this.part("orders")?.setAttribute("aria-expanded", "false");
    this.part("own")?.replaceChildren();
  }

  async loadOrders() {
    const { id } = this;
    try {
      const { items } = await this.call("GET", "orders/");
      if (id !== this.id) return;
      this.complain({ detail: "" });
      this.part("orders").setAttribute("aria-expanded", "true");
      this.draw("own", items, (item) => this.order(item), this.texts.noOrders);
      if (this.root.contains(document.activeElement)) this.firstButton("own");
    } catch (refusal) {
      if (id === this.id) this.complain(refusal);
    }
  }

  draw(name, items, row, nothing) {
    const { make } = this.modules;
    this.part(name).replaceChildren(...(items.length ? items.map(row) : [make("li", {}, nothing)]));
  }

  product({ product, name, price, note, picture }) {
    const { make } = this.modules;
    const image = LOCAL.test(picture || "") ? make("img", { src: picture, alt: "", width: 40, height: 40 }) : "";
    const facts = [price, note].filter(Boolean).map((text) => make("small", {}, make("bdi", {}, text)));
    const words = make("div", {}, make("bdi", {}, name), ...facts);
    return make("li", {}, image, words, this.sender(name, { kind: "product", products: [product] }));
  }

  order({ order, placed_at: at, status, total, lines }) {
    const { make } = this.modules;
    const lang = document.documentElement.lang || undefined;
    const day = new Date(at).toLocaleDateString(lang, { dateStyle: "medium" });
    const count = `${this.texts.lines}: ${this.modules.formatNumber(lines, lang)}`;
    const facts = [status, day, count, total].filter(Boolean);
    const parts = facts.map((text) => make("small", {}, make("bdi", {}, text)));
    const words = make("div", {}, make("bdi", { dir: "ltr" }, order), ...parts);
    return make("li", {}, words, this.sender(order, { kind: "order", order }));
  }

  sender(name, card) {
    const { button } = this.modules;
    // The same however often it is pressed until it is sent: what is sent twice is one message.
    let clientId = "";
    const send = button("desk-button", this.texts.send, async () => {
      const { id } = this;
      clientId ||= this.client.uuid();
      send.disabled = true;
      try {
        await this.call("POST", "", { client_id: clientId, ...card });
        if (id !== this.id) return;
        clientId = "";
        this.part("said").textContent = `${this.texts.sent}: ${name}`;
        // The card is to be seen.
        this.root.open = false;
        this.root.querySelector("summary").focus();
      } catch (refusal) {
        if (id === this.id) this.complain(refusal);
      } finally {
        send.disabled = false;
      }
    });
    send.setAttribute("aria-label", `${this.texts.send}: ${name}`);
    return send;
  }

  complain({ detail = this.texts.failed }) {
    const place = this.part("error");
    place.textContent = detail;
    place.hidden = !detail;
  }

  url(end = "") {
    return `${this.client.conversationsUrl}${this.id}/cards/${end}`;
  }

  call(method, end, body) {
    return this.calls.call(method, this.url(end), body);
  }
}
