/** What the desk's parts ask the shop for, all in one way. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CallRefused, Calls } from "../../support_plugin/static/support_plugin/desk/calls.js";

let asked, response, calls;

const answer = (text, status = 200) => new Response(text, { status });

beforeEach(() => {
  asked = [];
  const client = {
    uploading: () => ({ headers: { Accept: "application/json", "X-Support-Identity": "me" } }),
    fetch: async (url, options) => {
      asked.push({ url, ...options });
      return response;
    },
  };
  calls = new Calls(client);
});

test("a call is made in the agent's name, and nothing of it comes from a cache", async () => {
  response = answer('{"items": [1]}');
  assert.deepEqual(await calls.call("GET", "/api/"), { items: [1] });
  const [{ url, method, headers, cache, body }] = asked;
  assert.deepEqual([url, method, cache, body], ["/api/", "GET", "no-store", undefined]);
  assert.deepEqual(headers, { Accept: "application/json", "X-Support-Identity": "me" });
});

test("a body is sent as JSON", async () => {
  response = answer("{}");
  await calls.call("POST", "/api/", { one: 1 });
  assert.equal(asked[0].body, '{"one":1}');
  assert.equal(asked[0].headers["Content-Type"], "application/json");
});

test("what the shop refuses has its status, words and fields", async () => {
  response = answer('{"detail": "No.", "fields": {"q": ["Too long."]}}', 400);
  await assert.rejects(calls.call("GET", "/api/"), (refusal) => {
    assert.ok(refusal instanceof CallRefused);
    assert.deepEqual([refusal.status, refusal.detail, refusal.fields], [400, "No.", { q: ["Too long."] }]);
    return true;
  });
});

for (const text of ["<h1>Bad gateway</h1>", "", "null"]) {
  test(`a refusal without words has none: ${JSON.stringify(text)}`, async () => {
    response = answer(text, 502);
    await assert.rejects(calls.call("GET", "/api/"), { status: 502, detail: undefined, fields: undefined });
  });
}

test("an answer that is no JSON is empty", async () => {
  response = answer("<h1>Log in</h1>");
  assert.deepEqual(await calls.call("GET", "/api/"), {});
});
