/** Colleagues' names behind "@" in a note. */

const MOST_NAMES = 6;

export class MentionNames {
  /**
   * @param {HTMLTextAreaElement} input @param {HTMLElement} list of the names
   * @param {import("../calls.js").Calls} calls @param {string} url of the colleagues
   */
  constructor(input, list, calls, url) {
    Object.assign(this, { input, list, calls, url, index: 0 });
    input.addEventListener("input", () => this.suggest());
    input.addEventListener("blur", () => this.offer([]));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener(
      "click",
      ({ target }) => target.getAttribute("role") === "option" && this.take(target.textContent),
    );
  }

  async suggest() {
    const begun = () =>
      /(?:^|\s)[@＠]([^@＠\n]{0,40})$/u.exec(this.input.value.slice(0, this.input.selectionStart))?.[1];
    if (begun() === undefined) return this.offer([]);
    this.colleagues ??= this.calls.call("GET", this.url).catch(() => (this.colleagues = null));
    const found = (await this.colleagues)?.items ?? [];
    const typed = begun(); // another text may stand there by now
    if (typed === undefined) return this.offer([]);
    const begins = (name) => name.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase());
    const names = [...new Set(found.map(({ name }) => name))].filter(begins);
    this.offer(names.includes(typed.trim()) ? [] : names.slice(0, MOST_NAMES));
  }

  offer(names) {
    this.list.hidden = !names.length;
    this.list.replaceChildren(
      ...names.map((name, index) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.id = `${this.list.id}-${index}`;
        option.dir = "auto";
        option.textContent = name;
        return option;
      }),
    );
    this.mark(0);
  }

  mark(index) {
    const options = [...this.list.children];
    this.index = index;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
    if (options[index]) this.input.setAttribute("aria-activedescendant", options[index].id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  take(name) {
    const { value, selectionStart: end } = this.input;
    const start = Math.max(value.lastIndexOf("@", end - 1), value.lastIndexOf("＠", end - 1));
    this.input.setRangeText(`@${name} `, start, end, "end");
    this.offer([]);
    this.input.focus();
  }

  /** Choose with a key, where there is something to choose from. @returns {boolean} whether the key was for that */
  pressed({ key }) {
    if (this.list.hidden) return false;
    const options = [...this.list.children];
    const step = { ArrowDown: 1, ArrowUp: options.length - 1 }[key];
    if (step) this.mark((this.index + step) % options.length);
    else if (["Enter", "Tab"].includes(key)) this.take(options[this.index].textContent);
    else if (key === "Escape") this.offer([]);
    else return false;
    return true;
  }
}
