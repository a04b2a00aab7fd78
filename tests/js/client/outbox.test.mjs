/** What is written is sent once, in order, by its author, whatever the line and the shop do. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, FakeStorage, sleep, until } from "../fake_shop.mjs";
import { agentIn, live, said, shop, socket, started } from "./clients.mjs";

test("a lost acknowledgement makes the message go again, and it is stored once", async () => {
  const client = await live();
  shop.losesFrames = new Set(["ack", "message", "state"]);
  client.send("only once");
  await until(() => bodies(client).length === 1);
  assert.equal(shop.stored, 1);
  assert.ok(shop.requests.some((r) => r.endsWith("/messages/")));
});

test("an answer that gets lost after the first message is stored opens no second conversation", async () => {
  shop.losesAnswers = 1;
  const client = await started();
  client.send("hello");
  await until(() => bodies(client).length === 1);
  assert.equal(shop.stored, 1);
  assert.equal(shop.conversations.length, 1);
});

test("a message written while the shop is down is sent when it is back", async () => {
  const client = await live();
  shop.isDown = true;
  socket().break();
  const entry = client.send("patience");
  await until(() => entry.state === "failed");
  assert.equal(client.connection, "offline");
  shop.isDown = false;
  await until(() => bodies(client).includes("patience"));
  assert.equal(shop.stored, 1);
});

test("an unsent message survives a reload", async () => {
  const storage = new FakeStorage();
  const before = await live({ storage });
  shop.isDown = true;
  socket().break();
  const entry = before.send("survivor");
  await until(() => entry.tries);
  before.stop();
  shop.isDown = false;
  const after = await started({ storage });
  await until(() => bodies(after).includes("survivor"));
  assert.equal(shop.stored, 1);
  assert.deepEqual(Object.keys(storage), []);
});

test("a message stored just before a reload is not sent, or shown, twice", async () => {
  const storage = new FakeStorage();
  const before = await live({ storage });
  shop.losesFrames = new Set(["ack", "message", "state"]);
  before.send("stored, not acknowledged");
  await until(() => shop.stored === 1);
  before.stop();
  shop.losesFrames.clear();
  const after = await live({ storage });
  assert.deepEqual(bodies(after), ["stored, not acknowledged"]);
  assert.equal(after.thread.outbox.length, 0);
  assert.deepEqual(Object.keys(storage), []);
});

test("nobody's unsent message is sent, shown or kept for the next person at the computer", async () => {
  const storage = new FakeStorage();
  const before = await live({ storage });
  shop.isDown = true;
  socket().break();
  const entry = before.send("my secret");
  await until(() => entry.tries);
  before.stop();
  assert.equal(Object.keys(storage).length, 1);
  Object.assign(shop, { isDown: false, identity: "second-person", conversations: [] });
  const after = await started({ storage });
  await sleep(50);
  assert.equal(after.thread.outbox.length, 0);
  assert.equal(shop.stored, 0);
  assert.deepEqual(Object.keys(storage), []);
});

test("what was on its way when somebody else logged in is not sent again in their name", async () => {
  const client = await live();
  shop.losesFrames = new Set(["ack", "message", "state"]);
  client.send("mine");
  await until(() => shop.stored === 1);
  Object.assign(shop, { identity: "second-person", conversations: [] });
  await client.refresh();
  await sleep(100);
  assert.deepEqual(client.thread.outbox, []);
  assert.ok(!shop.requests.some((r) => r.startsWith("POST")));
});

test("a message of a person who has left is not sent as the next one's", async () => {
  const client = await started();
  shop.identity = "second-person";
  client.send("from the first");
  await until(() => client.session.identity === "second-person");
  await sleep(30);
  assert.equal(shop.stored, 0);
  assert.equal(client.thread.outbox.length, 0);
});

test("a browser that keeps no cookie keeps the text, and gets the reason", async () => {
  shop.firstVisit = true;
  const client = await started();
  shop.identity = "nobody-1";
  shop.refusals = [1, 2, 3].map(() => ({ code: "no_identity", detail: "Allow cookies", status: 403 }));
  const entry = client.send("hello");
  await until(() => entry.state === "failed");
  assert.equal(entry.detail, "Allow cookies");
  assert.deepEqual(client.thread.outbox, [entry]);
});

test("an invalid message fails with the shop's words, and can be taken back", async () => {
  const client = await live();
  shop.refusals = [{ code: "invalid", detail: "Too long", status: 400 }];
  const entry = client.send("x");
  await until(() => entry.state === "failed");
  assert.equal(entry.detail, "Too long");
  await sleep(30);
  assert.equal(shop.stored, 0);
  assert.equal(client.thread.find(entry.client_id), entry);
  assert.equal(client.discard(entry.client_id), "x");
  assert.deepEqual(client.thread.outbox, []);
});

test("after too much at once the client waits as long as it must, then sends in order", async () => {
  const client = await live();
  shop.refusals = [{ code: "too_many", detail: "Wait", retry_after: 0.1, status: 429 }];
  const [entry] = [client.send("first"), client.send("second")];
  await until(() => entry.state === "waiting");
  assert.equal(entry.detail, "Wait");
  await sleep(30);
  assert.equal(shop.stored, 0);
  await until(() => bodies(client).length === 2);
  assert.deepEqual(bodies(client), ["first", "second"]);
});

test("a failed message is sent again on demand", async () => {
  const client = await live();
  shop.refusals = [{ code: "invalid", detail: "No", status: 400 }];
  const entry = client.send("again");
  await until(() => entry.state === "failed");
  client.retry(entry.client_id);
  await until(() => bodies(client).length === 1);
});

test("an error for ever on the message that opens a conversation is no endless loop", async () => {
  const client = await started();
  shop.refusals = Array.from({ length: 1000 }, () => ({ code: "closed", detail: "", status: 409 }));
  client.send("x");
  await sleep(200);
  const tries = shop.requests.filter((call) => call.startsWith("POST")).length;
  // Each waits a little longer than the one before; without that there are hundreds.
  assert.ok(tries < 100, `${tries} tries`);
});

test("a message that waits in one conversation is sent, whatever happens to those of another", async () => {
  const first = shop.open();
  const second = shop.open();
  const client = await agentIn(first);
  shop.refusals = [{ code: "too_many", detail: "Wait", retry_after: 0.2, status: 429 }];
  client.send("held");
  await until(() => client.thread.outbox[0]?.state === "waiting");
  client.follow(second.state.id);
  await until(() => client.connection === "live");
  shop.refusals = [{ code: "unavailable", detail: "", status: 503 }];
  client.send("tried again");
  await until(() => said(second).includes("tried again"));
  await until(() => said(first).includes("held"));
});
