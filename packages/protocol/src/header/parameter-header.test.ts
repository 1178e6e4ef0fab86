import { expect, test } from "vitest";
import type { JsonSchema } from "../schema/json.ts";
import type { ParameterHeader } from "./parameter-header.ts";
import { planParameterHeaders, readMirroredArgument } from "./parameter-header.ts";

const annotated = (name: unknown, type: unknown = "string"): object => ({
  type,
  "x-mcp-header": name,
});

test("annotated properties are found with their path, also in nested objects", () => {
  const plan = planParameterHeaders({
    type: "object",
    properties: {
      region: annotated("Region"),
      plain: { type: "string" },
      options: {
        type: "object",
        properties: { limit: annotated("Limit", "integer"), dry: annotated("Dry", "boolean") },
      },
    },
  });
  expect(plan).toEqual({
    headers: [
      { header: "Mcp-Param-Region", path: ["region"], type: "string" },
      { header: "Mcp-Param-Limit", path: ["options", "limit"], type: "integer" },
      { header: "Mcp-Param-Dry", path: ["options", "dry"], type: "boolean" },
    ],
  });
});

test.each([
  ["no string", { properties: { a: annotated(7) } }, /of "a" is not a string/],
  ["empty", { properties: { a: annotated("") } }, /is not an HTTP token/],
  ["no token", { properties: { a: annotated("a b") } }, /is not an HTTP token/],
  ["a line break", { properties: { a: annotated("a\r\nb") } }, /is not an HTTP token/],
  ["a number", { properties: { a: annotated("A", "number") } }, /needs type string, integer/],
  ["an object", { properties: { a: annotated("A", "object") } }, /needs type string, integer/],
  ["two types", { properties: { a: annotated("A", ["string", "null"]) } }, /needs type string/],
  ["used twice", { properties: { a: annotated("A"), b: annotated("a") } }, /"a" is used twice/],
  ["on the root", { ...annotated("A", "object") }, /stands where no argument is/],
  ["in items", { properties: { a: { items: annotated("A") } } }, /stands where no argument is/],
  ["in anyOf", { properties: { a: { anyOf: [annotated("A")] } } }, /stands where no argument is/],
  ["in $defs", { $defs: { a: annotated("A") } }, /stands where no argument is/],
  [
    "behind items",
    { properties: { a: { items: { properties: { default: annotated("A") } } } } },
    /stands where no argument is/,
  ],
])("an annotation that is %s makes the plan invalid", (_what, schema, reason) => {
  expect(planParameterHeaders(schema)).toEqual({ invalid: expect.stringMatching(reason) });
});

test.each([
  { properties: { "x-mcp-header": { type: "string" } } },
  { properties: { a: { items: { properties: { "x-mcp-header": { type: "string" } } } } } },
  { $defs: { "x-mcp-header": { type: "string" } } },
  { properties: { a: { default: { "x-mcp-header": 7 }, enum: [{ "x-mcp-header": 7 }] } } },
])("a name or a value that only looks like an annotation is none (case %#)", (schema) => {
  expect(planParameterHeaders(schema)).toEqual({ headers: [] });
});

test("properties with the names of keywords may be annotated", () => {
  const plan = planParameterHeaders({
    properties: { default: annotated("D"), enum: annotated("E"), properties: annotated("P") },
  });
  expect(plan).toMatchObject({ headers: [{ path: ["default"] }, { path: ["enum"] }, {}] });
});

test("a schema that is nested without end is refused", () => {
  let schema: JsonSchema = { type: "string" };
  for (let depth = 0; depth < 100; depth += 1) schema = { items: schema };
  expect(planParameterHeaders(schema)).toEqual({ invalid: expect.stringContaining("64 levels") });
});

const limit: ParameterHeader = { header: "Mcp-Param-L", path: ["o", "l"], type: "integer" };

test.each([
  [{ o: { l: 42 } }, "42"],
  [{ o: { l: -7 } }, "-7"],
  [{ o: { l: true } }, "true"],
  [{ o: { l: "" } }, ""],
  [{ o: { l: null } }, undefined],
  [{ o: { l: {} } }, undefined],
  [{ o: {} }, undefined],
  [{ o: "text" }, undefined],
  [{}, undefined],
  [undefined, undefined],
])("of %j the header says %j", (input, text) => {
  expect(readMirroredArgument(limit, input)).toBe(text);
});

test("an inherited member is no argument", () => {
  const header: ParameterHeader = { header: "Mcp-Param-C", path: ["toString"], type: "string" };
  expect(readMirroredArgument(header, {})).toBeUndefined();
});
