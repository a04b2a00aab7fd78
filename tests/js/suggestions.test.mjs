/** Answers while typing: what is looked up and when, and an article's text as nodes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { blocks } from "../../support_plugin/static/support_plugin/answers/reading.js";
import { isEnough, Lookup } from "../../support_plugin/static/support_plugin/answers/suggestions.js";
import { until } from "./fake_shop.mjs";

const HIT = [{ key: "shipping-cost" }];

/** A lookup without a pause, whose questions wait until they are answered. */
function looking() {
  const asked = [];
  const shown = [];
  const find = (text, signal) =>
    new Promise((answer, fail) => {
      signal.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
      asked.push({ text, signal, answer, fail });
    });
  const lookup = new Lookup(find, (items) => shown.push(items), 0);
  return { lookup, asked, shown };
}

for (const text of ["", "سلام", "abc", "کد", "؟؟؟؟ !!!!", "1234 5678 9012", "😀 😀 😀", "a"]) {
  test(`${JSON.stringify(text)} is not enough to look up`, () => assert.equal(isEnough(text), false));
}

for (const text of ["پول پیک", "کد ت", "refund", "ارجاعی", "hi, there", "كم السعر"]) {
  test(`${JSON.stringify(text)} is enough`, () => assert.equal(isEnough(text), true));
}

test("what is too short is not looked up, and takes away what was shown", () => {
  const { lookup, asked, shown } = looking();
  lookup.type("سلا");
  assert.deepEqual([asked, shown], [[], [[]]]);
});

test("letters typed without a pause are looked up once, the last text alone", async () => {
  const { lookup, asked, shown } = looking();
  for (const text of ["پول پ", "پول پی", "پول پیک "]) lookup.type(text);
  await until(() => asked.length);
  asked[0].answer(HIT);
  await until(() => shown.length);
  assert.deepEqual([asked.map(({ text }) => text), shown], [["پول پیک"], [HIT]]);
});

test("an older question is aborted, and its answer not shown", async () => {
  const { lookup, asked, shown } = looking();
  lookup.type("پول پیک");
  await until(() => asked.length === 1);
  lookup.type("پول پیک چقده");
  assert.ok(asked[0].signal.aborted);
  await until(() => asked.length === 2);
  asked[0].answer([{ key: "old" }]);
  asked[1].answer(HIT);
  await until(() => shown.length);
  assert.deepEqual(shown, [HIT]);
});

test("the same text is not asked again", async () => {
  const { lookup, asked, shown } = looking();
  lookup.type("پول پیک");
  await until(() => asked.length);
  asked[0].answer(HIT);
  await until(() => shown.length);
  lookup.type(" پول پیک ");
  // Timers of one length end in their order.
  await new Promise((done) => setTimeout(done, lookup.pause));
  lookup.type("پول پیک چند");
  await until(() => asked.length === 2);
  assert.deepEqual(
    asked.map(({ text }) => text),
    ["پول پیک", "پول پیک چند"],
  );
});

test("what was stopped is neither asked nor shown", async () => {
  const { lookup, asked, shown } = looking();
  lookup.type("پول پیک");
  await until(() => asked.length);
  lookup.stop();
  asked[0].answer(HIT);
  lookup.type("پول پست");
  await until(() => asked.length === 2);
  asked[1].answer([]);
  await until(() => shown.length);
  assert.deepEqual(shown, [[]]);
});

test("over the limit nothing is shown, and nothing asked until the time is over", async () => {
  const { lookup, asked, shown } = looking();
  lookup.type("پول پیک");
  await until(() => asked.length);
  asked[0].fail({ wait: 60 });
  await until(() => shown.length === 1);
  lookup.type("پول پیک چقده");
  await until(() => shown.length === 2);
  assert.deepEqual([asked.length, shown], [1, [[], []]]);
});

test("without a connection nothing is shown", async () => {
  const { lookup, asked, shown } = looking();
  lookup.type("پول پیک");
  await until(() => asked.length);
  asked[0].fail(new TypeError("Failed to fetch"));
  await until(() => shown.length);
  assert.deepEqual(shown, [[]]);
});

test("four hundred letters are sent, no more", async () => {
  const { lookup, asked } = looking();
  lookup.type("پول ".repeat(1000));
  await until(() => asked.length);
  assert.equal(asked[0].text.length, 400);
});

const make = (name, attributes, ...children) => {
  const node = { name, attributes: attributes ?? {}, children };
  node.append = (...more) => node.children.push(...more);
  return node;
};
const plain = (node) =>
  typeof node === "string"
    ? node
    : node.name === "a"
      ? { a: node.attributes.href }
      : { [node.name]: node.children.map(plain).filter((child) => child !== "") };
const draw = (text) => blocks(text, make).map(plain);

test("empty lines part paragraphs, others break the line", () => {
  assert.deepEqual(draw("یک\nدو\n\nسه\r\n\n\n"), [{ p: ["یک", { br: [] }, "دو"] }, { p: ["سه"] }]);
});

test("lines that begin with a dash are a list", () => {
  assert.deepEqual(draw("راه‌ها:\n- پست\n- پیک\nپایان"), [
    { p: ["راه‌ها:"] },
    { ul: [{ li: ["پست"] }, { li: ["پیک"] }] },
    { p: ["پایان"] },
  ]);
});

test("addresses of pages and the shop's own paths are links, without what ends the sentence", () => {
  assert.deepEqual(draw("ببینید: https://example.com/a?b=1، یا (/basket/)."), [
    { p: ["ببینید: ", { a: "https://example.com/a?b=1" }, "، یا (", { a: "/basket/" }, ")."] },
  ]);
});

const HOSTILE = [
  "javascript:alert(1)",
  "//evil.example/a",
  "/\\evil.example",
  "data:text/html,x",
  "https://",
  "x/y",
  "/1",
  '<img src=x onerror="alert(1)">',
];
for (const text of HOSTILE) {
  test(`${text} stays text`, () => assert.deepEqual(draw(text), [{ p: [text] }]));
}

test("an empty answer draws nothing", () => assert.deepEqual(draw(" \n\n "), []));
