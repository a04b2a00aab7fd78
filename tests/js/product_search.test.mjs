/** What an agent looks for is asked once they pause, and an answer that comes too late is nobody's. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { ProductSearch } from "../../support_plugin/static/support_plugin/desk/product_search.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

let field, list, waiting, conversation, drawn, complaints, search;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  field = Object.assign(new EventTarget(), { value: "" });
  list = { items: ["old"], replaceChildren: (...items) => (list.items = items) };
  [waiting, drawn, complaints, conversation] = [[], [], [], "one"];
  const calls = {
    call: (method, url) => new Promise((resolve, reject) => waiting.push({ method, url, resolve, reject })),
  };
  search = new ProductSearch(field, list, calls, {
    url: () => `/${conversation}/products/`,
    draw: (items) => drawn.push(items),
    complain: (refusal) => complaints.push(refusal),
  });
});

function type(text) {
  field.value = text;
  field.dispatchEvent(new Event("input"));
}

test("it asks once they pause, for the words without the spaces around them", () => {
  type(" te");
  mock.timers.tick(299);
  type(" tea & sugar ");
  mock.timers.tick(299);
  assert.equal(waiting.length, 0);
  mock.timers.tick(1);
  assert.deepEqual(
    waiting.map(({ method, url }) => [method, url]),
    [["GET", "/one/products/?q=tea%20%26%20sugar"]],
  );
});

test("what is found is drawn", async () => {
  type("tea");
  mock.timers.tick(300);
  waiting[0].resolve({ items: ["green"] });
  await settled();
  assert.deepEqual([drawn, complaints], [[["green"]], []]);
});

test("without words nothing is asked for and the list is empty", () => {
  type("  ");
  mock.timers.tick(300);
  assert.deepEqual([waiting, list.items], [[], []]);
});

test("other words or another conversation leave an answer undrawn", async () => {
  for (const change of [() => (field.value = "coffee"), () => (conversation = "two")]) {
    type("tea");
    mock.timers.tick(300);
    change();
    waiting.pop().resolve({ items: ["green"] });
    await settled();
  }
  assert.deepEqual(drawn, []);
});

test("a refusal is shown, unless another conversation is on the screen", async () => {
  for (const change of [() => (field.value = "coffee"), () => (conversation = "two")]) {
    type("tea");
    mock.timers.tick(300);
    change();
    waiting.pop().reject(new Error("No."));
    await settled();
  }
  assert.deepEqual(
    complaints.map(({ message }) => message),
    ["No."],
  );
});

test("cleared, the field and the list are empty", () => {
  field.value = "tea";
  search.clear();
  assert.deepEqual([field.value, list.items], ["", []]);
});
