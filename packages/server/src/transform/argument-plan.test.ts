import type { JsonSchema } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { planArguments } from "./argument-plan.ts";
import type { ArgumentTransform } from "./transform-options.ts";

const plan = (schema: JsonSchema, changes: Record<string, ArgumentTransform>): JsonSchema =>
  planArguments(schema, changes, "tool t").schema;

const properties = { a: { type: "string" }, b: { type: "number" } };

test("arguments without a change stay exactly as they are, in order", () => {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    $defs: { id: { type: "string" } },
    properties: { z: { $ref: "#/$defs/id" }, a: { type: "string", minLength: 2 }, m: true },
    required: ["z"],
    additionalProperties: { type: "null" },
    "x-own": [1],
  };
  expect(JSON.stringify(plan(schema, {}))).toBe(JSON.stringify(schema));
  expect(plan(schema, { a: { name: "b", title: "B" }, m: { description: "M" } })).toEqual({
    ...schema,
    properties: {
      z: { $ref: "#/$defs/id" },
      b: { type: "string", minLength: 2, title: "B" },
      m: { description: "M" },
    },
  });
});

test("names that depend on one another are renamed with them", () => {
  const schema = { type: "object", properties, dependentRequired: { a: ["b"] } };
  expect(plan(schema, { a: { name: "x" }, b: { name: "a" } })).toEqual({
    type: "object",
    properties: { x: { type: "string" }, a: { type: "number" } },
    dependentRequired: { x: ["a"] },
  });
});

test("the schema that was given is not changed", () => {
  const schema = { type: "object", properties, required: ["a"] };
  const before = JSON.stringify(schema);
  plan(schema, { a: { name: "x", default: "d" }, b: { hide: true } });
  expect(JSON.stringify(schema)).toBe(before);
});

const HIDE: ArgumentTransform = { hide: true };
const RENAME: ArgumentTransform = { name: "c" };
const DEFAULT: ArgumentTransform = { default: "x" };

describe("a schema that might mean something else is refused", () => {
  test.each<[string, JsonSchema, ArgumentTransform]>([
    ["allOf names it", { allOf: [{ required: ["a"] }] }, RENAME],
    ["anyOf names it", { anyOf: [{ properties: { a: { const: "1" } } }] }, HIDE],
    ["if names it", { if: { properties: { a: {} } } }, RENAME],
    ["not names the new name", { not: { required: ["c"] } }, RENAME],
    ["oneOf refers elsewhere", { oneOf: [{ $ref: "#/$defs/x" }], $defs: { x: {} } }, HIDE],
    ["allOf closes the object", { allOf: [{ additionalProperties: false }] }, RENAME],
    ["dependentSchemas has it", { dependentSchemas: { a: {} } }, RENAME],
    ["a required one gets a default", { required: ["a"], allOf: [{ required: ["a"] }] }, DEFAULT],
    ["the root is a reference", { $ref: "#/$defs/x", $defs: { x: {} } }, RENAME],
    ["names are constrained", { propertyNames: { maxLength: 3 } }, RENAME],
    ["a pattern matches the new name", { patternProperties: { "^c": {} } }, RENAME],
    ["properties are counted", { minProperties: 1 }, HIDE],
    ["others depend on it", { dependentRequired: { b: ["a"] } }, HIDE],
    ["a reference leads to it", { $defs: { x: { $ref: "#/properties/a" } } }, HIDE],
    ["the schema contains itself", { additionalProperties: { $ref: "#" } }, RENAME],
  ])("because %s", (_why, more, change) => {
    const schema = { type: "object", properties, ...more };
    expect(() => plan(schema, { a: change })).toThrow(
      expect.objectContaining({
        code: "INVALID_DEFINITION",
        message: expect.stringMatching(/^Argument "a" of tool t cannot be reshaped/),
      }),
    );
  });
});

test.each<[string, JsonSchema]>([
  ["composition that names others", { allOf: [{ required: ["b"] }] }],
  ["a pattern for others", { patternProperties: { "^x-": {} } }],
  [
    "references to definitions",
    { properties: { a: { $ref: "#/$defs/x" }, b: {} }, $defs: { x: {} } },
  ],
])("%s does not stand in the way", (_what, more) => {
  const shown = plan({ type: "object", properties, ...more }, { a: RENAME });
  expect(Object.keys(shown["properties"] as object)).toEqual(["c", "b"]);
});

test("words alone may change whatever the schema is", () => {
  const schema = { type: "object", properties, allOf: [{ required: ["a"] }] };
  const shown = plan(schema, { a: { description: "d" } });
  expect(shown["properties"]).toMatchObject({ a: { description: "d" } });
});

test("arguments called what every object has are arguments like others", () => {
  const schema = JSON.parse('{"properties":{"__proto__":{"type":"string"},"constructor":{}}}');
  const changes = JSON.parse('{"__proto__":{"name":"constructor2"}}');
  const { toOwn, schema: shown } = planArguments(schema as JsonSchema, changes as never, "t");
  expect(Object.keys(shown["properties"] as object)).toEqual(["constructor2", "constructor"]);
  const own = toOwn({ constructor2: "x", constructor: 1 }, () => ({}) as never);
  expect(JSON.stringify(own)).toBe('{"__proto__":"x","constructor":1}');
});

test.each([null, undefined, 7, [], "text", "[1]", "{broken"])(
  "%j becomes no arguments of its own making",
  (given) => {
    const { toOwn } = planArguments({ properties }, { a: { default: "d" } }, "t");
    const own = toOwn(given, () => ({}) as never);
    expect(own).toEqual(given === null || given === undefined ? { a: "d" } : given);
  },
);
