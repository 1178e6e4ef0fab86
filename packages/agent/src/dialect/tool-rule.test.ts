import type { JsonSchema } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { adaptTool } from "./adapt-tool.ts";
import type { ToolReader } from "./tool-provider.ts";
import { TOOL_PROVIDERS } from "./tool-provider.ts";
import { holdsFor, TOOL_RULES } from "./tool-rule.ts";

function object(properties: Record<string, unknown>, more: object = {}): JsonSchema {
  return { type: "object", properties, ...more };
}

function adapt(inputSchema: unknown, reader: ToolReader) {
  const fit = adaptTool({ description: "d", inputSchema }, reader);
  if ("leftOut" in fit) throw new Error(fit.leftOut);
  return fit;
}

const of = (property: unknown): JsonSchema => object({ a: property });

/** The schemas that providers refuse, with the rule and its outcome. */
const ROWS: readonly (readonly [rule: string, before: JsonSchema, after: JsonSchema])[] = [
  ["well-formed", of({ type: "int" }), of({ type: "integer" })],
  ["well-formed", of({ type: "dict" }), of({ type: "object" })],
  ["well-formed", of({ type: "String" }), of({ type: "string" })],
  ["well-formed", of({ type: "any" }), of({})],
  ["well-formed", of({ type: [] }), of({})],
  ["well-formed", of({ type: ["string", "str"] }), of({ type: "string" })],
  ["well-formed", of({ type: ["string", "any"] }), of({})],
  ["well-formed", of(null), of({})],
  ["well-formed", of("string"), of({})],
  ["well-formed", of([1]), of({})],
  ["well-formed", object({}, { properties: null }), { type: "object" }],
  ["well-formed", object({}, { required: null }), object({})],
  ["well-formed", of({ type: "string", required: true }), of({ type: "string" })],
  [
    "well-formed",
    object({ a: {}, b: {} }, { required: ["a", "a", 1] }),
    object({ a: {}, b: {} }, { required: ["a"] }),
  ],
  ["well-formed", of({ enum: [] }), of({})],
  ["well-formed", of({ minLength: "3", maxLength: -1, type: "string" }), of({ type: "string" })],
  ["well-formed", of({ description: null, title: 3 }), of({})],
  ["well-formed", of({ pattern: "(?i)^a$" }), of({})],
  ["well-formed", of({ anyOf: [] }), of({})],
  [
    "well-formed",
    of({ anyOf: [null, { type: "float" }] }),
    of({ anyOf: [{}, { type: "number" }] }),
  ],
  [
    "well-formed",
    of({ additionalProperties: "no", type: "object", properties: {} }),
    of({ type: "object", properties: {} }),
  ],
  ["well-formed", of({ not: 1 }), of({})],
  [
    "well-formed",
    of({ type: "array", items: [{ type: "string" }, { type: "int" }], additionalItems: false }),
    of({ type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false }),
  ],
  [
    "well-formed",
    of({ minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }),
    of({ exclusiveMinimum: 0, maximum: 9 }),
  ],
  [
    "well-formed",
    object({}, { dependencies: { a: ["b"], c: { required: ["d"] } } }),
    object({}, { dependentRequired: { a: ["b"] }, dependentSchemas: { c: { required: ["d"] } } }),
  ],
  ["references", of({ $ref: "#/$defs/Gone" }), of({})],
  ["references", of({ $ref: "#/$defs/Gone", description: "d" }), of({ description: "d" })],
  ["references", of({ $ref: "https://example.com/other.json" }), of({})],
  [
    "references",
    object({ a: { type: "string" }, b: { $ref: "#/properties/a" } }),
    object(
      { a: { type: "string" }, b: { $ref: "#/$defs/a" } },
      { $defs: { a: { type: "string" } } },
    ),
  ],
  [
    "references",
    object({ a: { $ref: "#point" } }, { $defs: { Point: { $anchor: "point", type: "string" } } }),
    object(
      { a: { $ref: "#/$defs/point" } },
      { $defs: { Point: { type: "string" }, point: { type: "string" } } },
    ),
  ],
  [
    "references",
    { $ref: "#/definitions/Args", definitions: { Args: object({ a: { type: "string" } }) } },
    object({ a: { type: "string" } }, { definitions: { Args: object({ a: { type: "string" } }) } }),
  ],
  [
    "references",
    object({ child: { $ref: "#" } }),
    object(
      { child: { $ref: "#/$defs/arguments" } },
      { $defs: { arguments: object({ child: { $ref: "#/$defs/arguments" } }) } },
    ),
  ],
  ["object", {}, { type: "object" }],
  ["object", { properties: { a: {} } }, of({})],
  ["object", { type: ["object", "null"], properties: {} }, object({})],
  [
    "alternatives",
    {
      type: "object",
      oneOf: [
        object(
          { kind: { const: "circle" }, radius: { type: "number" } },
          { required: ["kind", "radius"], additionalProperties: false },
        ),
        object(
          { kind: { const: "square" }, side: { type: "number" } },
          { required: ["kind", "side"], additionalProperties: false },
        ),
      ],
    },
    object(
      {
        kind: { enum: ["circle", "square"] },
        radius: { type: "number" },
        side: { type: "number" },
      },
      { required: ["kind"], additionalProperties: false },
    ),
  ],
  [
    "alternatives",
    object({ a: {}, b: {} }, { anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
    object({ a: {}, b: {} }),
  ],
  [
    "alternatives",
    object(
      { a: {} },
      {
        allOf: [object({ b: {} }, { required: ["b"] }), { $ref: "#/$defs/C" }],
        $defs: { C: object({ c: {} }) },
      },
    ),
    object({ a: {}, b: {}, c: {} }, { required: ["b"], $defs: { C: object({ c: {} }) } }),
  ],
  [
    "alternatives",
    { anyOf: [of({ type: "string" }), of({ type: "integer" }), { type: "null" }] },
    of({ anyOf: [{ type: "string" }, { type: "integer" }] }),
  ],
  [
    "alternatives",
    object({ a: { type: "string" } }, { allOf: [of({ minLength: 1 })] }),
    of({ allOf: [{ type: "string" }, { minLength: 1 }] }),
  ],
  ["top-level", object({}, { not: { required: ["a"] }, enum: [{}] }), object({})],
  [
    "reference-siblings",
    object(
      { a: { $ref: "#/$defs/A", description: "mine" } },
      { $defs: { A: { type: "string", description: "its" } } },
    ),
    object(
      { a: { type: "string", description: "mine" } },
      { $defs: { A: { type: "string", description: "its" } } },
    ),
  ],
  [
    "reference-siblings",
    object(
      { a: { $ref: "#/$defs/A", description: "d" } },
      { $defs: { A: { $ref: "#/$defs/A", title: "t" } } },
    ),
    object({ a: { $ref: "#/$defs/A" } }, { $defs: { A: { $ref: "#/$defs/A" } } }),
  ],
  [
    "type-lists",
    of({ type: "array", items: { type: ["object", "null"], properties: {}, description: "d" } }),
    of({
      type: "array",
      items: { description: "d", anyOf: [{ properties: {}, type: "object" }, { type: "null" }] },
    }),
  ],
  ["properties", { type: "object" }, object({})],
  [
    "properties",
    of({ type: "object", additionalProperties: {} }),
    of({ type: "object", additionalProperties: {}, properties: {} }),
  ],
  ["items", of({ type: "array" }), of({ type: "array", items: {} })],
  ["items", of({ type: ["array", "null"] }), of({ type: ["array", "null"], items: {} })],
  [
    "property-names",
    object({ "filter[]": { type: "string", description: "Which." } }, { required: ["filter[]"] }),
    object(
      { filter: { type: "string", description: 'Which. (Called "filter[]" by the server.)' } },
      { required: ["filter"] },
    ),
  ],
  [
    "property-names",
    object(
      { "a b": {} },
      { dependentRequired: { "a b": ["a b"] }, dependentSchemas: { "a b": {} } },
    ),
    object(
      { a_b: { description: '(Called "a b" by the server.)' } },
      { dependentRequired: { a_b: ["a_b"] }, dependentSchemas: { a_b: {} } },
    ),
  ],
];

test("every rule has a row", () => {
  expect(new Set(ROWS.map(([rule]) => rule))).toEqual(new Set(TOOL_RULES.map(({ name }) => name)));
});

test.each(TOOL_PROVIDERS)(
  "the name of the draft is left out for %s, which is no change",
  (provider) => {
    const $schema = "https://json-schema.org/draft/2020-12/schema";
    const plain = of({ type: "string" });
    const fit = adapt({ ...plain, $schema }, provider);
    expect(fit.changes).toEqual([]);
    expect(fit.inputSchema).toEqual(adapt(plain, provider).inputSchema);
  },
);

describe.each(ROWS)("%s", (name, before, after) => {
  const [rule] = TOOL_RULES.filter((each) => each.name === name);
  const readers = TOOL_PROVIDERS.filter((provider) => rule && holdsFor(rule, provider));

  test.each(readers)(`${JSON.stringify(before)} is repaired for %s`, (provider) => {
    const fit = adapt(before, provider);
    // Rules of the same provider may add to it.
    const again = adapt(after, provider);
    expect(fit.inputSchema).toEqual(again.inputSchema);
    expect(fit.changes).toContainEqual(expect.objectContaining({ rule: name }));
  });

  test.each(readers)("the repaired schema is left alone for %s", (provider) => {
    const { inputSchema } = adapt(before, provider);
    const again = adapt(inputSchema, provider);
    expect(again.inputSchema).toEqual(inputSchema);
  });
});

test.each(["offline", ...TOOL_PROVIDERS, "any"] as const)(
  "a schema that every provider takes is the same for %s",
  (reader) => {
    const schema = object(
      {
        id: { type: "string", pattern: "^C-\\d+$", format: "uuid", description: "e.g. C-1" },
        tags: { type: "array", items: { type: ["string", "null"] }, minItems: 1 },
        point: { $ref: "#/$defs/Point" },
        mixed: { enum: [1, "a", null] },
        map: { type: "object", properties: {}, additionalProperties: { type: "number" } },
        "a.b-c": { anyOf: [{ type: "string" }, { not: {} }], default: "x" },
      },
      { required: ["id"], additionalProperties: false, $defs: { Point: object({ x: {} }) } },
    );
    expect(adapt(schema, reader)).toMatchObject({
      inputSchema: schema,
      changes: [],
      description: "d",
    });
  },
);

test("a provider that does not refuse a thing gets it", () => {
  const alternatives = { type: "object", oneOf: [object({ a: {} })] };
  expect(adapt(alternatives, "google").inputSchema).toEqual(alternatives);
  expect(adapt({ type: "object" }, "anthropic").inputSchema).toEqual({ type: "object" });
  expect(adapt(of({ type: "array" }), "google").inputSchema).toEqual(of({ type: "array" }));
  expect(adapt(object({ "a b": {} }), "openai").inputSchema).toEqual(object({ "a b": {} }));
  expect(adapt(alternatives, "offline").inputSchema).toEqual(alternatives);
});

test("a provider that is not known gets what every provider takes", () => {
  expect(adapt({ oneOf: [object({ "a b": { type: "array" } })] }, "any").inputSchema).toEqual(
    object({ a_b: { type: "array", items: {}, description: '(Called "a b" by the server.)' } }),
  );
});
