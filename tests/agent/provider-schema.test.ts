import type { AgentEvent } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import { createServer } from "@mortise/server";
import type { FakeProvider, ProviderFormat, ScriptedCall } from "@mortise/testing";
import { agentSettings, callThenAnswer, startFakeProvider } from "@mortise/testing";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { listingServer, scriptedServer } from "./fixture/scripted-server.ts";

const FORMATS: ProviderFormat[] = [
  "anthropic-messages",
  "openai-responses",
  "chat-completions",
  "gemini",
];

const of = (property: unknown): object => ({ type: "object", properties: { a: property } });

/** Input schemas of public servers that one provider or another refuses. */
const SCHEMAS: readonly unknown[] = [
  {},
  null,
  true,
  { type: "object" },
  { type: "object", additionalProperties: false },
  { type: "object", properties: null, required: null },
  { anyOf: [of({}), { type: "object", properties: { b: {} } }] },
  { type: "object", oneOf: [of({ const: 1 }), of({ const: 2 })] },
  { type: "object", allOf: [of({ type: "string" }), { $ref: "#/$defs/B" }], $defs: { B: of({}) } },
  { type: "object", properties: {}, not: { required: ["a"] }, enum: [{}] },
  of({ type: "array" }),
  of({ type: "array", items: [{ type: "string" }] }),
  of({ type: "array", items: { type: ["object", "null"], properties: { b: {} } } }),
  of({ type: "int" }),
  of({ type: ["string", "str"] }),
  of({ type: "object" }),
  of({ type: "string", required: true, minLength: "3", exclusiveMinimum: true }),
  of({ $ref: "#/$defs/Gone" }),
  { ...of({ $ref: "#/definitions/B", description: "d" }), definitions: { B: { type: "array" } } },
  { ...of({ $ref: "#/properties/b" }), $defs: null },
  of({ $ref: "#" }),
  { $ref: "#/$defs/Args", $defs: { Args: of({ type: "string" }) } },
  { $schema: "http://json-schema.org/draft-07/schema#", ...of({ type: "string" }) },
  {
    type: "object",
    properties: {
      "filter[]": {},
      "StartTime<": {},
      "a b": {},
      $top: {},
      名前: {},
      ["x".repeat(80)]: {},
    },
  },
  of({ description: "half \ud83d", enum: ["\ude00"] }),
  of(null),
];

let provider: FakeProvider;
afterEach(async () => {
  await provider.close();
});

async function run(
  format: ProviderFormat,
  servers: Parameters<typeof createAgent>[0]["servers"],
  calls: readonly ScriptedCall[] = [],
): Promise<AgentEvent[]> {
  const answer = callThenAnswer(calls, (results) => results.join("\n"));
  provider = await startFakeProvider({ script: calls.length ? answer : () => ({ text: "Done." }) });
  await using agent = createAgent({
    servers,
    approve: "never",
    searchAbove: 100,
    ...agentSettings(format, provider.url),
  });
  const events: AgentEvent[] = [];
  for await (const event of agent.run("Go.")) events.push(event);
  return events;
}

describe.each(FORMATS)("%s", (format) => {
  test("takes the tools of public servers, however odd their schemas are", async () => {
    const tools = SCHEMAS.map((inputSchema, index) => ({
      name: `tool_${index}`,
      description: `Does ${index}. ${"x".repeat(5000)}`,
      inputSchema,
    }));
    const events = await run(format, { odd: listingServer(tools) });
    expect(provider.requests.flatMap(({ problems }) => problems)).toEqual([]);
    expect(provider.requests[0]?.modelRequest?.tools).toHaveLength(SCHEMAS.length);
    expect(events.map(({ type }) => type)).not.toContain("tool-left-out");
    expect(events.at(-1)).toMatchObject({ stopReason: "answer" });
  });

  test("takes the tools of our own servers", async () => {
    const own = createServer({ name: "own", version: "1.0.0" })
      .tool("noargs", { description: "Nothing." }, () => "ok")
      .tool(
        "draw",
        {
          description: "Draw.",
          input: z.discriminatedUnion("kind", [
            z.object({ kind: z.literal("circle"), radius: z.number() }),
            z.object({ kind: z.literal("square"), side: z.number() }),
          ]),
        },
        ({ kind }) => kind,
      );
    const call = { name: "draw", args: { kind: "circle", radius: 1 } };
    const events = await run(format, { own }, [call]);
    expect(provider.requests.flatMap(({ problems }) => problems)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ text: "circle" });
  });

  test("is not offered a tool that cannot be adapted, and is offered the others", async () => {
    const events = await run(format, {
      good: listingServer([{ name: "good", inputSchema: { type: "object" } }]),
      bad: listingServer([
        { name: "text", inputSchema: { type: "string" } },
        { name: "fine", inputSchema: { type: "object" }, annotations: null },
        { description: "nameless", inputSchema: { type: "object" } },
      ]),
    });
    expect(provider.requests[0]?.modelRequest?.tools.map(({ name }) => name)).toEqual([
      "good",
      "fine",
    ]);
    expect(events.find(({ type }) => type === "tool-left-out")).toMatchObject({ server: "bad" });
    expect(events).toContainEqual({
      type: "tool-left-out",
      server: "bad",
      tool: "text",
      reason: 'its input schema is of type "string", and arguments are an object',
    });
    expect(events.at(-1)).toMatchObject({ stopReason: "answer" });
  });
});

test("the server gets its own names of arguments, and so do approvals and events", async () => {
  const inputSchema = { type: "object", properties: { "filter[]": { type: "string" } } };
  const events = await run(
    "anthropic-messages",
    { odd: listingServer([{ name: "find", inputSchema }]) },
    [{ name: "find", args: { filter: "x" } }],
  );
  expect(events.find(({ type }) => type === "tool-start")).toMatchObject({
    args: { "filter[]": "x" },
  });
  expect(events.at(-1)).toMatchObject({ text: '{"filter[]":"x"}' });
});

test("a list of resources with a broken entry costs that entry", async () => {
  const server = scriptedServer({
    "tools/list": () => ({ tools: [] }),
    "resources/list": () => ({ resources: [{ uri: "docs://a", name: "a" }, { uri: 5 }] }),
  });
  const events = await run("anthropic-messages", { docs: server });
  expect(events.at(-1)).toMatchObject({ stopReason: "answer" });
  const [tool] = provider.requests[0]?.modelRequest?.tools ?? [];
  expect(JSON.stringify(tool)).toContain("docs://a");
});
