import { expect, test } from "vitest";
import type { RequestId } from "./message.ts";
import { readIncoming } from "./read-incoming.ts";

/** Reads a text; unreadable parts are listed by their reason and the request that they answer. */
function read(text: string) {
  const messages: unknown[] = [];
  const unreadable: [reason: string, answered: RequestId | undefined][] = [];
  readIncoming(text, {
    message: (message) => messages.push(message),
    unreadable: ({ message }, answered) => unreadable.push([message, answered]),
  });
  return { messages, unreadable };
}

const NOTE = { jsonrpc: "2.0", method: "notifications/x" };
const RESULT = { jsonrpc: "2.0", id: 3, result: {} };

test("one message is read, behind a byte order mark too", () => {
  for (const text of [JSON.stringify(RESULT), `\ufeff${JSON.stringify(RESULT)}`]) {
    expect(read(text)).toEqual({ messages: [RESULT], unreadable: [] });
  }
});

test("a batch is read message by message, and an invalid one costs itself alone", () => {
  const { messages, unreadable } = read(JSON.stringify([NOTE, { id: 4, result: {} }, 7, RESULT]));
  expect(messages).toEqual([NOTE, RESULT]);
  expect(unreadable).toEqual([
    [expect.stringContaining('"jsonrpc" must be "2.0"'), 4],
    [expect.stringContaining("must be a JSON object, not 7"), undefined],
  ]);
});

test.each([
  { jsonrpc: "2.0", id: 3, result: null },
  { jsonrpc: "2.0", id: 3, result: "text" },
  { jsonrpc: "2.0", id: 3, error: "boom" },
  { jsonrpc: "2.0", id: 3, error: { code: "E_FAIL", message: "boom" } },
  { id: 3, result: {} },
])("an invalid answer names its request (case %#)", (value) => {
  expect(read(JSON.stringify(value))).toEqual({
    messages: [],
    unreadable: [[expect.any(String), 3]],
  });
});

test.each(["no JSON", "[", '{"id":3,"method":5}', '{"jsonrpc":"1.0","id":3,"method":"x"}'])(
  "%s answers no request",
  (text) => {
    expect(read(text).unreadable).toEqual([[expect.any(String), undefined]]);
  },
);

test("an error of the one that takes messages is its own", () => {
  const broken = new Error("broken");
  const take = {
    message: () => {
      throw broken;
    },
    unreadable: () => undefined,
  };
  expect(() => readIncoming(JSON.stringify(NOTE), take)).toThrow(broken);
});
