/** Sending asks first where somebody else has answered meanwhile, and only then. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ColleagueReplies } from "../../support_plugin/static/support_plugin/desk/conversation/colleague_replies.js";

const answer = (seq, agent) => ({ seq, agent, sender: "agent", body: "yes", kind: null });

let answers;

beforeEach(() => {
  globalThis.document = { createElement: () => ({}) };
  answers = new ColleagueReplies({ replaceChildren() {} }, { text: () => "" }, "me");
  answers.begin(1);
});

test("a colleague's answer asks once", () => {
  const said = [answer(2, { id: "colleague", name: "Sara" })];
  assert.equal(answers.allows(said), false);
  assert.equal(answers.allows(said), true);
});

test("a program's answer, which is the shop's, asks too", () => {
  assert.equal(answers.allows([answer(2, { id: null, name: "Shop" })]), false);
});

test("an own answer asks nothing, also while it is only acknowledged and names nobody", () => {
  assert.equal(answers.allows([answer(2, { id: "me", name: "I" })]), true);
  assert.equal(answers.allows([answer(3, null)]), true);
});
