/** A shop for each test, and clients of it that are stopped after the test. */

import { afterEach, beforeEach } from "node:test";
import { QueueFeed } from "../../../support_plugin/static/support_plugin/desk/inbox/feed.js";
import { FakeShop, until } from "../fake_shop.mjs";

export { QueueFeed };
export const realNow = Date.now;
export let shop;
/** Codes of the errors that the reader was shown. */
export let alarms;
let clients;

beforeEach(() => {
  openShop();
  clients = [];
  alarms = [];
});
afterEach(() => {
  clients.forEach((client) => client.stop());
  Date.now = realNow;
});

export function openShop(how = {}) {
  shop = Object.assign(new FakeShop(), how);
}

export function made(options) {
  const client = shop.client(options);
  client.addEventListener("refused", ({ detail }) => alarms.push(detail.code));
  clients.push(client);
  return client;
}

export async function started(options) {
  const client = made(options);
  await client.start();
  return client;
}

export async function live(options) {
  if (!shop.latest) shop.open();
  const client = await started(options);
  await until(() => client.connection === "live");
  return client;
}

export async function agentIn(conversation, options) {
  const client = await started({ role: "agent", ...options });
  client.watch(new QueueFeed());
  client.follow(conversation.state.id);
  await until(() => client.connection === "live");
  return client;
}

export const socket = () => [...shop.sockets][0];
export const said = (conversation) => conversation.messages.map(({ body }) => body);
