/**
 * Destination and shipping method of a proposed change, each method with its charge at that destination.
 *
 * The shop works the charges out. What the agent leaves as it is, is not proposed.
 */

const NAMES = ["country", "state", "city", "postcode"];

export class ShippingFields extends EventTarget {
  /**
   * @param {HTMLElement} place holds the fields @param {HTMLSelectElement} method
   * @param {Record<string, any>} modules all that the desk's modules export
   */
  constructor(place, method, modules) {
    super();
    Object.assign(this, { place, method, modules });
    place.addEventListener("change", () => this.dispatchEvent(new Event("place")));
  }

  /** @returns {HTMLInputElement | HTMLSelectElement | null} */
  field(name) {
    return this.place.querySelector(`[name="${name}"]`);
  }

  reset() {
    for (const field of NAMES.map((name) => this.field(name)).filter(Boolean)) field.value = this.initial(field);
    this.method.replaceChildren();
  }

  initial(field) {
    if (field.tagName !== "SELECT") return field.defaultValue;
    const options = [...field.options];
    return (options.find(({ defaultSelected }) => defaultSelected) ?? options[0])?.value ?? "";
  }

  /** @returns {Record<string, string> | null} null where the agent has chosen none */
  chosen() {
    const fields = NAMES.map((name) => this.field(name)).filter(Boolean);
    if (fields.every((field) => field.value.trim() === this.initial(field))) return null;
    return Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
  }

  /** Offer these methods; the one that was chosen stays so. @param {{code: string, name: string, charge: string}[]} all */
  offer(all) {
    const { make } = this.modules;
    const { value } = this.method;
    const options = all.map(({ code, name, charge }) =>
      make("option", { value: code }, charge ? `${name} – ${charge}` : name),
    );
    this.method.replaceChildren(make("option", { value: "" }, "–"), ...options);
    this.method.value = all.some(({ code }) => code === value) ? value : "";
    this.method.closest("label").hidden = !all.length;
  }

  /** What of it is proposed, as the shop takes it. */
  changes() {
    const place = this.chosen();
    return [
      ...(place ? [{ kind: "destination", place }] : []),
      ...(this.method.value ? [{ kind: "method", code: this.method.value }] : []),
    ];
  }
}
