/** A line that is refused, silent or broken: messages come by polling, and the socket is tried again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, QUICK, sleep, until } from "../fake_shop.mjs";
import { alarms, live, made, shop, socket, started } from "./clients.mjs";

const NEVER = 100_000;

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

test("a broken socket is opened again, and what was said meanwhile is there", async () => {
  const client = await live();
  socket().break();
  shop.answer("meanwhile", { announce: false });
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

test("a server that has forgotten the subscription gets it again, and the message goes by POST", async () => {
  const client = await live();
  socket().follows.clear();
  client.send("still here");
  await until(() => bodies(client).includes("still here"));
  assert.ok(shop.requests.some((call) => call.endsWith("/messages/")));
  await until(() => socket().follows.size === 1);
  assert.deepEqual(alarms, []);
});

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

test("after the time that a refused socket was given, it is tried again", async () => {
  shop.open();
  shop.tooManySockets = 0.1;
  const client = await started();
  await until(() => client.connection === "polling");
  shop.tooManySockets = null;
  await until(() => client.connection === "live");
});

test("polls that are too many wait as long as they must, without an alarm", async () => {
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
