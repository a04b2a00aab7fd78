/** What was read is marked, never back, until the shop knows. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, sleep, until } from "../fake_shop.mjs";
import { live, shop, socket, started } from "./clients.mjs";

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
