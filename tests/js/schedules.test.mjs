/** Whatever happens, in whatever order: each message is stored once and shown once, and nothing waits for ever. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { QueueFeed } from "../../support_plugin/static/support_plugin/desk/inbox/feed.js";
import { FakeShop, FakeStorage, QUICK, sleep, until } from "./fake_shop.mjs";

const SEEDS = Number(process.env.SCHEDULES ?? 24);
const STEPS = 40;
const realNow = Date.now;

/** A small generator of numbers (mulberry32): the same schedule for the same seed. */
function randomOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Schedule {
  written = [];
  storage = new FakeStorage();
  problems = [];

  constructor(seed, role) {
    Object.assign(this, { role, random: randomOf(seed), shop: new FakeShop() });
    const { shop, random } = this;
    shop.open();
    if (role === "agent") shop.open();
    shop.delay = () => random() * 12;
    shop.copies = () => (random() < 0.1 ? [1 + random() * 20, 1 + random() * 20] : [1 + random() * 6]);
    this.client = this.load();
  }

  load() {
    const { shop, storage, role } = this;
    const timing = { ...QUICK, request: 100, seldom: 30 };
    const client = shop.client({ storage, role, timing });
    client.start();
    if (role === "agent") client.addEventListener("session", () => client.watch(new QueueFeed()), { once: true });
    return client;
  }

  /** Every message is on the screen once, with its own number, at every moment. */
  check() {
    const { messages, outbox } = this.client.thread;
    const shown = [...messages, ...outbox].map(({ client_id }) => client_id);
    if (new Set(shown).size !== shown.length) this.problems.push("twice on the screen");
    const numbers = messages.map(({ seq }) => seq);
    if (numbers.some((seq, index) => index && seq <= numbers[index - 1])) this.problems.push("out of order");
  }

  get actions() {
    const { shop, client } = this;
    const pick = (list) => list[Math.floor(this.random() * list.length)];
    const write = () => {
      const body = `said ${this.written.length}`;
      const entry = client.send(body);
      if (entry) this.written.push({ body, conversation: client.thread.id });
    };
    return [
      write,
      write,
      write,
      write,
      () => shop.answer(`answer ${this.random()}`),
      () => pick([...shop.sockets])?.break(),
      () => (shop.refusedHellos = 2),
      () => (shop.losesAnswers = 1),
      () => shop.losesFrames.add(pick(["ack", "message", "state", "pong"])),
      () => shop.losesFrames.clear(),
      () => (shop.isDown = true),
      () => (shop.isDown = false),
      () => (shop.foreign = () => (this.random() < 0.5 ? pick(["<html>", {}, [], null]) : undefined)),
      () => (shop.foreign = () => undefined),
      () => shop.refusals.push({ code: "too_many", detail: "", retry_after: 0.02, status: 429 }),
      () => shop.refusals.push({ code: "unavailable", detail: "", status: 503 }),
      () => pick([...shop.sockets])?.follows.clear(),
      () => (Date.now = () => realNow() + (this.random() - 0.5) * 4e8),
      () => client.seen(client.thread.cursor),
      () => client.wake(),
      ...(this.role === "agent" ? this.switches(pick) : this.endings()),
    ];
  }

  switches(pick) {
    const turn = () => this.client.follow(pick(this.shop.conversations).state.id);
    return [turn, turn, turn];
  }

  endings() {
    const { shop, client } = this;
    return [
      () => shop.close(),
      () => client.thread.id && client.close().catch(() => {}),
      () => client.refresh().catch(() => {}),
    ];
  }

  heal() {
    // Of a server that has forgotten what a socket follows, only what is sent by it is received.
    for (const socket of [...this.shop.sockets]) if (!socket.follows.size) socket.break();
    Date.now = realNow;
    this.shop.losesFrames.clear();
    Object.assign(this.shop, {
      isDown: false,
      refusedHellos: 0,
      losesAnswers: 0,
      refusals: [],
      foreign: () => undefined,
    });
  }
}

function stored({ conversations }) {
  return conversations.flatMap(({ state, messages }) =>
    messages.map((message) => ({ ...message, conversation: state.id })),
  );
}

const isWritten = ({ body }) => body.startsWith("said ");

const order = (list) => list.map(({ body }) => Number(body.split(" ")[1]));

function assertStoredInOrder(shop, written, role) {
  for (const { state, messages } of shop.conversations) {
    const numbers = order(messages.filter(isWritten));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
      "stored as they were written",
    );
    if (role === "agent") {
      const meant = written.filter(({ conversation }) => conversation === state.id);
      assert.deepEqual(numbers, order(meant), "stored where they were written");
    }
  }
}

for (const role of ["shopper", "agent"]) {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    test(`schedule ${seed} by ${role === "agent" ? "an agent" : "a shopper"}`, async () => {
      const schedule = new Schedule(seed, role);
      const { shop, client, written } = schedule;
      try {
        await until(() => client.session);
        if (role === "agent") client.follow(shop.latest.state.id);
        client.addEventListener("change", () => schedule.check());
        for (let step = 0; step < STEPS; step += 1) {
          const { actions } = schedule;
          actions[Math.floor(schedule.random() * actions.length)]();
          if (schedule.random() < 0.6) await sleep(schedule.random() * 15);
        }
        schedule.heal();
        const own = () => stored(shop).filter(isWritten);
        await until(() => own().length === written.length, `all of ${written.length} stored`);
        assertStoredInOrder(shop, written, role);
        await until(() => client.thread.outbox.length === 0, "nothing left to send");
        shop.answer("the last word");
        if (role === "agent") client.follow(shop.latest.state.id);
        const wanted = () => shop.latest.messages.map(({ body }) => body).join();
        await until(() => client.thread.messages.map(({ body }) => body).join() === wanted(), "all shown");
        client.seen(client.thread.cursor);
        const { length } = shop.latest.messages;
        await until(() => shop.latest.state[`${role}_seen`] === length, "seen is known");
        await until(() => client.connection === "live", "the line is live");
        assert.deepEqual(schedule.problems, []);
        // The last acknowledgement may still be on its way.
        await until(() => Object.keys(schedule.storage).length === 0, "nothing kept in the browser");
      } finally {
        Date.now = realNow;
        client.stop();
      }
    });
  }
}
