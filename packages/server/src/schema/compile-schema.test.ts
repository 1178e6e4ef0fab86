import type { JsonSchema, Schema } from "@mortise/protocol";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { compileObjectSchema, compileSchema } from "./compile-schema.ts";
import { toIssues } from "./issue.ts";

const EQUAL: readonly (readonly [library: string, schema: Schema])[] = [
  ["zod 4", z.object({ id: z.string(), limit: z.number().optional() })],
  ["valibot", toStandardJsonSchema(v.object({ id: v.string(), limit: v.optional(v.number()) }))],
  ["arktype", type({ id: "string", "limit?": "number" })],
  [
    "JSON Schema",
    {
      type: "object",
      properties: { id: { type: "string" }, limit: { type: "number" } },
      required: ["id"],
    },
  ],
];

describe.each(EQUAL)("%s", (_library, schema) => {
  const compiled = compileObjectSchema(schema, "input", "The input of tool find");

  test("describes itself as JSON Schema without naming the dialect", () => {
    expect(compiled.json).toMatchObject({
      type: "object",
      properties: { id: { type: "string" }, limit: { type: "number" } },
      required: ["id"],
    });
    expect(compiled.json).not.toHaveProperty("$schema");
  });

  test("lets valid values in", async () => {
    expect(await compiled.validate({ id: "a" })).toMatchObject({ value: { id: "a" } });
    expect(await compiled.validate({ id: "a", limit: 3 })).toEqual(
      expect.objectContaining({ value: { id: "a", limit: 3 } }),
    );
  });

  test("names the place of each issue", async () => {
    const wrong = await compiled.validate({ id: "a", limit: "x" });
    expect(toIssues(wrong.issues ?? [])).toMatchObject([{ path: "limit" }]);
    const missing = await compiled.validate({ limit: 3 });
    expect(toIssues(missing.issues ?? [])).toHaveLength(1);
    expect(JSON.stringify(missing.issues)).toContain("id");
  });

  test("refuses what is no object", async () => {
    for (const value of ["text", 7, null, []]) {
      expect((await compiled.validate(value)).issues, JSON.stringify(value)).toBeDefined();
    }
  });
});

test("the two sides of a schema are kept apart", () => {
  const schema = z.object({ limit: z.number().default(10) });
  expect(compileSchema(schema, "input", "x").json).not.toHaveProperty("required");
  expect(compileSchema(schema, "output", "x").json).toMatchObject({ required: ["limit"] });
});

test("a schema that transforms gives what it makes", async () => {
  const schema = z.object({ at: z.string().transform((text) => text.length) });
  expect(await compileSchema(schema, "input", "x").validate({ at: "four" })).toMatchObject({
    value: { at: 4 },
  });
});

test("plain JSON Schema is shown exactly as it is, and is not changed", () => {
  const schema: JsonSchema = Object.freeze({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { a: { $ref: "#/$defs/a" } },
    $defs: { a: { type: "string" } },
  });
  const before = JSON.stringify(schema);
  expect(compileSchema(schema, "input", "x").json).toBe(schema);
  expect(JSON.stringify(schema)).toBe(before);
  expect(Object.getOwnPropertyNames(schema)).toEqual(["$schema", "type", "properties", "$defs"]);
});

test("a root without a type is an object where arguments are meant", () => {
  expect(compileObjectSchema({ properties: {} }, "input", "x").json.type).toBe("object");
});

test.each([
  [
    "a type that is no object",
    { type: "array" },
    /must be an object schema, but its type is "array"/,
  ],
  ["a zod schema of a string", z.string(), /must be an object schema, but its type is "string"/],
])("%s cannot be arguments", (_what, schema, message) => {
  expect(() => compileObjectSchema(schema as Schema, "input", "The input of tool t")).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test.each([
  [v.object({ a: v.string() }), /wrap it in toStandardJsonSchema\(\)/],
  [z.object({ a: z.date() }), /cannot be written as JSON Schema/],
  [{ a: z.string() }, /The input of tool t is a record of schemas; make one schema of it/],
  ["text", /is no schema; give one of zod 4/],
  [[], /is no schema/],
  [null, /is no schema/],
  [7, /is no schema/],
])("a schema that cannot be described is refused with what to do (case %#)", (schema, message) => {
  expect(() => compileSchema(schema as Schema, "input", "The input of tool t")).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test("arguments are an object, also where a plain schema does not say so", async () => {
  const { json, validate } = compileObjectSchema({ properties: { a: {} } }, "input", "x");
  expect(json).toEqual({ type: "object", properties: { a: {} } });
  expect(await validate({ a: 1 })).toEqual({ value: { a: 1 } });
  for (const value of ["text", 7, []]) expect((await validate(value)).issues).toBeDefined();
});

test("a validator that answers with a promise of its own making is waited for", async () => {
  const refusal = { issues: [{ message: "no" }] };
  const schema = {
    "~standard": {
      version: 1,
      vendor: "x",
      validate: () => ({
        // biome-ignore lint/suspicious/noThenProperty: the point of this test.
        then: (resolve: (value: unknown) => void) => resolve(refusal),
      }),
      jsonSchema: { input: () => ({ type: "object" }), output: () => ({ type: "object" }) },
    },
  } as unknown as Schema;
  const checked = compileSchema(schema, "input", "x").validate({});
  expect(checked).toBeInstanceOf(Promise);
  expect(await checked).toBe(refusal);
});
