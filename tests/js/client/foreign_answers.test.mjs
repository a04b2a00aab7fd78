/** Another program answers at the shop's address: its words count as no answer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, sleep, until } from "../fake_shop.mjs";
import { live, made, shop, socket, started } from "./clients.mjs";

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
