/** What a shopper downloads: the launcher on every page, the rest when the chat is opened. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const FOLDER = new URL("../../support_plugin/static/support_plugin/chat/", import.meta.url);

function weight(...names) {
    return names.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, FOLDER))).length, 0);
}

test("the launcher with its style is at most 3 KB", () => {
    assert.ok(weight("launcher.js", "launcher.css") <= 3 * 1024);
});

test("the chat, opened, is at most 25 KB", () => {
    const later = ["panel.js", "panel.css", "client.js", "attachments.js", "attachments.css"];
    assert.ok(weight("launcher.js", "launcher.css", ...later) <= 25 * 1024);
});

test("what comes with the menu, or at the end, is at most 3 KB", () => {
    assert.ok(weight("care.js") <= 3 * 1024);
});

test("what a closed chat loads where an answer may come is at most 2 KB", () => {
    assert.ok(weight("attention.js") <= 2 * 1024);
});

test("no module imports another by a relative path, which a renaming storage would break", () => {
    for (const name of ["launcher.js", "panel.js", "client.js", "attachments.js", "care.js", "attention.js"]) {
        assert.doesNotMatch(readFileSync(new URL(name, FOLDER), "utf8"), /(\bfrom\s+|\bimport\s*\(?\s*)["'`]/);
    }
});
