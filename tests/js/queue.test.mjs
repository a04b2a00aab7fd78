/** The agents' queue is whole, however long it is, and no page of it takes back what is newer. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { QueueFeed } from "../../support_plugin/static/support_plugin/desk/inbox/feed.js";
import { FakeShop, until } from "./fake_shop.mjs";

const SOME = 260;
let shop;
let client;

beforeEach(() => {
  shop = new FakeShop();
  for (let n = 0; n < SOME; n += 1) shop.open();
  client = shop.client({ role: "agent" });
});
afterEach(() => client.stop());

for (const hasSockets of [true, false]) {
  test(`260 open conversations all arrive ${hasSockets ? "over the socket" : "by polling"}`, async () => {
    shop.hasSockets = hasSockets;
    const feed = new QueueFeed();
    await client.start();
    client.watch(feed);
    await until(() => feed.conversations.length === SOME);
  });
}

test("a list that is read again does not shrink meanwhile", () => {
  const feed = new QueueFeed();
  const page = (cursor, ids, next = null) => ({
    type: "queue",
    cursor,
    next,
    items: ids.map((id) => ({ id, status: "open", changed: 1 })),
  });
  assert.equal(feed.take(page(null, ["a", "b"], "2")), "2");
  assert.equal(feed.conversations.length, 0);
  assert.equal(feed.take(page("2", ["c"])), null);
  assert.equal(feed.conversations.length, 3);
  feed.take(page(null, ["a"], "1"));
  assert.equal(feed.conversations.length, 3);
});

test("an older state of a conversation changes nothing", () => {
  const feed = new QueueFeed();
  feed.take({ type: "queue", cursor: null, next: null, items: [{ id: "a", status: "open", changed: 5 }] });
  feed.take({ type: "queue_changed", items: [{ id: "a", status: "closed", changed: 4 }] });
  assert.equal(feed.conversations.length, 1);
  feed.take({ type: "queue_changed", items: [{ id: "a", status: "closed", changed: 6 }] });
  assert.equal(feed.conversations.length, 0);
});
