/** Scripts and style sheets use only what the oldest browsers of docs/javascript.md have, by MDN's data. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { parse } from "acorn";
import postcss from "postcss";

const bcd = createRequire(import.meta.url)("@mdn/browser-compat-data");
const STATIC = new URL("../../support_plugin/static/support_plugin/", import.meta.url);
const BASELINE = { chrome: 92, firefox: 98, safari: 15.4, safari_ios: 15.4 };
/** Newer ones, each of which the code can do without. */
const MAY_LACK = {
  "color-mix": "a border in the text's own colour stands before it",
  "light-dark": "inside @supports: older browsers stay light",
  "@container": "inside @supports: older browsers have the narrow chart",
  "print-color-adjust": "after the same with a prefix",
  "details-content": "inside @supports: older browsers have the place in a row of its own",
  has: "without it what is scrolled to may stand below the launcher",
  "accent-color": "the bar has the browser's colour",
  "overscroll-behavior": "the page may scroll on behind the panel",
  scripting: "without scripts the button does nothing",
  globalPrivacyControl: "the server obeys the header, and leaves the module out",
  locks: "asked for before it is used",
  "forced-colors": "asked for by those who have it",
  dvh: "after the same in vh",
  Notification: "asked for before it is used",
  permission: "of Notification",
  requestPermission: "of Notification",
  pushManager: "asked for before it is used",
  getSubscription: "of pushManager",
  unsubscribe: "of pushManager",
  showNotification: "in a worker that only browsers with pushManager get",
  notification: "likewise",
  cursor: "a touch screen shows none",
  resize: "a touch screen has no handle",
  end: "of grids, where it is old",
  outline: "its corners are square",
  "match-parent": "after the same with a prefix",
};

const files = (end) =>
  readdirSync(STATIC, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(end))
    .sort();
const read = (name) => readFileSync(new URL(name, STATIC), "utf8");

/** Whether all browsers of the baseline have it, without a flag or a prefix. */
function isOld({ support }) {
  return Object.entries(BASELINE).every(([browser, version]) => {
    const all = [support[browser] ?? []].flat();
    return all.some(
      ({ version_added: added, version_removed: removed, flags, prefix }) =>
        added && !removed && !flags && !prefix && parseFloat(String(added).replace("≤", "")) <= version,
    );
  });
}

/** All entries of a part of the data by their names. */
function byName(tree, names = new Map()) {
  for (const [name, entry] of Object.entries(tree)) {
    if (name === "__compat" || typeof entry !== "object") continue;
    const plain = name.replace(/_(static|event)$/, "");
    if (entry.__compat) names.set(plain, [...(names.get(plain) ?? []), entry.__compat]);
    byName(entry, names);
  }
  return names;
}

const members = byName({ ...bcd.api, ...bcd.javascript.builtins });
const globals = (name) => bcd.javascript.builtins[name] ?? bcd.api[name] ?? bcd.api.Window?.[name];
const { api, javascript } = bcd;

function newStatic(object, name) {
  const entry = (javascript.builtins[object] ?? api[object])?.[`${name}_static`] ?? javascript.builtins[object]?.[name];
  return entry?.__compat && !isOld(entry.__compat);
}

function* nodesOf(node) {
  if (!node || typeof node.type !== "string") return;
  yield node;
  for (const [name, value] of Object.entries(node)) {
    if (["property", "key"].includes(name) && !node.computed) continue; // a name, no variable
    for (const each of [value].flat()) if (each && typeof each === "object") yield* nodesOf(each);
  }
}

const parsed = (text) => [...nodesOf(parse(text, { ecmaVersion: 2022, sourceType: "module" }))];

/** Names that our own objects have: `thread.open` is no `Window.open`. */
const own = new Set(["deleted", "queue"]); // of the protocol
for (const node of files(".js").flatMap((name) => parsed(read(name)))) {
  const { type, key, left, id, params = [] } = node;
  for (const declared of [type.startsWith("Function") || type === "VariableDeclarator" ? id : null, ...params]) {
    if (declared?.name) own.add(declared.name);
  }
  if (["MethodDefinition", "PropertyDefinition", "Property"].includes(type) && key.name) own.add(key.name);
  if (type === "AssignmentExpression" && left.object?.type === "ThisExpression") own.add(left.property.name);
}

function* newInScript(text) {
  for (const node of parsed(text)) {
    const { type, object, property, computed, regex, name } = node;
    if (type === "StaticBlock") yield "static block";
    if (regex && /\(\?<[=!]|\(\?[ims-]+:/.test(regex.pattern)) yield `lookbehind or modifiers in /${regex.pattern}/`;
    if (regex?.flags.includes("v")) yield "regular expression with v";
    if (type === "MemberExpression" && !computed && property.type === "Identifier") {
      const known = members.get(property.name);
      if (known && !known.some(isOld) && !own.has(property.name)) yield property.name;
      else if (object.type === "Identifier" && newStatic(object.name, property.name))
        yield `${object.name}.${property.name}`;
    }
    if (type === "Identifier" && !own.has(name) && globals(name)?.__compat && !isOld(globals(name).__compat))
      yield name;
  }
}

const functions = byName(bcd.css.types);
const { properties, selectors, "at-rules": rules } = bcd.css;

function* newInStyle(text) {
  for (const found of postcss.parse(text).nodes.flatMap((node) => [...styleNodes(node)])) yield found;
}

function* styleNodes(node, isSupported = false) {
  if (node.type === "atrule") {
    if (!rules[node.name]?.__compat || !isOld(rules[node.name].__compat)) yield `@${node.name}`;
    if (node.name === "media" && /[<>]/.test(node.params)) yield `range in @media ${node.params}`;
    for (const [, feature] of node.params.matchAll(/\(\s*([a-z-]+)/g)) {
      const known = rules[node.name]?.[feature]?.__compat;
      if (known && !isOld(known)) yield feature;
    }
  }
  if (node.type === "rule") {
    if (node.parent.type === "rule") yield `nested ${node.selector}`;
    for (const [, name] of node.selector.matchAll(/:([a-z-]+)/g)) {
      if (selectors[name]?.__compat && !isOld(selectors[name].__compat)) yield name;
    }
  }
  if (node.type === "decl" && !isSupported) yield* newInDeclaration(node);
  for (const each of node.nodes ?? []) yield* styleNodes(each, isSupported || node.name === "supports");
}

function* newInDeclaration({ prop, value }) {
  const known = properties[prop]?.__compat;
  if (!prop.startsWith("--") && !prop.startsWith("-webkit-") && known && !isOld(known)) yield prop;
  const keyword = properties[prop]?.[value.replaceAll("-", "_")] ?? properties[prop]?.[value];
  if (!(prop in MAY_LACK) && keyword?.__compat && !isOld(keyword.__compat)) yield value;
  for (const [, name] of value.matchAll(/([a-z][a-z-]+)\(/g)) {
    const entries = functions.get(name);
    if (entries && !entries.some(isOld)) yield name;
  }
  const [, unit] = value.match(/\d(dvh|svh|lvh|cqw|cqi|rlh|lh|cap|ric)\b/) ?? [];
  if (unit) yield unit;
}

for (const [end, find] of [
  [".js", newInScript],
  [".css", newInStyle],
]) {
  for (const name of files(end)) {
    test(`${name} needs nothing that the oldest browsers lack`, () => {
      const found = [...new Set(find(read(name)))].filter((each) => !(each in MAY_LACK));
      assert.deepEqual(found, []);
    });
  }
}

test("what is newer than the oldest browsers is found", () => {
  const script =
    "URL.canParse(x); [].findLast(f); structuredClone(x); AbortSignal.timeout(1); form.requestSubmit();" +
    "node.ariaLabel = 1; Object.groupBy(x); /(?<=a)b/; Promise.withResolvers(); crypto.randomUUID();";
  const found = [...newInScript(script)].join();
  for (const name of [
    "canParse",
    "findLast",
    "structuredClone",
    "AbortSignal.timeout",
    "requestSubmit",
    "ariaLabel",
    "groupBy",
    "lookbehind",
    "withResolvers",
  ])
    assert.ok(found.includes(name), `${name} in ${found}`);
  const style =
    "@media (width < 1rem) { a { translate: 1px; & b { color: oklch(1 1 1) } } } @layer x { c:has(d) { overflow: clip } }" +
    " @container (a) { e { text-wrap: balance; block-size: 1dvh } }";
  const styles = [...newInStyle(style)].join();
  for (const name of [
    "range",
    "translate",
    "nested",
    "oklch",
    "@layer",
    "has",
    "clip",
    "@container",
    "text-wrap",
    "dvh",
  ]) {
    assert.ok(styles.includes(name), `${name} in ${styles}`);
  }
});
