/** Agents follow the queue and one conversation at a time, and what they write goes where they wrote it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, sleep, until } from "../fake_shop.mjs";
import { agentIn, alarms, openShop, QueueFeed, said, shop, socket, started } from "./clients.mjs";

test("an agent follows the queue and one conversation at a time", async () => {
  const first = shop.open();
  shop.open();
  const client = await started({ role: "agent" });
  const feed = new QueueFeed();
  client.watch(feed);
  await until(() => feed.conversations.length === 2);
  assert.equal(client.thread.id, null);
  client.follow(first.state.id);
  shop.store(first, "shopper", crypto.randomUUID(), "help");
  await until(() => bodies(client).length === 1);
  client.follow(shop.latest.state.id);
  await until(() => !socket().follows.has(first.state.id));
  assert.deepEqual(bodies(client), []);
  client.follow(first.state.id);
  assert.deepEqual(bodies(client), ["help"]);
});

test("an agent who opens another conversation while the socket greets follows that one", async () => {
  const [first, second] = [shop.open(), shop.open()];
  const client = await started({ role: "agent" });
  shop.onOpen = () => client.follow(second.state.id);
  client.follow(first.state.id);
  await until(() => socket()?.follows.has(second.state.id) && !socket().follows.has(first.state.id));
});

test("a conversation that ends leaves the queue, whether the agent is notified or was away", async () => {
  const [first, second] = [shop.open(), shop.open()];
  const client = await started({ role: "agent" });
  const feed = new QueueFeed();
  client.watch(feed);
  await until(() => feed.conversations.length === 2);
  first.state.status = "closed";
  socket().deliver({ type: "queue_changed", items: [{ ...first.state }] });
  await until(() => feed.conversations.length === 1);
  shop.conversations = [];
  socket().break();
  await until(() => feed.conversations.length === 0);
  assert.equal(second.state.status, "open");
});

test("without sockets an agent's queue is polled", async () => {
  shop.hasSockets = false;
  shop.open();
  const client = await started({ role: "agent" });
  const feed = new QueueFeed();
  client.watch(feed);
  await until(() => feed.conversations.length === 1);
  shop.open();
  await until(() => feed.conversations.length === 2);
});

test("messages sent in one conversation just before another is opened are all stored in the first", async () => {
  const [first, second] = [shop.open(), shop.open()];
  const client = await agentIn(first);
  for (const text of ["1", "2", "3"]) client.send(text);
  client.follow(second.state.id);
  await until(() => first.messages.length === 3);
  assert.deepEqual(said(first), ["1", "2", "3"]);
  assert.deepEqual(said(second), []);
  client.follow(first.state.id);
  assert.deepEqual(
    client.thread.outbox.filter(({ state }) => state === "failed"),
    [],
  );
});

test("what was written without a line in one conversation is sent when the line is back in another", async () => {
  const [first, second] = [shop.open(), shop.open()];
  const client = await agentIn(first);
  shop.isDown = true;
  socket().break();
  client.send("kept");
  client.follow(second.state.id);
  await sleep(100);
  shop.isDown = false;
  await until(() => first.messages.length === 1);
  assert.deepEqual(said(second), []);
});

test("a refusal of what was asked about a conversation alarms nobody who has left it", async () => {
  const [first, second] = [shop.open(), shop.open()];
  const client = await agentIn(second);
  shop.conversations = [second];
  shop.delay = () => 40;
  client.follow(first.state.id);
  client.follow(second.state.id);
  await until(() => client.connection === "live");
  await sleep(150);
  assert.deepEqual(alarms, []);
});

for (const hasSockets of [true, false]) {
  test(`a long queue is read to the end ${hasSockets ? "by the socket" : "by HTTP"}`, async () => {
    Object.assign(shop, { hasSockets, queuePage: 3 });
    for (let i = 0; i < 20; i += 1) shop.open().state.waiting_since = shop.time();
    const client = await started({ role: "agent" });
    const feed = new QueueFeed();
    client.watch(feed);
    await until(() => feed.conversations.length === 20);
  });
}

test("a queue whose pages lead nowhere, or round in a circle, is no endless loop", async () => {
  for (const next of [undefined, 5, "1"]) {
    openShop({ hasSockets: false });
    shop.queue = () => ({ items: [], has_more: true, next, count: 0, waiting: 0 });
    const client = await started({ role: "agent" });
    client.watch(new QueueFeed());
    await sleep(100);
    assert.ok(shop.requests.length < 20, `${shop.requests.length} requests after ${next}`);
    client.stop();
  }
});
