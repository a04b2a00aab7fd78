/** The chat's client loses and doubles nothing, whatever the line does. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { QueueFeed } from "../../support_plugin/static/support_plugin/desk/inbox/feed.js";
import { bodies, FakeShop, FakeStorage, until } from "./fake_shop.mjs";

let shop;
let clients;

beforeEach(() => {
  shop = new FakeShop();
  clients = [];
});
afterEach(() => clients.forEach((client) => client.stop()));

function makeClient(options) {
  clients.push(shop.client(options));
  return clients.at(-1);
}

async function started(options) {
  const client = makeClient(options);
  await client.start();
  return client;
}

async function live(options) {
  if (!shop.latest) shop.open();
  const client = await started(options);
  await until(() => client.connection === "live");
  return client;
}

const socket = () => [...shop.sockets][0];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("nothing is followed, and no socket opened, before there is a conversation", async () => {
  const client = await started();
  await pause(50);
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
  const client = makeClient();
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
  const heard = [];
  client.addEventListener("message", ({ detail }) => heard.push(detail.message.body));
  shop.answer("Hello!");
  await until(() => heard.length);
  socket().deliver({ type: "message", conversation_id: client.thread.id, message: shop.latest.messages[0] });
  await pause(20);
  assert.deepEqual(heard, ["Hello!"]);
  assert.deepEqual(bodies(client), ["Hello!"]);
});

test("messages that arrive in the wrong order are put right by asking again", async () => {
  const client = await live();
  const [first, second] = ["1", "2"].map((text) => shop.answer(text, { tell: false }));
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

test("without sockets the client polls", async () => {
  shop.hasSockets = false;
  shop.open();
  const client = await started();
  shop.answer("by HTTP");
  await until(() => bodies(client).length === 1);
  assert.equal(client.connection, "polling");
  client.send("and back");
  await until(() => shop.stored === 2);
});

for (const fault of ["blocked", "silent"]) {
  test(`with ${fault} sockets the client polls, and goes over to the socket when it works`, async () => {
    shop.socketsAre = fault;
    shop.open();
    const client = await started();
    shop.answer("by HTTP");
    await until(() => bodies(client).length === 1);
    assert.equal(client.connection, "polling");
    shop.socketsAre = "open";
    await until(() => client.connection === "live");
  });
}

test("a broken socket is opened anew, and what was said meanwhile is there", async () => {
  const client = await live();
  socket().break();
  shop.answer("meanwhile", { tell: false });
  await until(() => client.connection === "live" && bodies(client).length === 1);
  assert.equal(shop.sockets.size, 1);
});

test("a socket that has died without a word is noticed by the heartbeat", async () => {
  const client = await live();
  const dead = socket();
  shop.losesFrames.add("pong");
  await until(() => !shop.sockets.has(dead));
  shop.losesFrames.clear();
  await until(() => client.connection === "live");
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
  await pause(50);
  assert.equal(after.thread.outbox.length, 0);
  assert.equal(shop.stored, 0);
  assert.deepEqual(Object.keys(storage), []);
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

test("what was on its way when somebody else logged in is not sent again in their name", async () => {
  const client = await live();
  shop.losesFrames = new Set(["ack", "message", "state"]);
  client.send("mine");
  await until(() => shop.stored === 1);
  Object.assign(shop, { identity: "second-person", conversations: [] });
  await client.refresh();
  await pause(100);
  assert.deepEqual(client.thread.outbox, []);
  assert.ok(!shop.requests.some((r) => r.startsWith("POST")));
});

test("a message of a person who has left is not sent as the next one's", async () => {
  const client = await started();
  shop.identity = "second-person";
  client.send("from the first");
  await until(() => client.session.identity === "second-person");
  await pause(30);
  assert.equal(shop.stored, 0);
  assert.equal(client.thread.outbox.length, 0);
});

test("a browser that keeps no cookie keeps the text, and is told why", async () => {
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
  await pause(30);
  assert.equal(shop.stored, 0);
  assert.equal(client.discard(entry.client_id), "x");
  assert.deepEqual(client.thread.outbox, []);
});

test("after too much at once the client waits as long as it is told, then sends in order", async () => {
  const client = await live();
  shop.refusals = [{ code: "too_many", detail: "Wait", retry_after: 0.1, status: 429 }];
  const [entry] = [client.send("first"), client.send("second")];
  await until(() => entry.state === "waiting");
  assert.equal(entry.detail, "Wait");
  await pause(30);
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

test("an end that nobody told of is found when sending, and the message goes into a new conversation", async () => {
  const client = await live();
  shop.latest.state.status = "closed";
  client.send("still there?");
  await until(() => bodies(client).includes("still there?"));
  assert.equal(shop.conversations.length, 2);
  assert.equal(shop.stored, 1);
});

test("seen never goes back, and not beyond what is here", async () => {
  const client = await live();
  shop.answer("1");
  await until(() => bodies(client).length === 1);
  const sent = () =>
    socket()
      .sent.filter((f) => f.type === "seen")
      .map((f) => f.seq);
  for (const seq of [5, 1, 1, 0]) client.seen(seq);
  assert.deepEqual(sent(), [1]);
});

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

test("a conversation that ends leaves the queue, whether the agent hears of it or was away", async () => {
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
  await pause(100);
  assert.equal(shop.sockets.size, 0);
  assert.equal(shop.requests.length, asked);
});
