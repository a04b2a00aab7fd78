/** The chat's client says what is written and shows what is answered, to the person who is there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, sleep, until } from "../fake_shop.mjs";
import { live, made, shop, socket, started } from "./clients.mjs";

test("nothing is followed, and no socket opened, before there is a conversation", async () => {
  const client = await started();
  await sleep(50);
  assert.equal(shop.socketCount ?? 0, 0);
  assert.deepEqual(shop.requests, ["GET /api/session/"]);
  assert.equal(client.connection, "idle");
});

test("the first message opens a conversation, and then the socket", async () => {
  const client = await started();
  client.send("سلام");
  await until(() => client.connection === "live");
  assert.deepEqual(bodies(client), ["سلام"]);
  assert.equal(client.thread.outbox.length, 0);
});

test("what is written before the shop has answered is sent as soon as it has", async () => {
  const client = made();
  client.send("quick");
  client.start();
  await until(() => bodies(client).length === 1);
  assert.equal(shop.stored, 1);
});

test("over a live socket messages go as frames, in the order they were written", async () => {
  const client = await live();
  for (const text of ["one", "two", "three"]) client.send(text);
  await until(() => bodies(client).length === 3);
  assert.deepEqual(bodies(client), ["one", "two", "three"]);
  assert.ok(!shop.requests.some((r) => r.startsWith("POST")));
});

test("an answer arrives once, live", async () => {
  const client = await live();
  const received = [];
  client.addEventListener("message", ({ detail }) => received.push(detail.message.body));
  shop.answer("Hello!");
  await until(() => received.length);
  socket().deliver({ type: "message", conversation_id: client.thread.id, message: shop.latest.messages[0] });
  await sleep(20);
  assert.deepEqual(received, ["Hello!"]);
  assert.deepEqual(bodies(client), ["Hello!"]);
});

test("when somebody else logs in while the page is open, all of the former is gone", async () => {
  shop.open();
  shop.answer("private");
  const client = await live();
  let resets = 0;
  client.addEventListener("reset", () => (resets += 1));
  Object.assign(shop, { identity: "second-person", conversations: [] });
  socket().break(4403);
  await until(() => resets === 1);
  assert.deepEqual(client.thread.messages, []);
});

test("after the end of a conversation the next message starts a new one", async () => {
  const client = await live();
  shop.close();
  await until(() => client.thread.conversation?.status === "closed");
  const old = client.thread.id;
  client.send("one more thing");
  await until(() => bodies(client).includes("one more thing"));
  assert.notEqual(client.thread.id, old);
  shop.answer("yes?");
  await until(() => bodies(client).length === 2);
});

test("an unannounced end is found when sending, and the message goes into a new conversation", async () => {
  const client = await live();
  shop.latest.state.status = "closed";
  client.send("still there?");
  await until(() => bodies(client).includes("still there?"));
  assert.equal(shop.conversations.length, 2);
  assert.equal(shop.stored, 1);
});

test("what the shop has stored takes the place of what was sent", async () => {
  const client = await live();
  client.send("4111 1111 1111 1111");
  await until(() => client.thread.messages.length === 1 && client.thread.outbox.length === 0);
  const [sent] = client.thread.messages;
  const message = Object.assign(shop.latest.messages[0], { body: "•••• •••• •••• 1111" });
  socket().deliver({ type: "message", conversation_id: client.thread.id, message });
  await until(() => bodies(client)[0] === "•••• •••• •••• 1111");
  assert.deepEqual([client.thread.messages.length, client.thread.messages[0]], [1, sent]);
});

test("a stopped client leaves no socket and asks for nothing more", async () => {
  const client = await live();
  client.stop();
  const asked = shop.requests.length;
  await sleep(100);
  assert.equal(shop.sockets.size, 0);
  assert.equal(shop.requests.length, asked);
});

test("a session that was asked before a conversation began does not take it off the screen", async () => {
  const client = await started();
  shop.delay = (call) => (call === "GET /api/session/" ? 200 : 1);
  // What it answers was read before the message came.
  const before = structuredClone({
    identity: "first-person",
    csrf_token: "t",
    poll_seconds: 0.02,
    socket: "/s/",
    thread: null,
  });
  shop.foreign = (call) => (call === "GET /api/session/" ? before : undefined);
  const asked = client.refresh();
  client.send("first");
  await until(() => bodies(client).includes("first"));
  await asked;
  assert.deepEqual(bodies(client), ["first"]);
  assert.equal(client.thread.id, shop.latest.state.id);
});

test("a late answer about the old conversation does not bring it back", async () => {
  const client = await live();
  const old = client.thread.id;
  shop.delay = (call) => (call.endsWith("/close/") || call === `GET /api/conversations/${old}/` ? 120 : 1);
  const closing = client.close();
  shop.close();
  client.send("something new");
  await until(() => client.thread.id !== old && bodies(client).includes("something new"));
  await closing;
  await sleep(200);
  assert.notEqual(client.thread.id, old);
  assert.deepEqual(bodies(client), ["something new"]);
  shop.answer("yes");
  await until(() => bodies(client).length === 2);
});

test("of two answers about the session the one that was asked later counts", async () => {
  const client = await live();
  const waits = [80, 1];
  shop.delay = (call) => (call === "GET /api/session/" ? (waits.shift() ?? 1) : 1);
  const answers = [{ greeting: "old" }, { greeting: "new" }];
  const base = client.session;
  shop.foreign = (call) => (call === "GET /api/session/" ? { ...base, ...answers.shift() } : undefined);
  await Promise.all([client.refresh(), client.refresh()]);
  assert.equal(client.session.greeting, "new");
});

test("the CSRF token goes in the header that the shop names", async () => {
  shop.csrfHeader = "X-XSRF-TOKEN";
  const client = await started();
  client.send("x");
  await until(() => bodies(client).length === 1);
  const sent = shop.headers.filter((headers) => Object.hasOwn(headers, "X-XSRF-TOKEN"));
  assert.equal(sent[0]["X-XSRF-TOKEN"], "token");
  assert.ok(!shop.headers.some((headers) => Object.hasOwn(headers, "X-CSRFToken")));
});
