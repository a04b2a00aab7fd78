/** To whom the open conversation can be transferred: fetched whenever the menu opens, as a desk stays open for hours. */

export class Receivers {
  /**
   * @param {HTMLElement} menu @param {import("../calls.js").Calls} calls @param {string} me the agent's id
   */
  constructor(menu, calls, me) {
    Object.assign(this, { menu, calls, me });
    this.select = this.menu.querySelector("[name=to]");
  }

  /** Begin to look. */
  listen() {
    this.menu.addEventListener("toggle", () => this.menu.open && this.refresh());
  }

  /** Show who is there to choose from now; what cannot be asked for stays as it was. */
  async refresh() {
    const { departmentsUrl, departments, agentsUrl, colleagues } = this.select.dataset;
    try {
      const [all, people] = await Promise.all([this.ask(departmentsUrl), this.ask(agentsUrl)]);
      const others = people.filter(({ id }) => id !== this.me);
      others.sort((one, other) => one.name.localeCompare(other.name));
      this.draw([this.group(departments, "department", all), this.group(colleagues, "agent", others)]);
    } catch {
      // Whoever is gone by then is refused by the shop.
    }
  }

  async ask(url) {
    return (await this.calls.call("GET", url)).items;
  }

  group(label, kind, rows) {
    const group = document.createElement("optgroup");
    group.label = label;
    group.append(...rows.map(({ id, name }) => new Option(name, `${kind}:${id}`)));
    return group;
  }

  draw(groups) {
    const shown = groups.filter(({ children }) => children.length);
    const said = (parents) =>
      JSON.stringify(parents.flatMap(({ label, children }) => [label, ...[...children].map(describe)]));
    // Somebody may be choosing already.
    if (said(shown) === said([...this.select.children])) return;
    const { value } = this.select;
    this.select.replaceChildren(...shown);
    if ([...this.select.options].some((option) => option.value === value)) this.select.value = value;
    // Of the first colleague of all.
    for (const part of this.menu.querySelectorAll("[data-receivers]")) {
      part.hidden = (part.dataset.receivers === "some") !== Boolean(shown.length);
    }
  }
}

function describe({ value, text }) {
  return [value, text];
}
