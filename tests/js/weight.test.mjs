/** What a shopper downloads: the launcher on every page, the rest when the chat is opened or an answer may come. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const FOLDER = new URL("../../support_plugin/static/support_plugin/chat/", import.meta.url);
const NAMES = readdirSync(FOLDER, { recursive: true }).filter((name) => /\.(js|css)$/.test(name));

function weight(...names) {
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, FOLDER))).length, 0);
}

test("the launcher with its style is at most 3 KB", () => {
  const bytes = weight("launcher.js", "launcher.css");
  assert.ok(bytes <= 3 * 1024, `${bytes} bytes`);
});

// exposure.js is on pages alone where a share of people is held out (docs/holdout.md).
const LATER = [
  "attachments.js",
  "unread_count.js",
  "cards.js",
  "client/connection.js",
  "entries.js",
  "exposure.js",
  "panel/away.js",
  "panel/links.js",
  "panel/menu.js",
  "panel/proposal.js",
  "sound.js",
  "unread_poll.js",
];
const AGENTS = ["client/watched_queue.js"];
// page.css belongs to the page for browsers without JavaScript.
const STYLES = ["attachments.css", "cards.css", "panel/menu.css", "page.css"];

test("what opening the chat loads is at most 25 KB with the launcher, 28 KB with a conversation to follow", () => {
  const names = NAMES.filter((name) => ![...LATER, ...AGENTS, ...STYLES].includes(name));
  const bytes = weight(...names);
  assert.ok(bytes <= 25 * 1024, `${bytes} bytes`);
  const followed = weight(...names, "client/connection.js");
  assert.ok(followed <= 28 * 1024, `${followed} bytes`);
});

for (const name of LATER) {
  test(`${name}, loaded when it is first needed, is at most 4 KB`, () => {
    const bytes = weight(name);
    assert.ok(bytes <= 4 * 1024, `${bytes} bytes`);
  });
}

test("what notices hesitation is at most 1.5 KB", () => {
  const bytes = weight("../carts/hesitation.js");
  assert.ok(bytes <= 1.5 * 1024, `${bytes} bytes`);
});

test("what waits to show proactive help is at most 0.5 KB, what shows it 4 KB", () => {
  assert.ok(weight("../carts/prompts.js") <= 512);
  const bytes = weight("../carts/corner_card.js", "../carts/prompt.js");
  assert.ok(bytes <= 4 * 1024, `${bytes} bytes`);
});

test("what asks for a message in the shop is at most 0.7 KB, what shows it 3.5 KB", () => {
  assert.ok(
    weight("../carts/site_message_check.js") <= 0.7 * 1024,
    `${weight("../carts/site_message_check.js")} bytes`,
  );
  const bytes = weight("../carts/corner_card.js", "../carts/site_message.js");
  assert.ok(bytes <= 3.5 * 1024, `${bytes} bytes`);
});

test("what offers notifications is at most 1.5 KB, its worker 1 KB", () => {
  assert.ok(weight("../push/offer.js") <= 1.5 * 1024, `${weight("../push/offer.js")} bytes`);
  assert.ok(weight("../push/worker.js") <= 1024, `${weight("../push/worker.js")} bytes`);
});

test("the first picture or file loads at most 4 KB, with the style of files", () => {
  const bytes = weight("attachments.js", "attachments.css");
  assert.ok(bytes <= 4 * 1024, `${bytes} bytes`);
});

test("the menu loads at most 4 KB, with its style and the tone's switch", () => {
  const bytes = weight("panel/menu.js", "panel/menu.css", "unread_count.js");
  assert.ok(bytes <= 4 * 1024, `${bytes} bytes`);
});

test("the first card loads at most 4 KB, with the style of cards", () => {
  const bytes = weight("cards.js", "cards.css");
  assert.ok(bytes <= 4 * 1024, `${bytes} bytes`);
});

test("what suggests answers is at most 4 KB with its style, what shows an article too", () => {
  const bytes = weight("../answers/suggestions.js", "../answers/suggestions.css");
  assert.ok(bytes <= 4 * 1024, `${bytes} bytes`);
  assert.ok(weight("../answers/reading.js") <= 4 * 1024, `${weight("../answers/reading.js")} bytes`);
});

test("an agent's canned replies are at most 4 KB, notes 4.5 KB, answers 6 KB", () => {
  const most = { canned: 4, notes: 4.5, answers: 6 };
  for (const [folder, kilobytes] of Object.entries(most)) {
    const scripts = readdirSync(new URL(`../desk/${folder}/`, FOLDER)).filter((name) => name.endsWith(".js"));
    const bytes = weight(...scripts.map((name) => `../desk/${folder}/${name}`));
    assert.ok(bytes <= kilobytes * 1024, `${folder}: ${bytes} bytes`);
  }
});

test("no module imports another by a relative path, which a renaming storage would break", () => {
  for (const name of NAMES.filter((each) => each.endsWith(".js"))) {
    assert.doesNotMatch(readFileSync(new URL(name, FOLDER), "utf8"), /(\bfrom\s+|\bimport\s*\(?\s*)["'`]/);
  }
});
