import { expect, test } from "vitest";
import { reviewRawFrame, withFreshId } from "./raw-frame.ts";

test.each([
  ['{"jsonrpc":"2.0","id":1,"method":"ping"}', []],
  ['{"jsonrpc":"2.0","method":"x"}', ['No "id": a notification, which gets no answer.']],
  ['{"id":1,"method":"x"}', ['"jsonrpc" is not "2.0".']],
  ['{"jsonrpc":"2.0","id":null,"method":"x"}', ['MCP does not allow "id": null.']],
  ["[]", ["A batch: revisions from 2025-06-18 on refuse one."]],
  ["7", ["A message of JSON-RPC is an object."]],
])("%s", (text, notes) => {
  expect(reviewRawFrame(text).map((note) => note.text)).toEqual(notes);
});

test("text that is not JSON can be sent all the same", () => {
  expect(reviewRawFrame("{")[0]?.text).toMatch(/^Not JSON: .*It is sent as it is\.$/);
});

test.each([
  ['{"jsonrpc":"2.0","id":1,"method":"x"}', '{"jsonrpc":"2.0","id":"r1","method":"x"}'],
  [
    '{ "params": {"id": 5, "a": ["id", 1]},\n "id" : "7" }',
    '{ "params": {"id": 5, "a": ["id", 1]},\n "id" : "r1" }',
  ],
  ['{"method":"id","x":"\\"id\\":3"}', '{"method":"id","x":"\\"id\\":3"}'],
  ["nonsense", "nonsense"],
])("%s gets a fresh id in place of its own alone", (text, fresh) => {
  expect(withFreshId(text, "r1")).toBe(fresh);
});
