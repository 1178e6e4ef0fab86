import { expect, test } from "vitest";
import { ErrorCode } from "./error-code.ts";
import { isNotification, isRequest, isResponse } from "./message.ts";
import { checkMessage, parseMessage } from "./parse-message.ts";

test.each([
  ["request", { jsonrpc: "2.0", id: 1, method: "ping" }, isRequest],
  ["request", { jsonrpc: "2.0", id: "a", method: "ping", params: {} }, isRequest],
  ["request", { jsonrpc: "2.0", id: 0, method: "" }, isRequest],
  ["request", { jsonrpc: "2.0", id: "", method: "ping" }, isRequest],
  ["request", { jsonrpc: "2.0", id: Number.MAX_SAFE_INTEGER, method: "ping" }, isRequest],
  ["notification", { jsonrpc: "2.0", method: "x", params: { a: 1 } }, isNotification],
  ["response", { jsonrpc: "2.0", id: 1, result: {} }, isResponse],
  ["response", { jsonrpc: "2.0", id: 1, error: { code: -1, message: "" } }, isResponse],
  ["response", { jsonrpc: "2.0", error: { code: -1, message: "" } }, isResponse],
  ["response", { jsonrpc: "2.0", id: null, error: { code: -1, message: "" } }, isResponse],
])("a %s is read as it is (case %#)", (_kind, value, is) => {
  const message = parseMessage(JSON.stringify(value));
  expect(message).toEqual(value);
  expect([isRequest, isNotification, isResponse].filter((each) => each(message))).toEqual([is]);
});

test.each(["", "{", "nope", '{"jsonrpc":"2.0",}', "\u0000"])("%j is no JSON", (text) => {
  expect(() => parseMessage(text)).toThrow(
    expect.objectContaining({
      code: ErrorCode.ParseError,
      message: expect.stringContaining("not valid JSON"),
    }),
  );
});

test.each([
  [[{ jsonrpc: "2.0", id: 1, method: "ping" }], /Batches are not part of MCP/, undefined],
  [[], /Batches are not part of MCP/, undefined],
  ["text", /must be a JSON object, not "text"/, undefined],
  [null, /must be a JSON object, not null/, undefined],
  [7, /must be a JSON object, not 7/, undefined],
  [{ id: 1, method: "ping" }, /"jsonrpc" must be "2.0", not missing/, 1],
  [{ jsonrpc: "1.0", id: 1, method: "ping" }, /not "1.0"/, 1],
  [{ jsonrpc: 2, id: "x", method: "ping" }, /not 2/, "x"],
  [{ jsonrpc: "2.0", id: 1, method: 7 }, /"method" must be a string, not 7/, 1],
  [
    { jsonrpc: "2.0", id: null, method: "ping" },
    /"id" must be a string or an integer .*, not null/,
    undefined,
  ],
  [{ jsonrpc: "2.0", id: 1.5, method: "ping" }, /"id" must be/, undefined],
  [
    { jsonrpc: "2.0", id: 2 ** 53, method: "ping" },
    /"id" must be .* not 9007199254740992/,
    undefined,
  ],
  [{ jsonrpc: "2.0", id: {}, method: "ping" }, /"id" must be/, undefined],
  [
    { jsonrpc: "2.0", id: 1, method: "ping", params: [] },
    /"params" must be an object, not an array/,
    1,
  ],
  [{ jsonrpc: "2.0", id: 1, method: "ping", params: null }, /not null/, 1],
  [{ jsonrpc: "2.0", id: 1, method: "ping", params: "x" }, /not "x"/, 1],
  [{ jsonrpc: "2.0", id: 1 }, /needs a "method", or else a "result" or an "error"/, 1],
  [{ jsonrpc: "2.0", id: 1, result: {}, error: { code: 1 } }, /needs a "method"/, 1],
  [{ jsonrpc: "2.0", id: 1, result: null }, /needs a "method"/, 1],
  [{ jsonrpc: "2.0", id: 1, error: "bad" }, /needs a "method"/, 1],
  [{ jsonrpc: "2.0", id: 1, result: [] }, /needs a "method"/, 1],
  [{ jsonrpc: "2.0", result: {} }, /A result must carry the id/, undefined],
  [{ jsonrpc: "2.0", id: 1, error: { code: 1 } }, /"message" .* must be a string, not missing/, 1],
  [{ jsonrpc: "2.0", id: 1, error: { code: 1, message: [[]] } }, /not an array/, 1],
  [{ jsonrpc: "2.0", id: 1, error: { code: 1.5, message: "" } }, /"code" .* integer, not 1.5/, 1],
  [{ jsonrpc: "2.0", id: 1, error: { code: "1", message: "" } }, /"code" .* not "1"/, 1],
  [{ jsonrpc: "2.0", id: 1, error: [] }, /needs a "method"/, 1],
  [
    { jsonrpc: "2.0", id: {}, error: { code: 1, message: "" } },
    /"id" of an error .* not an object/,
    undefined,
  ],
])("an invalid message is refused with the reason and the id (case %#)", (value, reason, id) => {
  expect(() => checkMessage(value)).toThrow(
    expect.objectContaining({
      code: ErrorCode.InvalidRequest,
      message: expect.stringMatching(reason),
      id,
    }),
  );
});

test("a long wrong value is not repeated whole", () => {
  expect(() => checkMessage("x".repeat(1_000_000))).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^.{1,100}$/) }),
  );
});

test("a value nested 100,000 levels deep is refused or read like any other", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  for (const text of [
    `{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":${deep}}}`,
    `{"jsonrpc":"2.0","id":${deep},"error":{"code":1,"message":""}}`,
    `{"jsonrpc":"2.0","id":1,"method":${deep}}`,
    `{"jsonrpc":"2.0","id":1,"method":"x","params":${deep}}`,
    `{"jsonrpc":${deep}}`,
    deep,
  ]) {
    expect(() => parseMessage(text)).toThrow(
      expect.objectContaining({ code: ErrorCode.InvalidRequest }),
    );
  }
});

test("a byte order mark before a message is ignored, and one inside it is not", () => {
  const message = { jsonrpc: "2.0", id: 1, method: "ping" };
  expect(parseMessage(`\ufeff${JSON.stringify(message)}`)).toEqual(message);
  expect(() => parseMessage(`\ufeff\ufeff${JSON.stringify(message)}`)).toThrow("not valid JSON");
});
