/** What a card's JSON draws, whatever is in it: texts as text nodes, and links that open pages only. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawCard } from "../../support_plugin/static/support_plugin/chat/cards.js";

const make = (name, attributes, ...children) => ({ name, attributes: attributes ?? {}, children });
const elements = { make, formatNumber: (value) => String(value) };
const EMPTY = { version: 1, kind: "product", title: null, text: null, code: null, items: [], total: null, link: null };
const draw = (card, hideLinksOf) => drawCard({ ...EMPTY, ...card }, elements, "en", hideLinksOf);

const all = (node, name) => {
  if (!node?.children) return [];
  return [...(node.name === name ? [node] : []), ...node.children.flatMap((child) => all(child, name))];
};

const HOSTILE = [
  "javascript:alert(1)",
  " javascript:alert(1)",
  "data:text/html,x",
  "//evil.example",
  "/\\evil",
  "evil",
  "",
  5,
  {},
];

for (const url of HOSTILE) {
  test(`${JSON.stringify(url)} makes neither a link nor a picture`, () => {
    const card = draw({ items: [{ name: "x", url, picture: url, available: true }], link: { label: "x", url } });
    assert.deepEqual([all(card, "a"), all(card, "img")], [[], []]);
    assert.equal(all(card, "bdi")[0].children[0], "x");
  });
}

test("paths and web addresses do", () => {
  const item = { name: "x", url: "/fa/x/", picture: "https://cdn.example/x.jpg", available: true };
  const card = draw({ items: [item], link: { label: "All", url: "/fa/" } });
  assert.deepEqual(
    all(card, "a").map(({ attributes }) => attributes.href),
    ["/fa/x/", "/fa/"],
  );
  assert.equal(all(card, "img")[0].attributes.src, "https://cdn.example/x.jpg");
});

test("a version that is not known draws nothing, and so does a card of nothing", () => {
  for (const card of [null, undefined, 5, "x", { ...EMPTY, version: 2, title: "x" }, { title: "x" }, EMPTY]) {
    assert.equal(drawCard(card, elements, "en"), null);
  }
});

test("a kind that nobody knows is drawn by its fields", () => {
  const card = draw({ kind: "order", title: "Order 5", total: { label: "Total", amount: "10" } });
  assert.equal(card.children.length, 2);
});

test("what has not the documented type is left out", () => {
  const card = draw({ title: { x: 1 }, text: 5, items: [null, {}, { name: "x", price: 5, note: [], quantity: "9" }] });
  assert.equal(all(card, "li").length, 1);
  assert.deepEqual(all(card, "p"), []);
});

test("where a kind's link is not the reader's, it is not there", () => {
  const link = { label: "Cart", url: "/basket/" };
  assert.equal(all(draw({ kind: "cart", title: "x", link }, ["order", "cart"]), "a").length, 0);
  assert.equal(all(draw({ kind: "cart", title: "x", link }), "a").length, 1);
});

test("the rest of a long text is folded under its label", () => {
  const card = draw({ title: "x", text: "begin", more: { label: "Read the rest here", text: "rest" } });
  const [folded] = all(card, "details");
  assert.deepEqual(all(folded, "summary")[0].children, ["Read the rest here"]);
  assert.deepEqual(all(folded, "p")[0].children, ["rest"]);
  for (const more of [null, undefined, 5, "x", {}, { label: "x" }, { text: 5 }]) {
    assert.equal(all(draw({ title: "x", more }), "details").length, 0);
  }
});
