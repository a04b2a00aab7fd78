/** Edited and withdrawn messages: whatever comes first, the screen says what the shop says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEntries, mayChange } from "../../support_plugin/static/support_plugin/chat/entries.js";
import { FakeShop, until } from "./fake_shop.mjs";

const START = Date.parse("2026-11-29T08:00:00Z");
const PLAIN = {
  kind: null,
  changes: null,
  edited_at: null,
  withdrawn: false,
  attachments: [],
  choices: [],
  card: null,
};

/** A shop's table: messages, and entries that change them, as the server stores them. */
class Table {
  rows = [];

  add(fields) {
    const seq = this.rows.length + 1;
    const created_at = new Date(START + seq * 1000).toISOString();
    this.rows.push({ ...PLAIN, seq, sender: "agent", client_id: `id-${seq}`, created_at, ...fields });
    return this.rows.at(-1);
  }

  change(seq, body) {
    const target = this.rows[seq - 1];
    for (const row of this.rows) if (row.changes === seq) row.body = null;
    const entry = this.add({ kind: body ? "edited" : "withdrawn", changes: seq, body });
    Object.assign(target, { body, edited_at: entry.created_at });
    if (!body) Object.assign(target, { kind: "deleted", withdrawn: true });
  }

  read() {
    return structuredClone(this.rows);
  }
}

const screen = (messages) =>
  messages.filter(({ changes }) => !changes).map(({ body, kind, withdrawn }) => [body, kind, withdrawn]);

/** As the client does: a known number takes the fields of whatever comes, in whatever order. */
function take(thread, message) {
  const known = thread.messages.find(({ seq }) => seq === message.seq);
  if (known) Object.assign(known, message);
  else thread.messages.push(message);
  thread.messages.sort((a, b) => a.seq - b.seq);
  applyEntries(thread);
}

function random(seed) {
  let state = seed;
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
}

test("in whatever order old and new answers come, all of them together show what is stored", () => {
  for (let seed = 1; seed <= 2000; seed += 1) {
    const pick = random(seed);
    const table = new Table();
    const answers = [];
    for (let step = 0; step < 8; step += 1) {
      const own = table.rows.filter(({ changes, kind }) => !changes && !kind);
      if (!own.length || pick(2)) table.add({ body: `words ${step}` });
      else table.change(own[pick(own.length)].seq, pick(3) ? `edited ${step}` : null);
      // Any of them may be read now, and arrive much later.
      answers.push(...table.read().filter(() => pick(2)));
    }
    answers.push(...table.read().filter(({ changes }) => changes));
    const known = new Set(answers.map(({ seq }) => seq));
    answers.push(...table.read().filter(({ seq }) => !known.has(seq)));
    const thread = { messages: [] };
    while (answers.length) take(thread, answers.splice(pick(answers.length), 1)[0]);
    // The newest entry of each message is among what came: what was read before it counts no more.
    assert.deepEqual(screen(thread.messages), screen(table.read()), `seed ${seed}`);
  }
});

test("an entry whose words a later one has replaced changes nothing", () => {
  const table = new Table();
  table.add({ body: "one" });
  const before = table.read();
  table.change(1, "two");
  table.change(1, "three");
  const thread = { messages: [before[0], table.read()[1]] };
  assert.equal(applyEntries(thread), false);
  assert.equal(thread.messages[0].body, "one");
});

test("what was withdrawn is not brought back by an edit, and what was deleted stays so", () => {
  const table = new Table();
  table.add({ body: "one" });
  table.change(1, "two");
  const [, edit] = table.read();
  table.change(1, null);
  const thread = { messages: [table.read()[0], edit] };
  assert.equal(applyEntries(thread), false);
  assert.equal(thread.messages[0].kind, "deleted");
});

test("a client that follows takes an entry as it takes any message, and applies it once", async () => {
  const shop = new FakeShop();
  shop.open();
  const client = shop.client();
  let applied = 0;
  client.addEventListener("change", () => (applied += applyEntries(client.thread)));
  await client.start();
  await until(() => client.connection === "live");
  shop.answer("one");
  const entry = shop.store(shop.latest, "agent", crypto.randomUUID(), "two");
  shop.announce(shop.latest, Object.assign(entry, { kind: "edited", changes: 1 }));
  await until(() => client.thread.cursor === 2);
  assert.deepEqual(
    client.thread.messages.map(({ body }) => body),
    ["two", "two"],
  );
  assert.equal(applied, 1);
  client.stop();
});

test("own messages may be changed while it is open; shoppers' for some minutes", () => {
  const client = { role: "shopper", session: { change_seconds: 900 }, thread: { isOpen: true }, now: () => START };
  const message = { ...PLAIN, seq: 1, sender: "shopper", created_at: new Date(START - 899_000).toISOString() };
  const may = (fields, of = {}) => mayChange({ ...message, ...fields }, { ...client, ...of });
  assert.equal(may({}), true);
  assert.equal(may({ created_at: new Date(START - 901_000).toISOString() }), false);
  assert.equal(may({ sender: "agent" }), false);
  assert.equal(may({ seq: undefined }), false);
  assert.equal(may({ kind: "deleted" }), false);
  assert.equal(may({ card: {} }), false);
  assert.equal(may({}, { thread: { isOpen: false } }), false);
  const old = { sender: "agent", created_at: new Date(START - 1e9).toISOString() };
  assert.equal(may(old, { role: "agent" }), true);
});
