/**
 * Texts, numbers and times in the agent's language, digits and calendar.
 * Everything else in the desk is given one of these.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export class Words {
  /**
   * @param {string} locale of the page, with its digits and its calendar
   * @param {Record<string, string>} texts by name, "%s" standing for a value
   * @param {Record<string, string>} languages names by code
   * @param {[string, string, number][]} pages beginnings of the shop's paths, what these pages are called, and how many
   *   parts behind the beginning say more
   */
  constructor(locale, texts, languages, pages = []) {
    this.texts = texts;
    this.pages = pages;
    /** The shop's time, in milliseconds: the agent's clock may be wrong. */
    this.now = Date.now;
    this.languages = languages;
    this.numbers = new Intl.NumberFormat(locale, { useGrouping: false });
    this.clocks = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.days = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
    this.years = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
    this.units = Object.fromEntries(
      ["minute", "hour", "day"].map((unit) => [
        unit,
        new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }),
      ]),
    );
  }

  /** @param {string} name @param {string | number} [value] */
  text(name, value) {
    const text = this.texts[name] ?? "";
    // A function: "$&" in a shopper's name is no pattern.
    return value === undefined ? text : text.replace("%s", () => String(value));
  }

  /** @param {number} value */
  number(value) {
    return this.numbers.format(value);
  }

  /** How long ago, in the largest fitting unit. @param {string} since ISO 8601 */
  duration(since) {
    const passed = this.now() - Date.parse(since);
    if (passed < MINUTE) return this.text("justNow");
    if (passed < HOUR) return this.units.minute.format(Math.floor(passed / MINUTE));
    if (passed < DAY) return this.units.hour.format(Math.floor(passed / HOUR));
    return this.units.day.format(Math.floor(passed / DAY));
  }

  /** The time of day. @param {string} time ISO 8601 */
  clock(time) {
    if (Number.isNaN(Date.parse(time))) return "";
    return this.clocks.format(new Date(time));
  }

  /** The day, as a heading. @param {string} time ISO 8601 */
  day(time) {
    const [day, now] = [new Date(time), new Date(this.now())];
    if (Number.isNaN(day.getTime())) return "";
    const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
    if (day.toDateString() === now.toDateString()) return this.text("today");
    if (day.toDateString() === yesterday.toDateString()) return this.text("yesterday");
    return (now.getTime() - day.getTime() < 180 * DAY ? this.days : this.years).format(day);
  }

  /** The time of day, or the day if it is another one. @param {string} time ISO 8601 */
  moment(time) {
    return new Date(time).toDateString() === new Date(this.now()).toDateString() ? this.clock(time) : this.day(time);
  }

  /** A language's own name. @param {string} code */
  language(code) {
    return this.languages[code] ?? code;
  }

  /** Why and where the shop spoke first; empty where the shopper did. @param {Record<string, string>} [origin] */
  origin(origin) {
    const { label, source, step, cart } = origin ?? {};
    return [label || source, this.text(`step_${step}`), cart].filter(Boolean).join(" · ");
  }

  /**
   * What a page is called, or its path, readable: Persian words travel percent-encoded, and so do controls of
   * direction. The server does the same: desk/pages.py.
   * @param {string} path
   */
  path(path) {
    let shown = path;
    try {
      shown = decodeURI(path).replaceAll(/[\u202a-\u202e\u2066-\u2069]/gu, "");
    } catch {
      // Shown as it is.
    }
    // As desk/pages.py does: of "-1" parts, only the page itself is meant.
    const fits = ([each, , parts]) => (parts < 0 ? shown === each : shown.startsWith(each));
    const [beginning, name, parts] = this.pages.find(fits) ?? [];
    if (!name) return shown;
    const rest = shown.slice(beginning.length).split("/").slice(0, Math.max(parts, 0)).join(" ");
    return [name, rest.replaceAll(/[-_\s]+/g, " ").trim()].filter(Boolean).join(" · ");
  }
}
