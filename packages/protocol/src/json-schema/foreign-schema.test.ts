import { expect, test } from "vitest";
import type { JsonSchema } from "../schema/json.ts";
import { compileForeignSchema } from "./compile-json-schema.ts";

const OWNER = "The output of tool t";

function issuesOf(schema: JsonSchema, value: unknown): readonly string[] {
  const { issues = [] } = compileForeignSchema(schema, OWNER)(value);
  return issues.map(({ path = [], message }) => `${path.join(".")}: ${message}`);
}

test("patterns are matched without backtracking, in values and in names", () => {
  const hostile = "^(a+)+$";
  const text = `${"a".repeat(50_000)}!`;
  expect(issuesOf({ properties: { s: { pattern: hostile } } }, { s: text })).toEqual([
    `s: must match the pattern ${hostile}`,
  ]);
  const named = { patternProperties: { [hostile]: { type: "number" } } };
  expect(issuesOf(named, { [text]: "x" })).toEqual([]);
  expect(issuesOf(named, { aa: "x" })).toEqual(["aa: must be a number, not a string"]);
});

test.each<[string, JsonSchema, RegExp]>([
  ["a look-ahead", { pattern: "^(?=a)" }, /\/pattern may take long to match/],
  ["a back-reference", { pattern: "(a)\\1" }, /\/pattern may take long to match/],
  ["a length of 200,001", { description: "x".repeat(200_001) }, /more than 200000 characters/],
  ["a reference to elsewhere", { $ref: "http://127.0.0.1/x" }, /outside the schema/],
  ["itself for the same value", { $ref: "#" }, /without end/],
])("a schema with %s is refused", (_what, schema, message) => {
  expect(() => compileForeignSchema(schema, OWNER)).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test("a schema nested deeper than the stack goes is refused", () => {
  const deep = JSON.parse(`${'{"not":'.repeat(20_000)}true${"}".repeat(20_000)}`) as JsonSchema;
  expect(() => compileForeignSchema(deep, OWNER)).toThrow(/is nested too deep/);
});

const MANY = 10_000;
const names = Array.from({ length: MANY }, (_, at) => `${at}`);

/** Each takes every item, after a look at every part of the schema. */
test.each<[string, JsonSchema, unknown]>([
  ["schemas that refuse all", { anyOf: [...Array(MANY).fill(false), true] }, 1],
  ["schemas that take all", { allOf: Array(MANY).fill(true) }, 1],
  ["dependencies", { dependentRequired: Object.fromEntries(names.map((name) => [name, []])) }, {}],
  ["structures of an enum", { enum: [...Array(MANY).fill([1]), [2]] }, [2]],
  [
    "patterns of names",
    {
      patternProperties: Object.fromEntries(
        names.slice(0, 2_000).map((name) => [`^(x*)*${name}$`, true]),
      ),
    },
    { y: 1 },
  ],
])("a small schema with many %s does not multiply the work without end", (_what, items, item) => {
  expect(issuesOf({ items }, Array(MANY).fill(item))).toEqual([
    ": takes more work to check than one value may take",
  ]);
});
