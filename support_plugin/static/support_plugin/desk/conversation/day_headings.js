/** The day above its first message, in the thread of the open conversation. */

export class DayHeadings {
  /** @type {Map<string, HTMLElement>} headings by day */
  #headings = new Map();

  /** @param {HTMLElement} list of the messages @param {import("../words.js").Words} words */
  constructor(list, words) {
    Object.assign(this, { list, words });
  }

  /** Forget the headings of another conversation. */
  clear() {
    this.#headings.clear();
  }

  /** Put each day's heading before its first message. */
  draw() {
    let day = "";
    const used = new Set();
    for (const row of this.list.querySelectorAll(".desk-message")) {
      if (row.dataset.day === day) continue;
      day = row.dataset.day;
      const heading = this.#heading(day, row.dataset.time);
      used.add(heading);
      if (row.previousElementSibling !== heading) row.before(heading);
    }
    for (const [name, heading] of this.#headings) {
      if (used.has(heading)) continue;
      heading.remove();
      this.#headings.delete(name);
    }
  }

  #heading(day, time) {
    let heading = this.#headings.get(day);
    if (!heading) {
      heading = document.createElement("li");
      heading.className = "desk-day";
      heading.textContent = this.words.day(time);
      this.#headings.set(day, heading);
    }
    return heading;
  }
}
