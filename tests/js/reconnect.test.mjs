/** How soon the line is back: at once where something promises it, within seconds otherwise, seldom where it can't be. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { bodies, FakeShop, QUICK, until } from "./fake_shop.mjs";

const NEVER = 100_000;
let shop;
let clients;

beforeEach(() => {
  shop = new FakeShop();
  shop.open();
  clients = [];
});
afterEach(() => {
  clients.forEach((client) => client.stop());
  delete globalThis.document;
});

async function started(timing = {}, options = {}) {
  clients.push(shop.client({ timing: { ...QUICK, ...timing }, ...options }));
  await clients[0].start();
  return clients[0];
}

async function live(...options) {
  const client = await started(...options);
  await until(() => client.connection === "live");
  return client;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Always the longest wait that the jitter may choose. */
const unlucky = { random: () => 1 };

test("however long the shop was away, the next try comes within the longest wait", async () => {
  const client = await live({ retry: 10, longest: 50, seldom: NEVER, fallback: NEVER }, unlucky);
  shop.isDown = true;
  [...shop.sockets][0].break();
  await pause(400);
  assert.equal(client.connection, "connecting");
  shop.isDown = false;
  const back = Date.now();
  await until(() => client.connection === "live");
  assert.ok(Date.now() - back < 120, `${Date.now() - back} ms`);
});

test("a try that hangs is given up after the longest wait", async () => {
  const client = await live({ longest: 50, pong: NEVER, fallback: NEVER });
  shop.socketsHang = true;
  [...shop.sockets][0].break();
  await pause(80);
  shop.socketsHang = false;
  await until(() => client.connection === "live");
});

for (const event of ["online", "focus"]) {
  test(`at "${event}" the socket is tried at once`, async () => {
    const listeners = new Map();
    globalThis.addEventListener = (type, action) => listeners.set(type, action);
    const client = await live({ retry: NEVER, longest: NEVER, fallback: NEVER }, unlucky);
    delete globalThis.addEventListener;
    [...shop.sockets][0].break();
    await pause(30);
    assert.equal(client.connection, "connecting");
    listeners.get(event)();
    await until(() => client.connection === "live");
  });
}

test("when polling works again after an outage, the socket is tried at once", async () => {
  let luck = 0;
  const client = await live({ retry: NEVER, longest: NEVER, fallback: 5, pong: NEVER }, { random: () => luck });
  shop.isDown = true;
  luck = 1; // the socket would wait for long, the polls won't
  [...shop.sockets][0].break();
  luck = 0;
  await until(() => client.connection === "offline");
  const tried = shop.socketCount;
  shop.isDown = false;
  await until(() => client.connection === "live");
  assert.ok(shop.socketCount > tried);
});

test("where polling works and no socket ever opened, it is tried seldom", async () => {
  shop.socketsAre = "blocked";
  const client = await started({ retry: 1, longest: 10, seldom: NEVER }, unlucky);
  await until(() => client.connection === "polling");
  await pause(100);
  const tried = shop.socketCount;
  await pause(200);
  assert.ok(shop.socketCount - tried <= 2, `${shop.socketCount - tried} tries`);
  shop.answer("by HTTP");
  await until(() => bodies(client).length === 1);
});

test("while nobody looks, a lost socket is tried less and less", async () => {
  const client = await live({ retry: 1, longest: 5, seldom: NEVER, fallback: NEVER }, unlucky);
  client.calm = true;
  shop.isDown = true;
  [...shop.sockets][0].break();
  await pause(300);
  const tried = shop.socketCount;
  assert.ok(tried <= 11, `${tried} tries`);
  client.calm = false;
  shop.isDown = false;
  client.wake();
  await until(() => client.connection === "live");
});

test("waking up finds a socket that died asleep long before the heartbeat would", async () => {
  // One welcome only: a second on its way would prove the line.
  const client = await live({ heartbeat: NEVER, pong: NEVER, longest: 40, retry: NEVER, seldom: NEVER });
  const dead = [...shop.sockets][0];
  shop.losesFrames = new Set(["pong", "welcome"]);
  client.wake();
  await until(() => !shop.sockets.has(dead));
  shop.losesFrames.clear();
  await until(() => client.connection === "live");
});

test("after a conflict what has the id is asked for: it may be missing here", async () => {
  const client = await live({ heartbeat: NEVER });
  shop.losesFrames = new Set(["message", "state", "ack"]);
  shop.refusals = [{ code: "conflict", detail: "Used", status: 409 }];
  shop.answer("hidden");
  const entry = client.send("other text");
  await until(() => entry.state === "failed" && bodies(client).includes("hidden"));
});

test("waking up leaves a socket alone that is still opening", async () => {
  shop.socketsHang = true;
  const client = await started({ longest: NEVER, fallback: NEVER });
  await until(() => shop.socketCount === 1);
  client.wake();
  client.wake();
  shop.socketsHang = false;
  assert.equal(shop.socketCount, 1);
  // And one that is open, and follows nothing yet.
  shop.losesFrames = new Set(["welcome"]);
  client.stop();
  const other = shop.client({ timing: { ...QUICK, pong: NEVER, longest: NEVER, fallback: NEVER } });
  clients.push(other);
  await other.start();
  await until(() => shop.sockets.size === 1);
  other.wake();
  assert.equal(shop.socketCount, 2);
  shop.losesFrames.clear();
  other.wake();
  await until(() => other.connection === "live");
  assert.equal(shop.socketCount, 2);
});
