/** The service worker of notifications: what it shows, what it opens, and what it sends the shop. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const SOURCE = readFileSync(
  new URL("../../support_plugin/static/support_plugin/push/worker.js", import.meta.url),
  "utf8",
);
const HOME = "https://shop.example/shop/fa/support/push/worker.js";

/** A worker at an address below a path and a language; `done` has what it did, in order. */
function start({ answer = { ok: true, status: 201 } } = {}) {
  const done = [];
  const reactions = {};
  const fresh = (options) => ({
    toJSON: () => ({ endpoint: "https://push.example/new", keys: { auth: "a" } }),
    unsubscribe: async () => done.push(["unsubscribe"]),
    options,
  });
  const self = {
    registration: {
      showNotification: async (title, options) => done.push(["show", title, JSON.parse(JSON.stringify(options))]),
      pushManager: { subscribe: async (options) => done.push(["subscribe", options]) && fresh(options) },
    },
    clients: { openWindow: async (url) => done.push(["open", url]) },
    skipWaiting: () => done.push(["skip"]),
  };
  runInNewContext(SOURCE, {
    self,
    URL,
    location: new URL(HOME),
    addEventListener: (type, react) => {
      reactions[type] = react;
    },
    fetch: async (url, { method, body }) => done.push(["fetch", url, method, JSON.parse(body)]) && answer,
  });
  return {
    done,
    fresh,
    async send(type, event) {
      const waits = [];
      reactions[type]({ ...event, waitUntil: (promise) => waits.push(promise) });
      await Promise.all(waits);
    },
  };
}

const message = (text) => ({ data: { json: () => JSON.parse(text) } });

test("a message is shown with direction, language and tag", async () => {
  const worker = start();
  const content = { title: "سبد شما", body: "کفش", dir: "rtl", lang: "fa", icon: "/i.png", tag: "cart-1", url: "/fa/" };
  await worker.send("push", message(JSON.stringify(content)));
  const { title, url, ...options } = content;
  assert.deepEqual(worker.done, [["show", title, { ...options, renotify: true, data: { url } }]]);
});

for (const [name, event] of [
  ["without content", { data: null }],
  ["that is no JSON", message("{")],
  ["that is null", message("null")],
  ["that is a list", message("[1]")],
]) {
  test(`a message ${name} shows the shop's name: browsers want to see something`, async () => {
    const worker = start();
    await worker.send("push", event);
    assert.equal(worker.done.length, 1);
    assert.deepEqual(worker.done[0].slice(0, 2), ["show", "shop.example"]);
  });
}

for (const [url, opened] of [
  ["/shop/fa/basket/", "https://shop.example/shop/fa/basket/"],
  ["https://shop.example/a?b=c", "https://shop.example/a?b=c"],
  [undefined, "https://shop.example/shop/fa/"],
  ["https://evil.example/", null],
  ["//evil.example/", null],
  ["http://shop.example/", null],
  ["https://shop.example.evil.example/", null],
  ["javascript:alert(1)", null],
  ["data:text/html,x", null],
]) {
  test(`a click on ${url} opens ${opened ?? "nothing"}`, async () => {
    const worker = start();
    let isClosed = false;
    const close = () => {
      isClosed = true;
    };
    await worker.send("notificationclick", { notification: { close, data: { url } } });
    assert.ok(isClosed);
    assert.deepEqual(worker.done, opened ? [["open", opened]] : []);
  });
}

const old = { endpoint: "https://push.example/old", options: { userVisibleOnly: true, applicationServerKey: "key" } };
const CALL = [
  "fetch",
  "https://shop.example/shop/fa/support/api/v1/push/",
  "POST",
  { endpoint: "https://push.example/new", keys: { auth: "a" }, replaces: old.endpoint },
];

test("what a browser replaces is subscribed with the same key, and sent to the shop", async () => {
  const worker = start();
  await worker.send("pushsubscriptionchange", { oldSubscription: old, newSubscription: null });
  assert.deepEqual(worker.done, [["subscribe", old.options], CALL]);
});

test("what a browser has replaced itself is sent", async () => {
  const worker = start();
  await worker.send("pushsubscriptionchange", { oldSubscription: old, newSubscription: worker.fresh() });
  assert.deepEqual(worker.done, [CALL]);
});

test("what a browser says nothing of is left to its shopper", async () => {
  const worker = start();
  await worker.send("pushsubscriptionchange", { oldSubscription: null });
  assert.deepEqual(worker.done, []);
});

for (const [status, ends] of [
  [403, true],
  [400, true],
  [503, false],
]) {
  test(`a shop that answers ${status} ${ends ? "does not know this browser: it ends" : "may know it later"}`, async () => {
    const worker = start({ answer: { ok: false, status } });
    await worker.send("pushsubscriptionchange", { oldSubscription: old });
    assert.equal(worker.done.at(-1)[0] === "unsubscribe", ends);
  });
}

test("no page is taken over", () => {
  assert.doesNotMatch(SOURCE, /claim|"fetch"|caches/);
});
