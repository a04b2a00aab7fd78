/** Every accent an admin may choose can be read. */

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.HTMLElement = class {};
globalThis.customElements = { get: () => true };
const { contrast, darkened, readableOn } = await import("../../support_plugin/static/support_plugin/chat/launcher.js");

const STEPS = [0, 51, 102, 119, 153, 204, 255];
const COLOURS = STEPS.flatMap((r) => STEPS.flatMap((g) => STEPS.map((b) => [r, g, b])));

test("black on white is 21 : 1", () => assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21));

test("text on the accent has at least 4.5 : 1, whatever the accent", () => {
    for (const colour of COLOURS) assert.ok(contrast(colour, readableOn(colour)) >= 4.5, String(colour));
});

test("text in the accent has at least 4.5 : 1 on white, whatever the accent", () => {
    for (const colour of COLOURS) assert.ok(contrast(darkened(colour), [255, 255, 255]) >= 4.5, String(colour));
});

test("an accent that can be read is left as it is", () => assert.deepEqual(darkened([15, 118, 110]), [15, 118, 110]));
