/** The connection is a module of its own, loaded when there is something to follow; nothing is lost where it can't be. */

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { bodies, FakeShop, parts, sleep, until } from "../fake_shop.mjs";

const MODULE = new URL("../../../support_plugin/static/support_plugin/chat/client/connection.js", import.meta.url);
const { Connection, ...without } = parts;
let shop;
let client;
let folder;
let alarms;

beforeEach(() => {
  shop = new FakeShop();
  folder = mkdtempSync(join(tmpdir(), "support-"));
  alarms = [];
});
afterEach(() => {
  client.stop();
  rmSync(folder, { recursive: true });
});

function address() {
  return join(folder, "connection.mjs");
}

function deploy() {
  copyFileSync(MODULE, address());
}

async function started() {
  client = shop.client({ parts: without, connectionModule: pathToFileURL(address()).href });
  client.addEventListener("refused", ({ detail }) => alarms.push(detail.code));
  await client.start();
  return client;
}

test("without a conversation it is not asked for", async () => {
  await started();
  deploy();
  await sleep(50);
  assert.equal(client.connection, "idle");
  assert.deepEqual(shop.requests, ["GET /api/session/"]);
});

test("with a conversation it is loaded, and follows that", async () => {
  deploy();
  shop.open();
  await started();
  await until(() => client.connection === "live");
  shop.answer("here");
  await until(() => bodies(client).includes("here"));
});

test("the first message opens a conversation, and then it is loaded", async () => {
  deploy();
  await started();
  client.send("hello");
  await until(() => client.connection === "live");
  assert.deepEqual(bodies(client), ["hello"]);
});

test("what is said while it is on its way is not missed", async () => {
  deploy();
  shop.open();
  await started();
  shop.answer("meanwhile", { announce: false });
  client.send("and this");
  await until(() => client.connection === "live" && bodies(client).length === 2);
  assert.equal(shop.stored, 2);
});

test("where it can't be loaded the session brings what is said, and messages are stored", async () => {
  shop.open();
  await started();
  shop.answer("by the session");
  await until(() => bodies(client).includes("by the session"));
  await until(() => client.connection === "polling");
  client.send("and back");
  await until(() => bodies(client).includes("and back"));
  assert.deepEqual(alarms, []);
});

test("it is asked for again until it is there", async () => {
  shop.open();
  await started();
  await until(() => client.connection === "polling");
  deploy();
  await until(() => client.connection === "live");
});

test("without a line to the shop the chat is offline, and it is loaded when that is back", async () => {
  shop.open();
  await started();
  shop.isDown = true;
  client.send("patience");
  await until(() => client.connection === "offline");
  const asked = shop.requests.length;
  await until(() => shop.requests.slice(asked).filter((call) => call === "GET /api/session/").length > 1);
  deploy();
  shop.isDown = false;
  await until(() => client.connection === "live" && bodies(client).includes("patience"));
  assert.equal(shop.stored, 1);
});

test("what was read before it is there is marked then", async () => {
  shop.open();
  shop.answer("1");
  await started();
  client.seen(1);
  deploy();
  await until(() => shop.latest.state.shopper_seen === 1);
});

test("a client that is stopped while it is on its way opens no socket and asks for nothing more", async () => {
  deploy();
  shop.open();
  await started();
  client.stop();
  const asked = shop.requests.length;
  await sleep(60);
  assert.equal(shop.socketCount ?? 0, 0);
  assert.equal(shop.requests.length, asked);
});
