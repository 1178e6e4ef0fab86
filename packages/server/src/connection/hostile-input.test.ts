import type { JsonObject } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import type { ServerEvent } from "../request/mask.ts";
import { createServer } from "../server.ts";
import { Connection } from "./connection.ts";

const META = {
  [MetaKey.protocolVersion]: "2026-07-28",
  [MetaKey.clientCapabilities]: { elicitation: { form: {} }, sampling: {}, roots: {} },
  [MetaKey.clientInfo]: { name: "hostile", version: "1" },
  [MetaKey.logLevel]: "debug",
  progressToken: "p",
};

const events: ServerEvent[] = [];
const input = z.object({ n: z.number(), list: z.array(z.object({ a: z.string() })).optional() });
const plain = {
  type: "object",
  properties: { n: { $ref: "#/$defs/n" }, tree: { $ref: "#" } },
  $defs: { n: { type: "number" } },
};

const server = createServer({
  name: "s",
  version: "1",
  pageSize: 1,
  log: (event) => events.push(event),
})
  .tool("zod", { description: "d", input, output: input }, (given, { progress, log }) => {
    progress(1);
    log.info(given);
    return given;
  })
  .tool("plain", { description: "d", input: plain }, async (given) => given)
  .tool("ask", { description: "d" }, async (_input, { elicit }) => {
    const schema = z.object({ name: z.string() });
    return elicit("name", { message: "?", schema });
  })
  .resource("a://1", {}, () => "1")
  .resource(
    "b://{id}{?q*}",
    { complete: { id: (value) => [value] }, list: () => [{ uri: "b://1" }] },
    (variables) => JSON.stringify(variables),
  )
  .prompt("p", { input: z.object({ on: z.boolean().optional() }) }, (given) =>
    JSON.stringify(given),
  );

const REQUESTS: readonly (readonly [method: string, params: JsonObject])[] = [
  ["server/discover", {}],
  ["tools/list", { cursor: "1.0" }],
  ["tools/call", { name: "zod", arguments: { n: 1, list: [{ a: "x" }] } }],
  ["tools/call", { name: "plain", arguments: { n: 1, tree: { n: 2 } } }],
  [
    "tools/call",
    {
      name: "ask",
      inputResponses: { name: { action: "accept", content: { name: "x" } } },
      requestState: "x.y",
    },
  ],
  ["resources/list", { cursor: "1" }],
  ["resources/templates/list", {}],
  ["resources/read", { uri: "b://1?q=2" }],
  ["resources/subscribe", { uri: "a://1" }],
  ["resources/unsubscribe", { uri: "a://1" }],
  ["prompts/list", {}],
  ["prompts/get", { name: "p", arguments: { on: "true" } }],
  [
    "completion/complete",
    {
      ref: { type: "ref/resource", uri: "b://{id}{?q*}" },
      argument: { name: "id", value: "x" },
      context: { arguments: { q: "1" } },
    },
  ],
  [
    "completion/complete",
    { ref: { type: "ref/prompt", name: "p" }, argument: { name: "on", value: "" } },
  ],
  ["logging/setLevel", { level: "info" }],
  [
    "initialize",
    {
      protocolVersion: "2025-11-25",
      capabilities: { roots: {} },
      clientInfo: { name: "x", version: "1" },
    },
  ],
  ["ping", {}],
];

/** A seeded generator (mulberry32), so that a failure can be repeated. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const JUNK: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  "",
  "x",
  "constructor",
  "__proto__",
  "\ud800",
  "\u0000",
  "5",
  "true",
  "{}",
  "[1",
  "x".repeat(3000),
  [],
  [[]],
  [null],
  {},
  { toString: 1, valueOf: null },
  { constructor: null, hasOwnProperty: 1 },
  { length: -1 },
  JSON.parse('{"then":"x"}'),
  { type: "ref/prompt" },
  JSON.parse('{"__proto__":{"a":1}}'),
];

/** Puts something else in the place of one member, wherever it is. */
function mutate(value: unknown, random: (below: number) => number): unknown {
  const isObject = typeof value === "object" && value !== null;
  if (!isObject || random(4) === 0) return JUNK[random(JUNK.length)];
  const keys = Object.keys(value);
  if (keys.length === 0) return JUNK[random(JUNK.length)];
  const key = keys[random(keys.length)] as string;
  const members = value as Record<string, unknown>;
  if (random(8) === 0) return { ...members, [key]: undefined };
  if (random(8) === 0) return { ...members, [String(JUNK[7 + random(5)])]: members[key] };
  const changed = mutate(members[key], random);
  return Array.isArray(value)
    ? value.map((item, index) => (String(index) === key ? changed : item))
    : { ...members, [key]: changed };
}

test("whatever a client sends is answered by rule, and never by an accident inside", async () => {
  const random = createRandom(20260728);
  events.length = 0;
  for (let round = 0; round < 6000; round += 1) {
    const answers: JsonObject[] = [];
    const connection = new Connection(server, (message) => {
      answers.push(JSON.parse(String(message)) as JsonObject);
    });
    const isModern = random(2) === 0;
    if (!isModern) {
      connection.receiveText(
        '{"jsonrpc":"2.0","id":"begin","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}',
      );
    }
    const [method, params] = REQUESTS[random(REQUESTS.length)] as (typeof REQUESTS)[number];
    const whole = { ...params, _meta: isModern ? META : { progressToken: 1 } };
    const request = { jsonrpc: "2.0", id: "asked", method, params: mutate(whole, random) };
    const text = JSON.stringify(request);
    connection.receiveText(text);
    await connection.drain();
    const answer = answers.find(({ id, error }) => id === "asked" || error);
    expect(answer, text).toBeDefined();
    expect(JSON.stringify(answer), text).not.toMatch(
      /internal error|Cannot read|is not a function/,
    );
    expect(events, text).toEqual([]);
    connection.close();
  }
  expect(({} as { a?: number }).a).toBeUndefined();
});

test("whatever stands around the request, the connection lives on", async () => {
  const random = createRandom(7);
  for (let round = 0; round < 3000; round += 1) {
    const answers: JsonObject[] = [];
    const connection = new Connection(server, (message) => {
      answers.push(JSON.parse(String(message)) as JsonObject);
    });
    const [method, params] = REQUESTS[random(REQUESTS.length)] as (typeof REQUESTS)[number];
    const request = { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: META } };
    const notice = {
      jsonrpc: "2.0",
      method: "notifications/cancelled",
      params: { requestId: 1, reason: "x" },
    };
    const response = { jsonrpc: "2.0", id: "server-1", result: { a: 1 } };
    for (const message of [request, notice, response]) {
      connection.receiveText(JSON.stringify(mutate(message, random)) ?? "undefined");
    }
    connection.receiveText(
      JSON.stringify({ jsonrpc: "2.0", id: "last", method: "tools/list", params: { _meta: META } }),
    );
    await connection.drain();
    expect(answers.find(({ id }) => id === "last")).toHaveProperty("result");
    connection.close();
  }
});
