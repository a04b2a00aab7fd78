/** Messages come twice, late, out of order or not at all, and each is shown once, in order. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, sleep, until } from "../fake_shop.mjs";
import { alarms, live, shop, socket } from "./clients.mjs";

test("messages that arrive in the wrong order are put right by asking again", async () => {
  const client = await live();
  const [first, second] = ["1", "2"].map((text) => shop.answer(text, { announce: false }));
  for (const message of [second, first]) {
    socket().deliver({ type: "message", conversation_id: client.thread.id, message });
  }
  await until(() => bodies(client).length === 2);
  assert.deepEqual(bodies(client), ["1", "2"]);
});

test("a hole is noticed by the state alone, and filled", async () => {
  const client = await live();
  shop.losesFrames.add("message");
  shop.answer("lost on the way");
  await until(() => bodies(client).length === 1);
  assert.deepEqual(bodies(client), ["lost on the way"]);
});

test("more messages than fit into one answer are fetched to the last", async () => {
  shop.open();
  shop.page = 3;
  for (let i = 1; i <= 10; i += 1) shop.answer(String(i));
  const client = await live();
  await until(() => bodies(client).length === 10);
});

test("an older state of a conversation takes nothing back", async () => {
  const client = await live();
  const older = { ...shop.latest.state };
  shop.close();
  await until(() => client.thread.conversation.status === "closed");
  socket().deliver({ type: "state", conversation: older });
  await sleep(20);
  assert.equal(client.thread.conversation.status, "closed");
});

test("frames that come twice, late and out of order show each message once, in order", async () => {
  let turn = 0;
  shop.copies = () => [1 + ((turn += 7) % 20), 1 + ((turn * 5) % 20)];
  const client = await live();
  const expected = [];
  for (let i = 0; i < 20; i += 1) {
    expected.push(String(i));
    shop.answer(String(i));
    if (i % 5 === 0) await sleep(5);
  }
  await until(() => bodies(client).length === 20);
  assert.deepEqual(bodies(client), expected);
});

test("an acknowledgement and a refusal after it: the first counts", async () => {
  const client = await live();
  const entry = client.send("once");
  await until(() => bodies(client).includes("once"));
  socket().deliver({ type: "error", client_id: entry.client_id, code: "invalid", detail: "late" });
  await sleep(20);
  assert.deepEqual(client.thread.outbox, []);
  assert.deepEqual(alarms, []);
});

test("an answer of 201 that comes after the socket's acknowledgement doubles nothing", async () => {
  shop.delay = (call) => (call.startsWith("POST") ? 100 : 1);
  const client = await live();
  shop.losesFrames = new Set(["ack"]);
  client.send("once");
  await until(() => client.thread.outbox.length === 0);
  await sleep(150);
  assert.deepEqual(bodies(client), ["once"]);
  assert.equal(shop.stored, 1);
});

test("where the last row is missing it is asked for once, not for ever", async () => {
  const client = await live();
  shop.answer("1");
  await until(() => bodies(client).length === 1);
  shop.latest.state.last_seq = 5;
  shop.change(shop.latest, {});
  const before = socket().sent.length;
  for (let i = 0; i < 5; i += 1) socket().deliver({ type: "state", conversation: { ...shop.latest.state } });
  await sleep(100);
  const asked = socket()
    .sent.slice(before)
    .filter(({ type }) => type === "hello").length;
  assert.ok(asked <= 5, `${asked} times`);
  shop.answer("6");
  await until(() => bodies(client).includes("6"));
  assert.deepEqual(bodies(client), ["1", "6"]);
});

test("a page that promises more and brings nothing is no endless loop", async () => {
  shop.open();
  const real = shop.thread.bind(shop);
  shop.thread = (...args) => {
    const thread = real(...args);
    Object.assign(thread.messages, { has_more: true, next: 0 });
    return thread;
  };
  await live();
  const before = shop.requests.length + socket().sent.length;
  await sleep(100);
  assert.ok(shop.requests.length + socket().sent.length - before < 10);
});
