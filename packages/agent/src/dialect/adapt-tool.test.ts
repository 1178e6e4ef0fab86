import { describe, expect, test } from "vitest";
import type { FitTool, ToolDraft } from "./adapt-tool.ts";
import { adaptTool } from "./adapt-tool.ts";
import type { ToolReader } from "./tool-provider.ts";
import { TOOL_PROVIDERS, toolReaderOf } from "./tool-provider.ts";

function adapted(draft: ToolDraft, reader: ToolReader): FitTool {
  const fitted = adaptTool(draft, reader);
  if ("leftOut" in fitted) throw new Error(fitted.leftOut);
  return fitted;
}

function nested(depth: number): object {
  let schema: object = {};
  for (let level = 0; level < depth; level++) schema = { type: "array", items: schema };
  return schema;
}

const all = (schema: unknown, name = "a"): object => ({
  type: "object",
  properties: { [name]: schema },
});

describe.each(["offline", "any", ...TOOL_PROVIDERS] as const)("for %s", (reader) => {
  test.each([undefined, null, true, {}])(
    "an input schema %j is that of an object",
    (inputSchema) => {
      expect(adapted({ inputSchema }, reader).inputSchema).toMatchObject({ type: "object" });
    },
  );

  test.each<[unknown, RegExp]>([
    ["object", /its input schema is "object", which is no JSON Schema/],
    [false, /which is no JSON Schema/],
    [[{ type: "object" }], /which is no JSON Schema/],
    [{ type: "string" }, /is of type "string", and arguments are an object/],
    [{ type: "int" }, /is of type "integer"/],
    [all(nested(70)), /over 64 deep/],
    [all(nested(50_000)), /deep/],
    [
      {
        type: "object",
        properties: Object.fromEntries(Array.from({ length: 5001 }, (_, at) => [at, {}])),
      },
      /over 5000 parts/,
    ],
  ])("a schema that cannot be adapted leaves the tool out", (inputSchema, reason) => {
    expect(adaptTool({ inputSchema }, reader)).toEqual({ leftOut: expect.stringMatching(reason) });
  });
});

test("references that multiply end", () => {
  const levels = Array.from({ length: 40 }, (_, level) => [
    `L${level}`,
    all({ allOf: [1, 2].map(() => ({ $ref: `#/$defs/L${level + 1}`, title: "t" })) }),
  ]);
  const inputSchema = {
    ...all({ $ref: "#/$defs/L0", title: "t" }),
    $defs: Object.fromEntries(levels),
  };
  for (const reader of TOOL_PROVIDERS) {
    expect(JSON.stringify(adapted({ inputSchema }, reader).inputSchema).length).toBeLessThan(
      300_000,
    );
  }
});

describe("a description", () => {
  test("keeps 1,024 characters for OpenAI, and is cut between characters", () => {
    expect(adapted({ description: "x".repeat(1024) }, "openai").description).toBe("x".repeat(1024));
    const { description, changes } = adapted(
      { description: `${"x".repeat(1021)}😀${"y".repeat(9)}` },
      "openai",
    );
    expect(description).toBe(`${"x".repeat(1021)} …`);
    expect(changes).toContainEqual(expect.objectContaining({ rule: "description" }));
    expect(adapted({ description: "x".repeat(5000) }, "anthropic").description).toHaveLength(5000);
  });

  test("that is no text is empty, and half a character is replaced", () => {
    expect(adapted({ description: 5 }, "openai").description).toBe("");
    expect(adapted({ description: "a\ud83d" }, "google").description).toBe("a\ufffd");
  });

  const inputSchema = {
    type: "object",
    oneOf: [
      { properties: { kind: { const: "circle" }, radius: {} }, required: ["kind", "radius"] },
      { properties: { kind: { const: "square" }, side: {} }, required: ["kind", "side"] },
      { properties: { points: {} } },
    ],
  };
  const forms =
    'Give the arguments of one of these forms: kind "circle" with radius; kind "square" with side; points.';

  test("says which properties belong together when alternatives are folded", () => {
    expect(adapted({ description: "Draw.", inputSchema }, "anthropic").description).toBe(
      `Draw.\n\n${forms}`,
    );
    expect(adapted({ description: "Draw.", inputSchema }, "google").description).toBe("Draw.");
  });

  test("is cut before that sentence", () => {
    const { description } = adapted({ description: "x".repeat(2000), inputSchema }, "openai");
    expect(description).toHaveLength(1024);
    expect(description.endsWith(forms)).toBe(true);
  });
});

describe("arguments get back the names of the server", () => {
  const odd = "名前";
  const { inputSchema, toArguments } = adapted(
    {
      inputSchema: {
        type: "object",
        properties: {
          "filter[]": { type: "array", items: { type: "object", properties: { $top: {} } } },
          filter: {},
          [odd]: {},
          ["x".repeat(80)]: {},
          ["y".repeat(80)]: { $ref: "#/$defs/Inner" },
          "any of": { anyOf: [{ type: "string" }, { type: "object", properties: { "a b": {} } }] },
          map: {
            type: "object",
            additionalProperties: { type: "object", properties: { "a b": {} } },
          },
          free: { type: "object" },
        },
        $defs: {
          Inner: { type: "object", properties: { "a b": {}, again: { $ref: "#/$defs/Inner" } } },
        },
      },
    },
    "anthropic",
  );

  test("which Anthropic takes and which are different", () => {
    const names = Object.keys(inputSchema["properties"] as object);
    expect(names.every((name) => /^[a-zA-Z0-9_.-]{1,64}$/.test(name))).toBe(true);
    expect(names).toHaveLength(8);
    expect(names.slice(0, 3)).toEqual(["filter_2", "filter", "argument"]);
  });

  test.each<[object, object]>([
    [
      { filter_2: [{ top: 1 }], filter: 2 },
      { "filter[]": [{ $top: 1 }], filter: 2 },
    ],
    [{ argument: 1 }, { [odd]: 1 }],
    [{ any_of: { a_b: 1 } }, { "any of": { "a b": 1 } }],
    [{ any_of: "a_b" }, { "any of": "a_b" }],
    [{ map: { a_b: { a_b: 1 } } }, { map: { a_b: { "a b": 1 } } }],
    [{ free: { a_b: 1, top: 2 } }, { free: { a_b: 1, top: 2 } }],
    [
      { ["y".repeat(64)]: { a_b: 1, again: { again: { a_b: 2 } } } },
      { ["y".repeat(80)]: { "a b": 1, again: { again: { "a b": 2 } } } },
    ],
    [
      { unknown: null, list: [1] },
      { unknown: null, list: [1] },
    ],
  ])("%j", (args, restored) => {
    expect(toArguments(args as Record<string, unknown>)).toEqual(restored);
  });

  test("and no prototype is set", () => {
    const args = JSON.parse('{"__proto__":{"a":1}}') as Record<string, unknown>;
    expect(Object.keys(toArguments(args))).toEqual(["__proto__"]);
  });
});

test.each<[string, ToolReader]>([
  ["anthropic.messages", "anthropic"],
  ["google.vertex.anthropic.messages", "anthropic"],
  ["openai.responses", "openai"],
  ["openai.chat", "openai"],
  ["azure.chat", "openai"],
  ["google.generative-ai", "google"],
  ["google.vertex.chat", "google"],
  ["offline", "offline"],
  ["endpoint.chat", "any"],
  ["ollama.chat", "any"],
  ["mistral.chat", "any"],
])("the models of %s have the rules of %s", (provider, reader) => {
  expect(toolReaderOf(provider)).toBe(reader);
});

test.each(["offline", "any", ...TOOL_PROVIDERS] as const)(
  "a server cannot make every step of a run for %s long",
  (reader) => {
    const { description } = adapted({ description: "d".repeat(200_000), inputSchema: {} }, reader);
    expect(description.length).toBeLessThanOrEqual(16_384);
    const inputSchema = all({ type: "string", description: "d".repeat(300_000) });
    expect(adaptTool({ inputSchema }, reader)).toEqual({
      leftOut: expect.stringMatching(/its input schema has 300\d+ characters, more than 200000/),
    });
  },
);
