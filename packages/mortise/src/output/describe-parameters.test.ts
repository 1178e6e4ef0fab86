import type { JsonSchema } from "@mortise/protocol";
import { expect, test } from "vitest";
import { describeParameters } from "./describe-parameters.ts";

test.each([
  [
    { properties: { a: { type: "string" }, b: { type: "integer" } }, required: ["a"] },
    "a, b?: integer",
  ],
  [{ properties: { a: { enum: ["x", 3, null] } } }, "a?: x|3|null"],
  [{ properties: { a: { type: "array", items: { const: 5 } } } }, "a?: 5[]"],
  [{ properties: { a: { anyOf: [{ type: "string" }, { type: "null" }] } } }, "a?: string|null"],
  [{ properties: { a: { type: ["string", "null"] } } }, "a?: string|null"],
  [{ properties: null, required: null }, ""],
  [
    { properties: { a: null, b: 5, c: { enum: 5 }, d: { anyOf: {} } }, required: 1 },
    "a?, b?, c?, d?",
  ],
  [null, ""],
])("the schema %j is described on one line", (schema, described) => {
  expect(describeParameters(schema as JsonSchema)).toBe(described);
});
