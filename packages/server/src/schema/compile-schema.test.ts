import type { JsonSchema, Schema } from "@mortise/protocol";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { z as z323 } from "zod-3.23";
import { z as z325 } from "zod-3.25";
import * as z40 from "zod-4.0";
import * as z41 from "zod-4.1";
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
  [z323.object({ a: z323.string() }), /The input of tool t is a schema of zod 3, .*zod@latest/],
  [z325.object({ a: z325.string() }), /The input of tool t is a schema of zod 3, .*zod@latest/],
  [{ a: z323.string() }, /The input of tool t is a record of schemas; make one schema of it/],
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

test.each([
  ["4.0", z40.z.object({ id: z40.z.string().describe("the id"), limit: z40.z.int().optional() })],
  ["4.1", z41.z.object({ id: z41.z.string().describe("the id"), limit: z41.z.int().optional() })],
])("zod %s, which cannot describe itself, is described", async (_version, schema) => {
  const { json, validate } = compileObjectSchema(schema as unknown as Schema, "input", "x");
  expect(json).toMatchObject({
    type: "object",
    properties: { id: { type: "string", description: "the id" }, limit: { type: "integer" } },
    required: ["id"],
  });
  expect(json).not.toHaveProperty("$schema");
  expect(await validate({ id: "a" })).toEqual({ value: { id: "a" } });
  expect((await validate({ id: 1 })).issues).toBeDefined();
});

test("a schema of an unknown library that cannot describe itself is refused by the library's name", () => {
  const schema = { "~standard": { version: 1, vendor: "other", validate: () => ({ value: 1 }) } };
  expect(() => compileSchema(schema as unknown as Schema, "input", "It")).toThrow(
    "It is a schema of other, which cannot describe itself as JSON Schema; use a version of the library",
  );
});

test("a root without a type refers to itself as it was written, also where arguments are meant", async () => {
  const schema: JsonSchema = { properties: { foo: { $ref: "#" } }, additionalProperties: false };
  const { json, validate } = compileObjectSchema(schema, "input", "x");
  expect(json.type).toBe("object");
  expect((await validate({ foo: false })).issues).toBeUndefined();
  expect((await validate({ foo: { bar: 1 } })).issues).toBeDefined();
  expect((await validate(false)).issues).toBeDefined();
});
