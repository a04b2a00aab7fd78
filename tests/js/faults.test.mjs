/** Servers that refuse, answer late, twice, out of order or with another program's words; clocks and storages that fail. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { QueueFeed } from "../../support_plugin/static/support_plugin/desk/inbox/feed.js";
import { bodies, FakeShop, FakeStorage, QUICK, sleep, until } from "./fake_shop.mjs";

const NEVER = 100_000;
const HOUR = 3_600_000;
const realNow = Date.now;
let shop;
let clients;
let alarms;

beforeEach(() => {
  shop = new FakeShop();
  clients = [];
  alarms = [];
});
afterEach(() => {
  clients.forEach((client) => client.stop());
  Date.now = realNow;
});

function made(options) {
  const client = shop.client(options);
  client.addEventListener("refused", ({ detail }) => alarms.push(detail.code));
  clients.push(client);
  return client;
}

async function started(options) {
  const client = made(options);
  await client.start();
  return client;
}

async function live(options) {
  if (!shop.latest) shop.open();
  const client = await started(options);
  await until(() => client.connection === "live");
  return client;
}

async function agentIn(conversation, options) {
  const client = await started({ role: "agent", ...options });
  client.watch(new QueueFeed());
  client.follow(conversation.state.id);
  await until(() => client.connection === "live");
  return client;
}

const socket = () => [...shop.sockets][0];
const said = (conversation) => conversation.messages.map(({ body }) => body);

// --- Subscribing

for (const code of ["not_found", "no_identity", "identity_changed", "server_error", "unavailable", "too_many"]) {
  test(`a hello refused with ${code} is said again until it is welcomed, and meanwhile the line is not called live`, async () => {
    shop.open();
    Object.assign(shop, { refusedHellos: 3, helloError: { code, detail: "No", retry_after: 0.01 } });
    const client = made();
    const live = [];
    client.addEventListener("connection", () => live.push([client.connection, shop.refusedHellos]));
    await client.start();
    await until(() => client.connection === "live");
    assert.ok(
      live.every(([state, left]) => state !== "live" || left === 0),
      JSON.stringify(live),
    );
    shop.answer("here");
    await until(() => bodies(client).includes("here"));
  });
}

test("while every hello is refused and pongs come, messages come by polling", async () => {
  shop.open();
  Object.assign(shop, { refusedHellos: Infinity, helloError: { code: "server_error", detail: "" } });
  const client = await started();
  await until(() => socket()?.sent.filter(({ type }) => type === "ping").length > 1);
  shop.answer("by HTTP");
  await until(() => bodies(client).includes("by HTTP"));
  assert.equal(client.connection, "polling");
});

test("a hello that is always refused is said less and less often", async () => {
  shop.open();
  Object.assign(shop, { refusedHellos: Infinity, helloError: { code: "server_error", detail: "" } });
  await started({ timing: { ...QUICK, retry: 5, seldom: 200, heartbeat: NEVER } });
  await sleep(700);
  const hellos = socket().sent.filter(({ type }) => type === "hello").length;
  assert.ok(hellos >= 3 && hellos <= 14, `${hellos} times`);
});

test("a server that has forgotten the subscription is told again, and the message goes by POST", async () => {
  const client = await live();
  socket().follows.clear();
  client.send("still here");
  await until(() => bodies(client).includes("still here"));
  assert.ok(shop.requests.some((call) => call.endsWith("/messages/")));
  await until(() => socket().follows.size === 1);
  assert.deepEqual(alarms, []);
});

// --- Conversations switched with messages under way

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

test("an older state of a conversation takes nothing back", async () => {
  const client = await live();
  const older = { ...shop.latest.state };
  shop.close();
  await until(() => client.thread.conversation.status === "closed");
  socket().deliver({ type: "state", conversation: older });
  await sleep(20);
  assert.equal(client.thread.conversation.status, "closed");
});

// --- Seen

test("what was read just as the line died is marked until the shop knows", async () => {
  const client = await live();
  shop.answer("1");
  await until(() => bodies(client).length === 1);
  shop.losesFrames.add("seen");
  client.seen(1);
  await sleep(30);
  assert.equal(shop.latest.state.shopper_seen, 0);
  socket().break();
  shop.losesFrames.delete("seen");
  await until(() => shop.latest.state.shopper_seen === 1);
});

test("what was read without a socket is marked again when the first try failed", async () => {
  shop.hasSockets = false;
  shop.open();
  const client = await started();
  shop.answer("1");
  await until(() => bodies(client).length === 1);
  shop.isDown = true;
  client.seen(1);
  await sleep(50);
  shop.isDown = false;
  await until(() => shop.latest.state.shopper_seen === 1);
});

test("on a line that only answers pings what was read is marked again", async () => {
  const client = await live();
  shop.answer("1");
  await until(() => bodies(client).length === 1);
  shop.losesFrames.add("seen");
  client.seen(1);
  await sleep(20);
  shop.losesFrames.delete("seen");
  await until(() => shop.latest.state.shopper_seen === 1);
});

// --- A line that is refused

for (const retry_after of [60, 0]) {
  test(`sockets refused with 4429 ${retry_after ? "and a time" : "without a word"} are left alone, and polling goes on without an alarm`, async () => {
    shop.open();
    shop.tooManySockets = retry_after;
    const client = await started({ timing: { ...QUICK, seldom: NEVER } });
    await until(() => client.connection === "polling");
    for (let i = 0; i < 5; i += 1) {
      client.wake();
      await sleep(30);
    }
    shop.answer("by HTTP");
    await until(() => bodies(client).includes("by HTTP"));
    assert.equal(shop.socketCount, 1);
    assert.deepEqual(alarms, []);
  });
}

test("after the time that a refused socket was told, it is tried again", async () => {
  shop.open();
  shop.tooManySockets = 0.1;
  const client = await started();
  await until(() => client.connection === "polling");
  shop.tooManySockets = null;
  await until(() => client.connection === "live");
});

test("polls that are too many wait as long as they are told, without an alarm", async () => {
  shop.hasSockets = false;
  shop.open();
  const client = await started();
  await until(() => client.connection === "polling");
  const real = client.fetch;
  let polls = 0;
  client.fetch = async () => {
    polls += 1;
    return new Response("Slow down", { status: 429, headers: { "Retry-After": "60" } });
  };
  await until(() => polls === 1);
  await sleep(150);
  assert.equal(polls, 1);
  assert.deepEqual(alarms, []);
  client.fetch = real;
});

// --- Another program answers

const FOREIGN = {
  "a page": "<!doctype html><title>Sign in to the network</title>",
  "an empty object": {},
  "a list": [],
  null: null,
  "a number": 5,
  "a thread without messages": { conversation: { id: "conversation-1", status: "open" } },
  "messages that are none": { conversation: { id: "conversation-1", status: "open" }, messages: { items: "x" } },
  "an error of another API": { error: { status: "UNAUTHENTICATED" } },
};

for (const [name, answer] of Object.entries(FOREIGN)) {
  test(`polling survives ${name} with 200`, async () => {
    shop.hasSockets = false;
    shop.open();
    const client = await started();
    shop.foreign = () => answer;
    await sleep(60);
    shop.foreign = () => undefined;
    shop.answer("after it");
    await until(() => bodies(client).includes("after it"));
  });

  test(`a message answered with ${name} and 200 is sent again, and stored once`, async () => {
    shop.hasSockets = false;
    const client = await started();
    let times = 2;
    shop.foreign = (call) => (call.startsWith("POST") && times-- > 0 ? answer : undefined);
    client.send("through the portal");
    await until(() => bodies(client).length === 1);
    assert.equal(shop.stored, 1);
    assert.deepEqual(client.thread.outbox, []);
  });

  test(`a session answered with ${name} and 200 is asked again`, async () => {
    shop.open();
    shop.foreign = () => answer;
    const client = made();
    client.start();
    await sleep(30);
    shop.foreign = () => undefined;
    await until(() => client.connection === "live");
  });
}

test("frames of another program, or broken ones, are passed over", async () => {
  const client = await live();
  const { id } = client.thread;
  const frames = [
    "{",
    "null",
    "5",
    "[]",
    { type: "welcome" },
    { type: "message", conversation_id: id },
    { type: "message", conversation_id: id, message: { seq: "1" } },
    { type: "state", conversation: { id } },
    { type: "welcome", conversation: { id }, messages: {} },
    { type: "queue" },
    { type: "queue_changed", items: [null] },
    { type: "ack", client_id: "x", conversation_id: id },
    { type: "tomorrow", conversation_id: id },
  ];
  for (const frame of frames) socket().deliver(frame);
  await sleep(20);
  shop.answer("still here");
  await until(() => bodies(client).includes("still here"));
});

// --- Twice, late, out of order

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

test("an error for ever on the message that opens a conversation is no endless loop", async () => {
  const client = await started();
  shop.refusals = Array.from({ length: 1000 }, () => ({ code: "closed", detail: "", status: 409 }));
  client.send("x");
  await sleep(200);
  const tries = shop.requests.filter((call) => call.startsWith("POST")).length;
  // Each waits a little longer than the one before; without that there are hundreds.
  assert.ok(tries < 100, `${tries} tries`);
});

// --- Rows that are missing

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

// --- Clocks

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

test("a clock set back while a message is held does not hold it for ever", async () => {
  const client = await live();
  shop.refusals = [{ code: "too_many", detail: "Wait", retry_after: 0.05, status: 429 }];
  const entry = client.send("held");
  await until(() => entry.state === "waiting");
  Date.now = () => realNow() - 48 * HOUR;
  await until(() => bodies(client).includes("held"));
});

test("a clock set back between two unsent messages does not change their order", async () => {
  const storage = new FakeStorage();
  shop.open();
  const before = await live({ storage });
  shop.isDown = true;
  socket().break();
  before.send("first");
  Date.now = () => realNow() - 48 * HOUR;
  before.send("second");
  await sleep(20);
  before.stop();
  shop.isDown = false;
  const after = await live({ storage });
  await until(() => bodies(after).length === 2);
  assert.deepEqual(bodies(after), ["first", "second"]);
});

test("typing is told on after the clock was set back", async () => {
  const client = await live({ timing: { ...QUICK, typing: 10 } });
  client.typing();
  Date.now = () => realNow() - 48 * HOUR;
  await sleep(20);
  client.typing();
  assert.equal(socket().sent.filter(({ type }) => type === "typing").length, 2);
});

for (const hours of [49, 3, -72]) {
  test(`with a clock that is off by ${hours} hours, the time is the shop's`, async () => {
    Date.now = () => realNow() + hours * HOUR;
    shop.clock = realNow;
    const client = await live();
    assert.ok(Math.abs(client.now() - realNow()) < 5000);
    const entry = client.send("x");
    assert.ok(Math.abs(Date.parse(entry.created_at) - realNow()) < 5000);
  });
}

test("after a sleep, or when the clock was set, the shop's time is asked for again", async () => {
  const client = await live();
  const before = shop.requests.filter((call) => call.endsWith("/session/")).length;
  Date.now = () => realNow() + 5 * HOUR;
  client.wake();
  await until(() => shop.requests.filter((call) => call.endsWith("/session/")).length > before);
});

// --- Storage

const STORAGES = {
  absent: undefined,
  denied: new Proxy(
    {},
    {
      get() {
        throw new Error("denied");
      },
      ownKeys() {
        throw new Error("denied");
      },
    },
  ),
  full: Object.assign(
    Object.create({
      setItem() {
        throw new Error("quota");
      },
      getItem: () => null,
      removeItem() {},
    }),
  ),
};

for (const [name, storage] of Object.entries(STORAGES)) {
  test(`with its storage ${name} the chat loses nothing while the page is open`, async () => {
    const client = await live({ storage });
    shop.isDown = true;
    socket().break();
    client.send("kept in memory");
    await sleep(50);
    shop.isDown = false;
    await until(() => bodies(client).includes("kept in memory"));
    assert.equal(shop.stored, 1);
  });
}

test("what others wrote into the storage under our names is passed over", async () => {
  const storage = new FakeStorage();
  for (const [end, value] of [
    ["a", "{"],
    ["b", "null"],
    ["c", "5"],
    ["d", '{"client_id":"d"}'],
    ["e", '{"client_id":"f","body":"x"}'],
  ]) {
    storage.setItem(`support.outbox:first-person:shopper:${end}`, value);
  }
  const client = await live({ storage });
  client.send("mine");
  await until(() => bodies(client).includes("mine"));
  assert.deepEqual(bodies(client), ["mine"]);
});

// --- The shop's settings

test("the CSRF token goes in the header that the shop names", async () => {
  shop.csrfHeader = "X-XSRF-TOKEN";
  const client = await started();
  client.send("x");
  await until(() => bodies(client).length === 1);
  const sent = shop.headers.filter((headers) => Object.hasOwn(headers, "X-XSRF-TOKEN"));
  assert.equal(sent[0]["X-XSRF-TOKEN"], "token");
  assert.ok(!shop.headers.some((headers) => Object.hasOwn(headers, "X-CSRFToken")));
});

// --- The queue

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
    shop = Object.assign(new FakeShop(), { hasSockets: false });
    shop.queue = () => ({ items: [], has_more: true, next, count: 0, waiting: 0 });
    const client = await started({ role: "agent" });
    client.watch(new QueueFeed());
    await sleep(100);
    assert.ok(shop.requests.length < 20, `${shop.requests.length} requests after ${next}`);
    client.stop();
  }
});

// --- Pages that are left

test("a page that is left holds no socket, and one that comes back asks who uses it", async () => {
  const listeners = {};
  globalThis.addEventListener = (type, action) => (listeners[type] = action);
  const client = await live();
  delete globalThis.addEventListener;
  listeners.pagehide();
  assert.equal(shop.sockets.size, 0);
  const asked = shop.requests.length;
  listeners.pageshow({ persisted: true });
  await until(() => client.connection === "live" && shop.requests.slice(asked).includes("GET /api/session/"));
});
