/** `make lint` refuses what names left or right, or treats them differently, in style sheets and in scripts. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import stylelint from "stylelint";

const ROOT = new URL("../../", import.meta.url).pathname;

async function problems(code) {
  const { results } = await stylelint.lint({ code, configFile: `${ROOT}stylelint.config.mjs` });
  return results[0].warnings.map(({ line, text }) => `${line}: ${text}`);
}

const PHYSICAL = [
  "margin-left: 1px",
  "padding-right: 1px",
  "left: 0",
  "border-right-color: red",
  "border-top-left-radius: 1px",
  "text-align: right",
  "float: left",
  "scroll-margin-left: 1px",
  "margin: 1px 2px 3px 4px",
  "padding: 0 1px 0 calc(1px + 2px)",
  "inset: 0 auto 0 0",
  "border-width: 0 0 0 4px",
  "border-radius: 1px 0 0 1px",
  "border-radius: 1px 2px",
  "border-radius: 1px 2px 3px",
  "transform: translateX(-50%)",
  "transform: rotate(1deg) translate(3px, 0)",
  "translate: -50% 0",
  "background-position: right 1rem center",
  "background: url(x.svg) no-repeat left center",
  "transform-origin: left top",
  "background: linear-gradient(to right, red, blue)",
  "background: linear-gradient(90deg, red, blue)",
  "box-shadow: inset 3px 0 0 red",
];

for (const declaration of PHYSICAL) {
  test(`a style with "${declaration}" is refused`, async () => {
    assert.notDeepEqual(await problems(`a { ${declaration} }`), []);
  });
}

test("what treats both sides alike, or only contains the word, is not", async () => {
  const sheet = `
    a { margin-inline-start: 1px; inset-inline-end: 0; text-align: start }
    .left { color: red }
    .icon-right:hover { color: red; background: url("left.svg") }
    i { margin: 1px 2px 3px 2px; padding: 1px 2px 3px; inset: auto 0; border-color: red }
    b { border-radius: 1px 1px 0 0 }
    u { border-radius: 0 0 var(--small) var(--small) }
    p { translate: 0 -30vh; transform: translate(0, 1px) scaleX(-1) }
    q { box-shadow: 0 1px 2px rgb(0 0 0 / 6%), 0 0 red; text-shadow: none }
    s { box-shadow: inset 0 -3px var(--brand); translate: none }
    em { background: linear-gradient(to top, red, blue), url("to-right.svg") }
    dl { left: 0 } /* stylelint-disable-line logical-css/require-logical-properties -- a map's west */`;
  assert.deepEqual(await problems(sheet), []);
});

const SCRIPTED = [
  "node.style.left = x;",
  "node.style.marginRight = 0;",
  'node.style.setProperty("padding-left", "1px");',
  "box.scrollLeft += 10;",
  "box.scrollBy({ left: 10 });",
  'box.scrollTo({ behavior: "smooth", left: 10 });',
];
const MEASURED = "const { left } = node.getBoundingClientRect();\ngo({ top: left });\n";

test("what a script does to one side is refused, and what it measures is not", () => {
  const folder = mkdtempSync(`${ROOT}tests/js/sides-`);
  writeFileSync(`${folder}/sides.js`, [...SCRIPTED, MEASURED].join("\n"));
  let report = "";
  try {
    execFileSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "lint", "--reporter=github", folder], {
      cwd: ROOT,
    });
  } catch (error) {
    report = String(error.stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const lines = [...report.matchAll(/title=plugin.*?,line=(\d+)/g)].map(([, line]) => Number(line));
  assert.deepEqual(
    lines,
    SCRIPTED.map((_, index) => index + 1),
    report,
  );
});
