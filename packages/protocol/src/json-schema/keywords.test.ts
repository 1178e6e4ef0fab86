import { expect, test } from "vitest";
import type { JsonSchema } from "../schema/json.ts";
import { compileJsonSchema } from "./compile-json-schema.ts";

/** The issues of a value in one line; empty for a valid one. */
function check(schema: JsonSchema, value: unknown): string {
  const { issues = [] } = compileJsonSchema(schema, "It")(value);
  return issues.map(({ path = [], message }) => `${path.join(".")}: ${message}`).join("; ");
}

const KIND = (kind: string, more: JsonSchema): JsonSchema => ({
  type: "object",
  properties: { kind: { const: kind }, value: more },
  required: ["kind"],
});

test.each<[JsonSchema, unknown, string]>([
  [{ type: "string" }, 1, ": must be a string, not a number"],
  [{ type: ["string", "null"] }, {}, ": must be a string or null, not an object"],
  [{ type: "integer" }, 1.5, ": must be a whole number, not a number with a fraction"],
  [{ enum: ["a", 1] }, "b", ': must be one of "a", 1'],
  [{ const: { a: [1] } }, { a: [2] }, ': must be {"a":[1]}'],
  [{ minLength: 2 }, "🦊", ": must have at least 2 characters"],
  [{ maxLength: 1 }, "ab", ": must have at most 1 character"],
  [{ pattern: "^a" }, "b", ": must match the pattern ^a"],
  [{ format: "date" }, "x", ": must be in the format date"],
  [{ minimum: 1 }, 0, ": must be at least 1"],
  [{ exclusiveMaximum: 1 }, 1, ": must be less than 1"],
  [{ multipleOf: 0.01 }, 0.015, ": must be a multiple of 0.01"],
  [
    { required: ["a", "toString"] },
    {},
    "a: is required, and is missing; toString: is required, and is missing",
  ],
  [
    { properties: { a: {} }, additionalProperties: false },
    { b: 1 },
    "b: is not allowed; there are a",
  ],
  [{ properties: { a: false } }, { a: 1 }, "a: is not allowed"],
  [{ minProperties: 1 }, {}, ": must have at least 1 members"],
  [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, ': must not have the name "ab"'],
  [{ dependentRequired: { a: ["b"] } }, { a: 1 }, "b: is required beside a, and is missing"],
  [{ prefixItems: [{}], items: false }, [1, 2], ": must have at most 1 item"],
  [{ items: { type: "null" } }, [null, 1], "1: must be null, not a number"],
  [
    { contains: { const: 1 } },
    [2],
    ': must have at least 1 of the items that "contains" describes',
  ],
  [
    { uniqueItems: true },
    [1, { a: 1, b: 2 }, { b: 2, a: 1 }],
    ": must have no equal items, but 1 and 2 are",
  ],
  [{ not: { type: "string" } }, "a", ': must not be as "not" describes'],
  [
    { anyOf: [{ type: "string" }, { type: "null" }] },
    1,
    ": must be a string, not a number, or must be null, not a number",
  ],
  [
    { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
    3,
    ": must fit one of the alternatives alone, and fits 2",
  ],
  [
    { unevaluatedProperties: false, allOf: [{ properties: { a: {} } }] },
    { a: 1, b: 1 },
    "b: is not allowed",
  ],
])("%j names the fault of %j", (schema, value, issues) => {
  expect(check(schema, value)).toBe(issues);
});

test("of several alternatives the one that is meant is reported", () => {
  const schema = { anyOf: [KIND("a", { type: "number" }), KIND("b", { type: "string" })] };
  expect(check(schema, { kind: "b", value: 1 })).toBe("value: must be a string, not a number");
  expect(check({ items: { oneOf: schema.anyOf } }, [{ kind: "a", value: "x" }])).toBe(
    "0.value: must be a number, not a string",
  );
  expect(check(schema, { kind: "c" })).toBe(': kind must be "a", or kind must be "b"');
});

test.each<[number, number, boolean]>([
  [0.3, 0.1, true],
  [0.0075, 0.0001, true],
  [0.00751, 0.0001, false],
  [1e308, 0.5, true],
  [1e308, 0.123456789, false],
  [4.5, 1.5, true],
  [9007199254740992, 2, true],
])("whether %d is a multiple of %d is decided as decimal numbers do", (value, multipleOf, is) => {
  expect(check({ multipleOf }, value) === "").toBe(is);
});

test("names that every object has are names like others", () => {
  const schema = { properties: { constructor: { type: "number" }, toString: { type: "number" } } };
  expect(check(schema, {})).toBe("");
  expect(check(schema, { toString: "x" })).toContain("toString: ");
  const inherited = JSON.parse('{"properties":{"__proto__":{"type":"number"}}}') as JsonSchema;
  expect(check(inherited, JSON.parse('{"__proto__":"x"}'))).toContain(
    "__proto__: must be a number",
  );
});

test("unevaluated members and items are those that no other keyword looked at", () => {
  const items = { prefixItems: [{}], contains: { type: "number" }, unevaluatedItems: false };
  expect(check(items, ["a", 1, 2])).toBe("");
  expect(check(items, ["a", 1, "b"])).toBe("2: is not allowed");
  const either = {
    anyOf: [{ properties: { a: {} }, required: ["a"] }, { properties: { b: {} } }],
    unevaluatedProperties: false,
  };
  expect(check(either, { a: 1, b: 2 })).toBe("");
  expect(check({ ...either, not: { properties: { c: {} } } }, { c: 1 })).not.toBe("");
});

test.each<[string, JsonSchema, unknown]>([
  ["an infinite number", { properties: { n: { type: "number" } } }, { n: 1 / 0 }],
  ["a date", { properties: { d: { type: "object" } } }, { d: new Date(0) }],
  ["an instance with toJSON", { type: "object" }, { toJSON: () => "text" }],
  ["a map with members asked for", { required: ["a"] }, new Map([["a", 1]])],
])("%s is judged as JSON writes it", (_what, schema, value) => {
  expect(check(schema, value)).not.toBe("");
});

test("equal items are found in one look at each, however many there are", () => {
  const distinct = Array.from({ length: 200_000 }, (_, index) => ({ id: index }));
  expect(check({ uniqueItems: true }, distinct)).toBe("");
  const same = Array.from({ length: 200_000 }, () => ({ a: [1] }));
  expect(check({ uniqueItems: true }, same)).toBe(": must have no equal items, but 0 and 1 are");
  let nested: unknown[] = [];
  for (let depth = 0; depth < 1_500; depth += 1) nested = [nested, depth];
  expect(check({ uniqueItems: true, items: { $ref: "#" } }, nested)).toBe("");
});

test("issues are looked for up to a limit, whatever the schema", () => {
  const list = Array.from({ length: 200_000 }, () => ({ n: "x" }));
  const item = { type: "object", properties: { n: { type: "number" } } };
  for (const items of [item, { anyOf: [item, { type: "null" }] }, { properties: { n: false } }]) {
    const { issues } = compileJsonSchema({ items }, "It")(list);
    expect(issues).toHaveLength(21);
  }
});
