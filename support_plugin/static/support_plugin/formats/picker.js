/** A calendar beside every date field, in the calendar of its reader; docs/formats.md. */

const DAY = 86_400_000;
const ZERO = /^[0۰٠]/;
const STEPS = { ArrowDown: 7, ArrowUp: -7, ArrowRight: 1, ArrowLeft: -1 };

/** Days, as numbers since 1970, in the browser's calendar; Hijri months are the server's, as tables differ. */
export class Days {
  constructor(tag, months) {
    this.months = months;
    this.starts = [months?.first];
    for (const length of months?.lengths ?? "") this.starts.push(this.starts.at(-1) + 28 + +length);
    const plain = tag.replace(/^.*?-u-/, "en-u-").replace(/-nu-\w+/, "-nu-latn");
    this.plain = format(plain, { year: "numeric", month: "numeric", day: "numeric" });
    this.date = format(tag, { day: "numeric", month: "long", year: "numeric" });
    this.weekday = format(tag, { weekday: "long" });
    this.letter = format(tag, { weekday: "narrow" });
    this.digits = new Intl.NumberFormat(tag, { minimumIntegerDigits: 2, useGrouping: false });
  }

  /** Year, month and day. @param {number} day */
  numbers(day) {
    const index = this.index(day);
    if (index >= 0) return [this.months.year + Math.floor(index / 12), (index % 12) + 1, day - this.starts[index] + 1];
    const parts = Object.fromEntries(
      this.plain.formatToParts(day * DAY).map(({ type, value }) => [type, parseInt(value, 10)]),
    );
    return [parts.year, parts.month, parts.day];
  }

  /** Which of the server's months a day is in; -1 for none. */
  index(day) {
    return this.starts.findIndex((start, index) => start <= day && day < this.starts[index + 1]);
  }

  /** Day, month and year in words; the middle of a month is the same month in all tables. */
  parts(day) {
    const start = this.starts[this.index(day)];
    if (start === undefined) return this.date.formatToParts(day * DAY);
    const value = this.digits.format(day - start + 1).replace(ZERO, "");
    return this.date.formatToParts((start + 14) * DAY).map((part) => (part.type === "day" ? { value } : part));
  }

  /** The month with its year: what CLDR has of them in Persian is not how people write. */
  title(day) {
    const parts = this.parts(day).filter(({ type }) => type === "month" || type === "year");
    return parts.map(({ value }) => value).join(" ");
  }

  name(day) {
    return `${this.weekday.format(day * DAY)} ${this.parts(day)
      .map(({ value }) => value)
      .join("")}`;
  }

  write(day) {
    return this.numbers(day)
      .map((number) => this.digits.format(number))
      .join("/");
  }

  /** The day that the numbers of a text mean; undefined for none. @param {string} text */
  read(text) {
    const plain = text.replace(/[۰-۹٠-٩]/g, (digit) => digit.codePointAt(0) & 15);
    let [year, month, day] = (plain.match(/\d+/g) ?? []).map(Number);
    if (year < 100) [year, day] = [day, year];
    if (!(year > 999 && day)) return;
    if (year >= 1700) return Date.UTC(year, month - 1, day) / DAY;
    // The last day that is not later: 1800 to 2150.
    let [low, high] = [-62_000, 66_000];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (rank(this.numbers(middle)) > rank([year, month, day])) high = middle;
      else low = middle;
    }
    return low;
  }

  first(day) {
    return day - this.numbers(day)[2] + 1;
  }

  /** How long the month of its first day is. */
  length(first) {
    return this.first(first + 31) - first;
  }

  /** The same day of another month, or its last one. */
  shift(day, months) {
    let first = this.first(day);
    for (; months > 0; months--) first += this.length(first);
    for (; months < 0; months++) first = this.first(first - 1);
    return Math.min(first + this.numbers(day)[2], first + this.length(first)) - 1;
  }
}

function format(tag, options) {
  return new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...options });
}

function rank([year, month, day]) {
  return (year * 100 + month) * 100 + day;
}

function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

class Picker {
  constructor(input) {
    this.input = input;
    this.words = JSON.parse(input.dataset.supportDate);
    this.days = new Days(this.words.tag, this.words.months);
    this.today = Math.floor(Date.now() / DAY - new Date().getTimezoneOffset() / 1440);
    this.chosen = this.days.read(input.value);
    this.day = this.chosen ?? this.today;
    this.heading = make("strong", { "aria-live": "polite" });
    this.table = make("table", { role: "grid", "aria-label": this.words.label });
    const close = () => this.dialog.close();
    this.dialog = make(
      "dialog",
      { class: "support-calendar", "aria-label": this.words.label },
      make("div", {}, this.turn("previous", "‹", -1), this.heading, this.turn("next", "›", 1)),
      this.table,
      make(
        "div",
        {},
        button(this.words.today, () => this.go(this.today)),
        button(this.words.close, close),
      ),
    );
    this.table.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && close());
    this.dialog.addEventListener("close", () => this.dialog.remove());
    input.parentElement.append(this.dialog);
    this.dialog.showModal();
    this.go(this.day);
  }

  turn(name, sign, months) {
    const node = button(sign, () => this.draw(this.days.shift(this.day, months)));
    node.setAttribute("aria-label", this.words[name]);
    return node;
  }

  go(day) {
    this.draw(day);
    this.table.querySelector("[tabindex='0']").focus();
  }

  /** The days since its week began. */
  since(day) {
    return (weekday(day) - this.words.first + 7) % 7;
  }

  draw(day) {
    const { days } = this;
    this.day = day;
    const first = days.first(day);
    const start = first - this.since(first);
    const week = (from, cell) => make("tr", {}, ...Array.from({ length: 7 }, (_, number) => cell(from + number)));
    const rows = [week(start, (each) => this.head(each))];
    for (let from = start; from < first + days.length(first); from += 7) {
      rows.push(week(from, (each) => (days.first(each) === first ? this.cell(each) : make("td"))));
    }
    this.heading.textContent = days.title(day);
    this.table.replaceChildren(...rows);
  }

  head(day) {
    const name = this.days.weekday.format(day * DAY);
    return this.mark(day, make("th", { scope: "col", abbr: name }, this.days.letter.format(day * DAY)));
  }

  cell(day) {
    const node = button(this.days.digits.format(this.days.numbers(day)[2]).replace(ZERO, ""), () => this.take(day));
    node.tabIndex = day === this.day ? 0 : -1;
    node.setAttribute("aria-label", this.days.name(day));
    if (day === this.today) node.setAttribute("aria-current", "date");
    return this.mark(day, make("td", { "aria-selected": day === this.chosen }, node));
  }

  mark(day, node) {
    node.classList.toggle("weekend", this.words.weekend.includes(weekday(day)));
    return node;
  }

  key(event) {
    const { key, shiftKey } = event;
    const since = this.since(this.day);
    const step = { ...STEPS, Home: -since, End: 6 - since }[key];
    const months = { PageUp: -1, PageDown: 1 }[key];
    if (step === undefined && !months) return;
    event.preventDefault();
    const ahead = /t$/.test(key) && getComputedStyle(this.table).direction === "rtl" ? -step : step; // left and right
    this.go(months ? this.days.shift(this.day, shiftKey ? months * 12 : months) : this.day + ahead);
  }

  take(day) {
    const time = /\s+\S*:.*$/.exec(this.input.value)?.[0] ?? "";
    this.input.value = this.days.write(day) + time;
    for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
    this.dialog.close();
    this.input.focus();
  }
}

function weekday(day) {
  return (((day + 4) % 7) + 7) % 7; // 1970 began on a Thursday
}

function button(text, action) {
  const node = make("button", { type: "button" }, text);
  node.addEventListener("click", action);
  return node;
}

document.addEventListener("click", ({ target }) => {
  const opener = target.closest(".support-date-open");
  if (opener) new Picker(opener.parentElement.querySelector("[data-support-date]"));
});

// A row that Django admin adds has its hint's id renewed, but not the reference to it.
document.addEventListener("formset:added", ({ target }) => {
  for (const input of target.querySelectorAll("[data-support-date]")) {
    input.setAttribute("aria-describedby", input.parentElement.querySelector(".support-date-hint").id);
  }
});
