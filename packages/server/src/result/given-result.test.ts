import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";
import { writeGivenResult } from "./given-result.ts";

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

const REFUSED: readonly (readonly [found: string, result: unknown])[] = [
  ["null, not a result object", null],
  ["undefined, not a result object", undefined],
  ["5, not a result object", 5],
  ["true, not a result object", true],
  ["a string, not a result object", "text"],
  ["an array, not a result object", [1]],
  ["a function, not a result object", () => 1],
  ["an instance of Map, not a result object", new Map()],
  ["a result whose _meta is a string, not an object", { _meta: "abc" }],
  ["a result whose _meta is null, not an object", { _meta: null }],
  ["a result whose _meta is an array, not an object", { _meta: [] }],
  ["an object whose toJSON makes no result object", { toJSON: () => undefined }],
  ["an object whose toJSON makes no result object", { toJSON: () => "text" }],
  ["a result that is no JSON: TypeError: Do not know how to serialize a BigInt", { a: 10n }],
  ["a result that is no JSON: TypeError: Converting circular", cyclic],
];

const IDENTITY = { meta: { server: "s" } } as never;

test.each(REFUSED)("%s is refused in every revision", (found, result) => {
  for (const identity of [IDENTITY, undefined]) {
    expect(() =>
      writeGivenResult(result, { identity, giver: "the forwarded tool x", method: "tools/call" }),
    ).toThrow(`the forwarded tool x gave ${found}`);
  }
});

test("a result object keeps its members, and gets what the revision adds", () => {
  const result = { content: [], _meta: { own: 1 }, resultType: "input_required" };
  const giver = "the forwarded tool x";
  expect(writeGivenResult(result, { identity: undefined, giver, method: "tools/call" })).toBe(
    JSON.stringify(result),
  );
  expect(
    JSON.parse(writeGivenResult(result, { identity: IDENTITY, giver, method: "tools/call" })),
  ).toEqual({
    ...result,
    _meta: { server: "s", own: 1 },
  });
  const bare = Object.assign(Object.create(null), { a: 1 });
  expect(
    JSON.parse(writeGivenResult(bare, { identity: IDENTITY, giver, method: "tools/call" })),
  ).toEqual({
    a: 1,
    _meta: { server: "s" },
    resultType: "complete",
  });
});

function createBroken(result: unknown) {
  const events: ServerEvent[] = [];
  const server = createServer({ name: "s", version: "1", log: (event) => void events.push(event) })
    .tool("mine", { description: "d" }, () => "mine")
    .forward("tool", { name: "x", inputSchema: { type: "object" } }, () => result as never)
    .extend({
      id: "com.example/e",
      methods: { "e/x": { requiresClient: false, handler: () => result as never } },
    })
    .use("tools/call", (request, next) =>
      request.target === "mine" ? request.respond(result as never) : next(),
    );
  return { server, events };
}

const GIVERS = [
  ["tools/call", "x", "the forwarded tool x"],
  ["tools/call", "mine", "request.respond() for tools/call"],
  ["e/x", "", "the method e/x of the extension com.example/e"],
] as const;

test.each(GIVERS)(
  "%s %s without a result is answered masked, and the log names %s",
  async (method, name, giver) => {
    const text = expect.stringMatching(/internal error \([\da-f]{8}\)/);
    // A model can act on a failed tool, as on that of a handler.
    const failure =
      method === "tools/call"
        ? { result: { isError: true, content: [{ type: "text", text }] } }
        : { error: { code: -32603, message: text } };
    for (const result of [undefined, null, { toJSON() {} }]) {
      for (const revision of ["2026-07-28", "2025-11-25"] as const) {
        const { server, events } = createBroken(result);
        const answer = await new ScriptedClient(server, revision).request(method, { name });
        expect(answer).toMatchObject(failure);
        expect(events).toMatchObject([{ level: "error", message: expect.stringContaining(giver) }]);
      }
      const { server } = createBroken(result);
      const response = await callFetch(server as never, method, { name });
      expect(await response.json()).toMatchObject(failure);
    }
  },
);

test("a result that clients may cache says that it is not for caches, unless it has hints", () => {
  const write = (method: string, result: object, isModern = true) =>
    JSON.parse(
      writeGivenResult(result, { identity: isModern ? IDENTITY : undefined, giver: "x", method }),
    );
  expect(write("resources/read", { contents: [] })).toMatchObject({
    ttlMs: 0,
    cacheScope: "private",
  });
  expect(write("tools/list", { tools: [], ttlMs: 5, cacheScope: "public" })).toMatchObject({
    ttlMs: 5,
    cacheScope: "public",
  });
  expect(write("tools/call", { content: [] })).not.toHaveProperty("ttlMs");
  expect(write("resources/read", { resultType: "input_required" })).not.toHaveProperty("ttlMs");
  expect(write("resources/read", { contents: [] }, false)).toEqual({ contents: [] });
});
