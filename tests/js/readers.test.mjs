/** Colleagues who read along or write: shown at once, announced seldom. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Readers } from "../../support_plugin/static/support_plugin/desk/conversation/readers.js";

const TEXTS = { writes: "%s writes", write: "%s write", readsAlong: "%s reads", readAlong: "%s read" };
const SARA = { id: "s", name: "Sara", typing: false };
const REZA = { id: "r", name: "Reza", typing: false };
const writes = (one) => ({ ...one, typing: true });

let readers, line, said, clock;

function pass(ms) {
  for (let left = ms; left > 0; left -= 100) {
    clock += 100;
    mock.timers.tick(100);
  }
}

beforeEach(() => {
  mock.timers.reset();
  mock.restoreAll();
  mock.timers.enable({ apis: ["setTimeout"] });
  clock = 1000;
  mock.method(performance, "now", () => clock);
  globalThis.document = { createElement: (name) => ({ name }) };
  line = { replaceChildren: (...parts) => (line.parts = parts) };
  said = [];
  const announcer = {
    set textContent(text) {
      said.push(text);
    },
  };
  readers = new Readers(line, announcer, { text: (name) => TEXTS[name] }, "en");
});

const shown = () => line.parts.map((part) => part.textContent ?? part).join("");

test("those who write stand before those who read, each name in its own direction", () => {
  readers.show([SARA, writes(REZA)]);
  assert.equal(shown(), "Reza writes · Sara reads");
  assert.deepEqual(
    line.parts.filter(({ name }) => name).map(({ name }) => name),
    ["bdi", "bdi"],
  );
  readers.show([SARA, REZA]);
  assert.equal(shown(), "Sara and Reza read");
  readers.show([]);
  assert.equal(line.hidden, true);
});

test("somebody writes for five seconds, and no longer than until their answer is here", () => {
  readers.show([writes(SARA)]);
  pass(4900);
  assert.equal(shown(), "Sara writes");
  pass(200);
  assert.equal(shown(), "Sara reads");
  readers.show([writes(SARA)]);
  readers.spoke({ seq: 3, agent: { id: "s" } });
  assert.equal(shown(), "Sara reads");
  // The same message again is no other answer.
  readers.show([writes(SARA)]);
  readers.spoke({ seq: 3, agent: { id: "s" } });
  assert.equal(shown(), "Sara writes");
});

test("a screen reader announces each who comes and each who begins to write, once a minute at most", () => {
  readers.show([SARA]);
  assert.deepEqual(said, []);
  pass(2100);
  assert.deepEqual(said, ["Sara reads"]);
  for (let times = 0; times < 5; times += 1) {
    readers.show([writes(SARA)]);
    pass(6000);
    readers.show([]);
    readers.show([SARA]);
    pass(3000);
  }
  assert.deepEqual(said, ["Sara reads", "Sara writes"]);
  readers.show([SARA, REZA]);
  pass(2100);
  assert.equal(said.at(-1), "Reza reads");
});

test("a page that is loaded again is no news, nor is whoever leaves", () => {
  readers.show([SARA]);
  pass(1000);
  readers.show([]);
  pass(5000);
  assert.deepEqual(said, []);
});

test("in another conversation it begins again", () => {
  readers.show([SARA]);
  pass(2100);
  readers.clear();
  readers.show([SARA]);
  pass(2100);
  assert.deepEqual(said, ["Sara reads", "Sara reads"]);
});
