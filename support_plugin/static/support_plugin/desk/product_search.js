/** A field in which an agent looks for products of the shop, and the list of what is found. */

const WAIT_MS = 300; // after a key, before the shop is asked

export class ProductSearch {
  /**
   * @param {HTMLInputElement} field @param {HTMLElement} list @param {import("./calls.js").Calls} calls
   * @param {{url: () => string, draw: (items: object[]) => void, complain: (refusal: Error) => void}} owner
   *   `url`: of the search, another one for another conversation; `draw` fills the list
   */
  constructor(field, list, calls, owner) {
    Object.assign(this, { field, list, calls, owner });
    field.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.search(), WAIT_MS);
    });
  }

  get words() {
    return this.field.value.trim();
  }

  clear() {
    this.field.value = "";
    this.list.replaceChildren();
  }

  async search() {
    const { words } = this;
    const url = this.owner.url();
    if (!words) return this.list.replaceChildren();
    try {
      const { items } = await this.calls.call("GET", `${url}?q=${encodeURIComponent(words)}`);
      if (url === this.owner.url() && words === this.words) this.owner.draw(items);
    } catch (refusal) {
      if (url === this.owner.url()) this.owner.complain(refusal);
    }
  }
}
