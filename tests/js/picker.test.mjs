/** The calendar of date fields, with the browser's own calendars. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const FILE = new URL("../../support_plugin/static/support_plugin/formats/picker.js", import.meta.url);
globalThis.document = { addEventListener() {} };
const { Days } = await import(FILE);

const DAY = 86_400_000;
const at = (text) => Date.parse(text) / DAY;
const TAGS = [
  "fa-u-ca-persian-nu-arabext",
  "fa-u-ca-gregory-nu-arabext",
  "ar-u-ca-gregory-nu-arab",
  "ar-SY-u-ca-gregory-nu-arab",
  "ar-u-ca-islamic-umalqura-nu-arab",
  "ar-ma-u-ca-gregory-nu-latn",
];

test("it is at most 3.25 KB", () => {
  const bytes = gzipSync(readFileSync(FILE)).length;
  assert.ok(bytes <= 3.25 * 1024, `${bytes} bytes`);
});

for (const tag of TAGS) {
  test(`what is written is read back: ${tag}`, () => {
    const days = new Days(tag);
    for (let day = at("1930-01-01"); day < at("2070-01-01"); day += 97) {
      assert.equal(days.read(days.write(day)), day, days.write(day));
    }
  });

  test(`a month before and a month after lead back to the month: ${tag}`, () => {
    const days = new Days(tag);
    for (let day = at("1930-01-15"); day < at("2070-01-01"); day += 977) {
      const [year, month] = days.numbers(day);
      assert.deepEqual(days.numbers(days.shift(days.shift(day, 1), -1)).slice(0, 2), [year, month]);
      assert.deepEqual(days.numbers(days.shift(day, 12)).slice(0, 2), [year + 1, month]);
    }
  });
}

test("a leap year's Esfand has thirty days", () => {
  const days = new Days(TAGS[0]);
  const lengths = { 1399: 30, 1403: 30, 1404: 29, 1408: 30, 1412: 30, 1413: 29 };
  for (const [year, length] of Object.entries(lengths)) {
    assert.equal(days.length(days.read(`${year}/12/1`)), length, year);
  }
  assert.equal(days.write(days.shift(days.read("1403/12/30"), 12)), "۱۴۰۴/۱۲/۲۹");
});

test("days and months are named as people write them", () => {
  const [jalali, , gregorian, , hijri] = TAGS.map((tag) => new Days(tag));
  assert.equal(jalali.name(at("2026-11-25")), "چهارشنبه ۴ آذر ۱۴۰۵");
  assert.equal(jalali.title(at("2026-11-25")), "آذر ۱۴۰۵");
  assert.equal(gregorian.title(at("2026-11-25")), "نوفمبر ٢٠٢٦");
  assert.equal(hijri.title(at("2026-11-25")), "جمادى الآخرة ١٤٤٨");
});

test("days are read in digits, order and calendar of any kind", () => {
  const days = new Days(TAGS[0]);
  for (const text of ["۱۴۰۵/۹/۴", "1405-09-04 14:05", "٤.٩.١٤٠٥", "2026/11/25", "25/11/2026"]) {
    assert.equal(days.read(text), at("2026-11-25"), text);
  }
  for (const text of ["", "فردا", "۴ آذر ۱۴۰۵", "05/9/4"]) assert.equal(days.read(text), undefined, text);
});
