/** Clocks that are wrong, or set while the page is open. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, FakeStorage, QUICK, sleep, until } from "../fake_shop.mjs";
import { live, realNow, shop, socket } from "./clients.mjs";

const HOUR = 3_600_000;

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

test("typing is still sent after the clock was set back", async () => {
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
