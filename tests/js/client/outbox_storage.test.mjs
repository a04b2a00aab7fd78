/** Storages that are missing, refuse, are full, or hold what others wrote. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, FakeStorage, sleep, until } from "../fake_shop.mjs";
import { live, shop, socket } from "./clients.mjs";

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
