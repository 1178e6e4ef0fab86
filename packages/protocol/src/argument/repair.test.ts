import { expect, test } from "vitest";
import type { JsonSchema } from "../schema/json.ts";
import { repairArguments, repairForeignArguments } from "./repair.ts";

const NUMBER = { type: "number" };
const INTEGER = { type: "integer" };

/** Repairs one property; the value itself if nothing was changed. */
function repair(
  value: unknown,
  property: JsonSchema,
): { value: unknown; repairs: readonly unknown[] } {
  const schema = { type: "object", properties: { a: property } };
  const repaired = repairArguments({ a: value }, schema);
  return { value: (repaired.value as { a?: unknown }).a, repairs: repaired.repairs };
}

test.each<[unknown, JsonSchema, unknown]>([
  ["5", NUMBER, 5],
  ["-0.5", NUMBER, -0.5],
  [" 7 ", NUMBER, 7],
  ["1e3", NUMBER, 1000],
  ["5", INTEGER, 5],
  ["5.0", INTEGER, 5],
  ["9007199254740991", INTEGER, 9007199254740991],
  ["true", { type: "boolean" }, true],
  [" false", { type: "boolean" }, false],
  ["null", { type: ["number", "null"] }, null],
  ["3", { type: ["number", "null"] }, 3],
  ['{"x":1}', { type: "object" }, { x: 1 }],
  ['["a","b"]', { type: "array" }, ["a", "b"]],
  [5, { type: "string" }, "5"],
  [1.5, { type: "string" }, "1.5"],
  ["2", { enum: [1, 2, 3] }, 2],
  ["2", { const: 2 }, 2],
  ["5", { anyOf: [NUMBER, { type: "null" }] }, 5],
  ["5", { oneOf: [INTEGER, { type: "boolean" }] }, 5],
])("%j is repaired for %j", (value, property, repaired) => {
  expect(repair(value, property)).toEqual({
    value: repaired,
    repairs: [{ path: "a", from: value, to: repaired }],
  });
});

test.each<[unknown, JsonSchema]>([
  ["", NUMBER],
  [" ", NUMBER],
  ["five", NUMBER],
  ["5 apples", NUMBER],
  ["0x10", NUMBER],
  ["007", NUMBER],
  ["1,000", NUMBER],
  ["Infinity", NUMBER],
  ["NaN", NUMBER],
  ["1e999", NUMBER],
  ["+5", NUMBER],
  ["5.5", INTEGER],
  ["9007199254740993", INTEGER],
  ["12345678901234567890", NUMBER],
  ["yes", { type: "boolean" }],
  ["TRUE", { type: "boolean" }],
  ["1", { type: "boolean" }],
  [1, { type: "boolean" }],
  [true, NUMBER],
  ["null", NUMBER],
  ["{broken", { type: "object" }],
  ["[1", { type: "array" }],
  ["a,b", { type: "array" }],
  ["a", { type: "array" }],
  ["5", { type: ["number", "string"] }],
  ["5", { type: "string" }],
  ["5", { anyOf: [NUMBER, { type: "string" }] }],
  ["5", {}],
  [5, NUMBER],
  [null, { type: "object" }],
  [{ x: 1 }, { type: "string" }],
])("%j is left alone for %j", (value, property) => {
  const schema = { type: "object", properties: { a: property }, required: ["a"] };
  expect(repairArguments({ a: value }, schema)).toEqual({ value: { a: value }, repairs: [] });
});

test("null for an optional argument means that it was left out", () => {
  const schema = {
    type: "object",
    properties: {
      needed: NUMBER,
      optional: NUMBER,
      nullable: { type: ["number", "null"] },
      any: {},
    },
    required: ["needed"],
  };
  const given = { needed: null, optional: null, nullable: null, any: null, unknown: null };
  const { value, repairs } = repairArguments(given, schema);
  expect(value).toStrictEqual({ needed: null, nullable: null, any: null, unknown: null });
  expect(repairs).toStrictEqual([{ path: "optional", from: null }]);
});

test("every change is reported with its whole path, however deep", () => {
  const schema = {
    type: "object",
    properties: {
      items: {
        type: "array",
        items: {
          type: "object",
          properties: { limit: INTEGER, tags: { type: "array", items: NUMBER } },
        },
      },
    },
  };
  const { value, repairs } = repairArguments(
    { items: '[{"limit":"5","tags":"[\\"1\\",2]"},{"limit":6}]' },
    schema,
  );
  expect(value).toEqual({ items: [{ limit: 5, tags: [1, 2] }, { limit: 6 }] });
  expect(repairs.map(({ path }) => path)).toEqual([
    "items",
    "items[0].limit",
    "items[0].tags",
    "items[0].tags[0]",
  ]);
});

test("arguments that came as one JSON text are read", () => {
  const schema = { type: "object", properties: { a: NUMBER } };
  expect(repairArguments('{"a":"1"}', schema)).toEqual({
    value: { a: 1 },
    repairs: [
      { path: "", from: '{"a":"1"}', to: { a: "1" } },
      { path: "a", from: "1", to: 1 },
    ],
  });
});

test("references are followed, also in a circle", () => {
  const schema = {
    type: "object",
    properties: { a: { $ref: "#/$defs/n~1m" }, loop: { $ref: "#/$defs/loop" } },
    $defs: { "n/m": NUMBER, loop: { $ref: "#/$defs/loop" } },
  };
  const { value, repairs } = repairArguments({ a: "1", loop: "1" }, schema);
  expect(value).toEqual({ a: 1, loop: "1" });
  expect(repairs).toHaveLength(1);
});

test("which of several object alternatives is meant is read from its fixed properties or not at all", () => {
  const variant = (kind: string, value: JsonSchema): JsonSchema => ({
    type: "object",
    properties: { kind: { const: kind }, value },
  });
  const schema = { oneOf: [variant("number", NUMBER), variant("text", { type: "string" })] };
  expect(repairArguments({ kind: "number", value: "5" }, schema).value).toEqual({
    kind: "number",
    value: 5,
  });
  expect(repairArguments({ kind: "text", value: "5" }, schema).repairs).toEqual([]);
  const untold = {
    oneOf: [{ properties: { value: NUMBER } }, { properties: { value: { type: "boolean" } } }],
  };
  expect(repairArguments({ value: "5" }, untold).repairs).toEqual([]);
});

test("the given value is not changed, and __proto__ stays a name", () => {
  const given = JSON.parse('{"a":"1","__proto__":{"admin":true}}') as object;
  const before = JSON.stringify(given);
  const { value } = repairArguments(given, { type: "object", properties: { a: NUMBER } });
  expect(JSON.stringify(given)).toBe(before);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect((value as { admin?: boolean }).admin).toBeUndefined();
  expect(JSON.stringify(value)).toBe('{"a":1,"__proto__":{"admin":true}}');
});

test("a value nested without end is let through as it is", () => {
  const schema: JsonSchema = { type: "object", properties: { next: { $ref: "#" }, n: NUMBER } };
  let deep: unknown = { n: "1" };
  for (let depth = 0; depth < 5_000; depth += 1) deep = { next: deep };
  expect(repairArguments(deep, schema).repairs).toEqual([]);
});

test("alternatives that multiply end", () => {
  const levels = Array.from({ length: 40 }, (_, level) => [
    `L${level}`,
    { anyOf: [{ $ref: `#/$defs/L${level + 1}` }, { $ref: `#/$defs/L${level + 1}` }] },
  ]);
  const schema = { $ref: "#/$defs/L0", $defs: Object.fromEntries(levels) };
  expect(repairArguments({ a: "1" }, schema)).toEqual({ value: { a: "1" }, repairs: [] });
});

test("a broken escape in a reference leads nowhere", () => {
  const schema = { type: "object", properties: { a: { $ref: "#/%E0%A4%A" } } };
  expect(repairArguments({ a: "1" }, schema).value).toEqual({ a: "1" });
});

test.each<[string, unknown, JsonSchema, unknown]>([
  [
    "the values of a record",
    { x: "1" },
    { type: "object", additionalProperties: NUMBER },
    { x: 1 },
  ],
  [
    "further members beside declared ones",
    { a: "1", b: "2" },
    { type: "object", properties: { a: NUMBER }, additionalProperties: INTEGER },
    { a: 1, b: 2 },
  ],
  ["the places of a tuple", ["a", "1"], { prefixItems: [{ type: "string" }, NUMBER] }, ["a", 1]],
  [
    "the rest of a tuple",
    ["a", "1", "2"],
    { prefixItems: [{ type: "string" }], items: NUMBER },
    ["a", 1, 2],
  ],
  [
    "the parts of an intersection",
    { a: "1", b: "2" },
    { allOf: [{ properties: { a: NUMBER } }, { additionalProperties: NUMBER }] },
    { a: 1, b: 2 },
  ],
  [
    "members by a pattern of their names",
    { "x-a": "1", b: "2", "y-c": "3" },
    { type: "object", patternProperties: { "^x-": NUMBER }, additionalProperties: INTEGER },
    { "x-a": 1, b: 2, "y-c": 3 },
  ],
  [
    "declared members that match a pattern too",
    { "x-a": { m: "1", n: "2" }, "x-b": "3" },
    {
      properties: { "x-a": { type: "object", properties: { m: NUMBER } } },
      patternProperties: { "^x-a$": { properties: { n: NUMBER } }, "-b$": NUMBER },
    },
    { "x-a": { m: 1, n: 2 }, "x-b": 3 },
  ],
  [
    "a boolean where a text belongs",
    { a: true },
    { properties: { a: { type: "string" } } },
    { a: "true" },
  ],
  ["a boolean among texts", false, { enum: ["true", "false"] }, "false"],
  ["a choice of several types", "1", { anyOf: [{ const: 1 }, { const: "x" }] }, 1],
])("%s are repaired", (_name, value, schema, repaired) => {
  expect(repair(value, schema).value).toEqual(repaired);
});

test("a choice that is written as it is stays, and one that could be two things", () => {
  expect(repair("1", { enum: [1, "1"] }).repairs).toEqual([]);
  expect(repair("y", { enum: [1, "x"] }).repairs).toEqual([]);
});

test("null stays in a record, where it leaves nothing out", () => {
  const schema = { type: "object", additionalProperties: NUMBER };
  expect(repairArguments({ x: null }, schema)).toEqual({ value: { x: null }, repairs: [] });
});

test.each<[string, JsonSchema]>([
  ["a text or a number", { type: ["string", "number"] }],
  ["a number", NUMBER],
  ["anything", {}],
])("true stays where %s belongs", (_name, schema) => {
  expect(repairArguments(true, schema).repairs).toEqual([]);
});

test("a pattern of a stranger is matched in linear time, or matches nothing", () => {
  const name = `${"a".repeat(200)}!`;
  const value = { [name]: "1" };
  const repairBy = (pattern: string, given: object = value): unknown =>
    repairForeignArguments(given, { patternProperties: { [pattern]: NUMBER } }).value;
  for (const pattern of ["^(a+)+$", "^(a|aa)*$", "^a*a*a*a*$", "^(a)\\1*!$", "^["]) {
    expect(repairBy(pattern)).toEqual(value);
  }
  expect(repairBy("^(a+)+!$")).toEqual({ [name]: 1 });
  const long = { ["a".repeat(1_001)]: "1" };
  expect(repairBy("^a", long)).toEqual(long);
});

test("a long list is repaired to its end, however many parts came before", () => {
  const list = Array.from({ length: 30_000 }, (_, at) => ({ id: `${at}`, tag: at }));
  const items = {
    type: "object",
    properties: { id: { anyOf: [NUMBER, { type: "null" }] }, tag: { type: "string" } },
  };
  const { value, repairs } = repair(list, { type: "array", items });
  expect((value as unknown[]).at(-1)).toEqual({ id: 29_999, tag: "29999" });
  expect(repairs).toHaveLength(60_000);
});

test("alternatives that multiply are not looked at for ever", () => {
  const twice = (name: string): JsonSchema => ({
    anyOf: [{ $ref: `#/$defs/${name}` }, { $ref: `#/$defs/${name}` }],
  });
  const chain = Array.from({ length: 20 }, (_, at) => [`a${at}`, twice(`a${at + 1}`)] as const);
  const schema = {
    type: "object",
    properties: { list: { type: "array", items: twice("a0") } },
    $defs: { ...Object.fromEntries(chain), a20: NUMBER },
  };
  const list = Array.from({ length: 100_000 }, () => "5");
  const { value } = repairArguments({ list }, schema);
  expect((value as { list: unknown[] }).list.at(-1)).toBe("5");
});
