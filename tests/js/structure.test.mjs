/** Scripts and style sheets stay small enough to be looked through, as modules of Python do (tests/tools/test_structure.py). */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { parse } from "acorn";

const ROOT = new URL("../../", import.meta.url);
const STATIC = "support_plugin/static/support_plugin/";
// Lines of a script or a style sheet, of tests, of a function; scripts in a folder.
const [LONGEST_FILE, LONGEST_TESTS, LONGEST_FUNCTION, MOST_SCRIPTS] = [300, 400, 40, 20];

/** Paths below a folder: ours alone, neither other people's nor what is generated (biome.json leaves out the same). */
function pathsBelow(folder, ends) {
  return readdirSync(new URL(folder, ROOT), { recursive: true })
    .map((name) => folder + String(name).replaceAll("\\", "/"))
    .filter((path) => ends.test(path) && !/\/(vendor|right_to_left|node_modules)\//.test(path))
    .sort();
}

const SCRIPTS = pathsBelow(STATIC, /\.js$/);
const STYLES = pathsBelow(STATIC, /\.css$/);
const TESTS = pathsBelow("tests/js/", /\.mjs$/);
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const lines = (text) => text.split("\n").length - 1;

function longFiles(paths, most) {
  return paths.map((path) => `${path}: ${lines(read(path))}`).filter((found) => Number(found.split(": ")[1]) > most);
}

/** All functions: methods, arrow functions and callbacks too. */
function* functionsIn(node) {
  if (/Function/.test(node.type)) yield node;
  for (const value of Object.values(node)) {
    for (const each of [value].flat()) if (typeof each?.type === "string") yield* functionsIn(each);
  }
}

function longFunctions(text) {
  const program = parse(text, { ecmaVersion: "latest", sourceType: "module", locations: true });
  return [...functionsIn(program)]
    .map(({ loc }) => ({ line: loc.start.line, length: loc.end.line - loc.start.line + 1 }))
    .filter(({ length }) => length > LONGEST_FUNCTION);
}

test("no script, and no style sheet, is too long", () => {
  assert.deepEqual(longFiles([...SCRIPTS, ...STYLES], LONGEST_FILE), []);
});

test("no file of tests is too long", () => {
  assert.deepEqual(longFiles(TESTS, LONGEST_TESTS), []);
});

test("no folder has too many scripts", () => {
  const folders = new Map();
  for (const path of SCRIPTS) folders.set(dirname(path), (folders.get(dirname(path)) ?? 0) + 1);
  const crowded = [...folders].filter(([, scripts]) => scripts > MOST_SCRIPTS);
  assert.deepEqual(crowded, []);
});

test("no function is too long, in scripts and in their tests", () => {
  const found = [...SCRIPTS, ...TESTS].flatMap((path) =>
    longFunctions(read(path)).map(({ line, length }) => `${path}:${line} has ${length} lines`),
  );
  assert.deepEqual(found, []);
});

test("a function that is too long is found, whatever its kind", () => {
  const body = "\n".repeat(LONGEST_FUNCTION);
  const kinds = [
    `function named() {${body}}`,
    `const arrow = () => {${body}};`,
    `class Some { method() {${body}} }`,
    `class Some { #own() {${body}} }`,
    `class Some { get value() {${body}} }`,
    `class Some { field = () => {${body}}; }`,
    `const some = { method() {${body}} };`,
    `call("name", async () => {${body}});`,
  ];
  assert.deepEqual(
    kinds.filter((text) => longFunctions(text).length !== 1),
    [],
  );
  assert.deepEqual(
    kinds.filter((text) => longFunctions(text.replace("\n", "")).length),
    [],
  );
});
