import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";

/** Completes the variable of a template whose completer gives `value`. */
async function complete(value: unknown) {
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): unknown => events.push(event);
  const server = createServer({ name: "s", version: "1", log });
  server.resource("t://{a}", { complete: { a: () => value as never } }, () => "x");
  const { result, error } = await new ScriptedClient(server).request("completion/complete", {
    ref: { type: "ref/resource", uri: "t://{a}" },
    argument: { name: "a", value: "" },
  });
  return { completion: result?.["completion"], error, events };
}

const many = Array.from({ length: 101 }, (_, index) => String(index));

test.each([
  ["a list", ["a", "b"], { values: ["a", "b"], total: 2, hasMore: false }],
  ["an empty list", [], { values: [], total: 0, hasMore: false }],
  ["a Set", new Set(["a"]), { values: ["a"], total: 1, hasMore: false }],
  ["numbers", [1, 2n], { values: ["1", "2"], total: 2, hasMore: false }],
  [
    "a completion as it is sent",
    { values: ["a"], total: 9, hasMore: true },
    { values: ["a"], total: 9, hasMore: true },
  ],
  ["too many", many, { values: many.slice(0, 100), total: 101, hasMore: true }],
])("%s is suggested", async (_what, value, expected) => {
  expect((await complete(value)).completion).toEqual(expected);
});

test.each([
  ["text", "abc", /^completion of a gave "abc", not a list of texts; return \[\] for none$/],
  ["nothing", undefined, /gave undefined, not a list/],
  ["a Map", new Map(), /gave a Map, not a list/],
  ["a list of objects", [{ value: "a" }], /gave a list with an object, which is no text/],
])("%s is refused with the reason", async (_what, value, message) => {
  const { error, events } = await complete(value);
  expect(error.message).toMatch(message);
  expect(error.data).toMatchObject({ code: "invalid_output" });
  expect(events).toEqual([]);
});
