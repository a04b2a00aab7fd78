/** The answers that a message offers: those of the other side's newest, until something is written. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { bodies, FakeShop, until } from "./fake_shop.mjs";

let shop;
let client;

beforeEach(async () => {
  shop = new FakeShop();
  shop.open();
  client = shop.client();
  await client.start();
  await until(() => client.connection === "live");
});
afterEach(() => client.stop());

async function isAsked(body, choices) {
  shop.answer(body, { choices });
  await until(() => bodies(client).includes(body));
}

test("a message without choices offers none", async () => {
  await isAsked("Hello", []);
  assert.deepEqual(client.choices, []);
});

test("only the newest message's choices are offered", async () => {
  await isAsked("Which size?", ["S", "M"]);
  assert.deepEqual(client.choices, ["S", "M"]);
  await isAsked("And which colour?", ["red"]);
  assert.deepEqual(client.choices, ["red"]);
  await isAsked("Take your time.", []);
  assert.deepEqual(client.choices, []);
});

test("a line of the system's does not take them away", async () => {
  await isAsked("Which size?", ["S", "M"]);
  const line = shop.store(shop.latest, "system", crypto.randomUUID(), "");
  shop.announce(shop.latest, Object.assign(line, { kind: "joined" }));
  await until(() => client.thread.cursor === 2 && client.thread.messages[1].kind);
  assert.deepEqual(client.choices, ["S", "M"]);
});

test("they go at once with whatever the shopper writes, and stay away when it is stored", async () => {
  await isAsked("Which size?", ["S", "M"]);
  client.send("How do they fit?");
  assert.deepEqual(client.choices, []);
  await until(() => client.thread.outbox.length === 0);
  assert.deepEqual(client.choices, []);
});

test("they come back with a message that is taken back unsent", async () => {
  await isAsked("Which size?", ["S", "M"]);
  shop.refusals = [{ code: "invalid", detail: "No", status: 400 }];
  const entry = client.send("x");
  await until(() => entry.state === "failed");
  assert.deepEqual(client.choices, []);
  client.discard(entry.client_id);
  assert.deepEqual(client.choices, ["S", "M"]);
});

test("they go when the conversation ends", async () => {
  await isAsked("Which size?", ["S", "M"]);
  shop.close();
  await until(() => client.thread.conversation.status === "closed");
  assert.deepEqual(client.choices, []);
});

test("what was offered in deleted messages is gone from the memory", async () => {
  shop.latest.state.deleted = false;
  await isAsked("Which size?", ["S", "M"]);
  shop.latest.state.deleted = true;
  shop.close();
  await until(() => client.thread.conversation.deleted);
  assert.deepEqual(client.thread.messages[0].choices, []);
});

test("who offers the choices is not asked to choose", async () => {
  const agent = shop.client({ role: "agent" });
  await agent.start();
  agent.follow(shop.latest.state.id);
  await isAsked("Which size?", ["S", "M"]);
  await until(() => bodies(agent).length === 1);
  assert.deepEqual(agent.choices, []);
  agent.stop();
});
