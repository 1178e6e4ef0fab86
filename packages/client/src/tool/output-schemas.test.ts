import type { JsonSchema } from "@mortise/protocol";
import { expect, test } from "vitest";
import { OutputSchemas } from "./output-schemas.ts";

function learnt(outputSchema: unknown) {
  const warnings: string[] = [];
  const schemas = new OutputSchemas((message) => warnings.push(message));
  const inputSchema = { type: "object" } as const;
  schemas.learn([{ name: "t", inputSchema, outputSchema: outputSchema as JsonSchema }]);
  return { schemas, warnings };
}

const ORDER = { type: "object", properties: { total: { type: "number" } }, required: ["total"] };

test("structured content is checked by the schema that was listed last", () => {
  const { schemas } = learnt(ORDER);
  expect(schemas.findProblem("t", { total: 1 })).toBeUndefined();
  expect(schemas.findProblem("t", { total: "1" })).toBe("total must be a number, not a string");
  expect(schemas.findProblem("other", { total: "1" })).toBeUndefined();
  schemas.learn([]);
  expect(schemas.findProblem("t", { total: "1" })).toBeUndefined();
});

test("the description of a problem is short, however much is wrong", () => {
  const { schemas } = learnt({ additionalProperties: { type: "number" } });
  const members = Array.from({ length: 50 }, (_, at) => [`${"x".repeat(1_000)}${at}`, "a"]);
  expect(schemas.findProblem("t", Object.fromEntries(members))).toHaveLength(301);
});

test("a pattern that takes a backtracking engine years is matched", () => {
  const { schemas } = learnt({ properties: { s: { pattern: "^(a+)+$" } } });
  expect(schemas.findProblem("t", { s: `${"a".repeat(50)}!` })).toMatch(/must match the pattern/);
});

test.each([
  [{ properties: { s: { pattern: "(?=a)" } } }],
  [{ $ref: "https://example.com/other.json" }],
  [{ $schema: "https://example.com/unknown" }],
  [{ type: 5 }],
  [{ description: "x".repeat(300_000) }],
])("a schema that cannot be checked is reported once, and checks nothing (case %#)", (schema) => {
  const { schemas, warnings } = learnt(schema);
  expect(schemas.findProblem("t", { s: 1 })).toBeUndefined();
  expect(schemas.findProblem("t", { s: 1 })).toBeUndefined();
  expect(warnings).toEqual([expect.stringMatching(/tool "t".*are not checked by it/)]);
});

test.each([[null], [true], ["x"], [undefined]])("an output schema %j is none", (schema) => {
  const { schemas, warnings } = learnt(schema);
  expect(schemas.findProblem("t", 1)).toBeUndefined();
  expect(warnings).toEqual([]);
});
