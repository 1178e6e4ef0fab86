import { expect, test } from "vitest";
import { indentFrame, messageOf, paramsOf, resultOf } from "./frame.ts";

const EVENT = 'id: 7\nevent: message\ndata: {"jsonrpc":"2.0","id":1,\ndata: "result":{"ok":1}}\n\n';

test("a message is found in a body and in an event of a stream", () => {
  expect(messageOf(EVENT)).toEqual({ jsonrpc: "2.0", id: 1, result: { ok: 1 } });
  expect(resultOf({ text: EVENT })).toEqual({ ok: 1 });
  expect(messageOf('{"id":1}\n')).toEqual({ id: 1 });
  expect(messageOf("<html>")).toBeUndefined();
  expect(paramsOf({ text: '{"params":{"name":"a"}}' })).toEqual({ name: "a" });
});

test("an event keeps the lines around its data", () => {
  expect(indentFrame(EVENT)).toBe(
    'id: 7\nevent: message\n{\n  "jsonrpc": "2.0",\n  "id": 1,\n  "result": {\n    "ok": 1\n  }\n}',
  );
  expect(indentFrame(": keep-alive\n\n")).toBe(": keep-alive\n\n");
  expect(indentFrame("plain")).toBe("plain");
});
