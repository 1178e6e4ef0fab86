import type { JsonSchema } from "@mortise/protocol";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileObjectSchema } from "../schema/compile-schema.ts";
import { toEarlierForm, toFormSchema } from "./form-schema.ts";

/** The one field `a` of the form that a schema makes. */
function fieldOf(schema: Parameters<typeof compileObjectSchema>[0]): JsonSchema {
  const { requested } = toFormSchema(compileObjectSchema(schema, "input", "The schema").json);
  return (requested["properties"] as { readonly a: JsonSchema }).a;
}

const valibot = (field: v.GenericSchema): ReturnType<typeof toStandardJsonSchema> =>
  toStandardJsonSchema(v.object({ a: field }));
const plain = (a: object): JsonSchema => ({ type: "object", properties: { a } });

const FRUIT = { type: "string", enum: ["apple", "pear"] };
const TITLED = {
  type: "string",
  oneOf: [
    { const: "a", title: "Apple" },
    { const: "p", title: "Pear" },
  ],
};

test.each([
  ["an enum of zod", z.object({ a: z.enum(["apple", "pear"]) })],
  ["a union of zod literals", z.object({ a: z.union([z.literal("apple"), z.literal("pear")]) })],
  ["a zod literal of several", z.object({ a: z.literal(["apple", "pear"]) })],
  ["a nullable enum", z.object({ a: z.enum(["apple", "pear"]).nullable() })],
  ["a nullish enum", z.object({ a: z.enum(["apple", "pear"]).nullish() })],
  ["a union of arktype", type({ a: "'apple' | 'pear'" })],
  ["an optional union of arktype", type({ "a?": "'apple' | 'pear'" })],
  ["a union with null of arktype", type({ a: "'apple' | 'pear' | null" })],
  ["a picklist of valibot", valibot(v.picklist(["apple", "pear"]))],
  ["a union of valibot literals", valibot(v.union([v.literal("apple"), v.literal("pear")]))],
  ["a nullable picklist of valibot", valibot(v.nullable(v.picklist(["apple", "pear"])))],
  ["an enum without a type", plain({ enum: ["apple", "pear"] })],
  ["an enum with null", plain({ type: ["string", "null"], enum: ["apple", "pear", null] })],
  ["constants", plain({ oneOf: [{ const: "apple" }, { const: "pear" }] })],
  ["a reference", { ...plain({ $ref: "#/$defs/fruit" }), $defs: { fruit: FRUIT } }],
])("%s is a choice", (_what, schema) => {
  expect(fieldOf(schema as JsonSchema)).toEqual(FRUIT);
});

test.each([
  ["zod", z.object({ a: z.array(z.enum(["apple", "pear"])) })],
  ["arktype", type({ a: "('apple' | 'pear')[]" })],
  ["valibot", valibot(v.array(v.union([v.literal("apple"), v.literal("pear")])))],
])("a list of choices of %s has items of text", (_what, schema) => {
  expect(fieldOf(schema)).toEqual({ type: "array", items: FRUIT });
});

test("choices keep their titles", () => {
  const choice = z.union([
    z.literal("a").meta({ title: "Apple" }),
    z.literal("p").meta({ title: "Pear" }),
  ]);
  expect(fieldOf(z.object({ a: choice }))).toEqual(TITLED);
  expect(fieldOf(z.object({ a: choice.meta({ title: "Fruit", description: "Which?" }) }))).toEqual({
    ...TITLED,
    title: "Fruit",
    description: "Which?",
  });
  expect(fieldOf(z.object({ a: z.array(choice) }))).toEqual({
    type: "array",
    items: { anyOf: TITLED.oneOf },
  });
  expect(fieldOf(plain(TITLED))).toEqual(TITLED);
  const named = { type: "string", enum: ["a", "p"], enumNames: ["Apple", "Pear"] };
  expect(fieldOf(plain(named))).toEqual(named);
});

test("the titles of choices are a list before 2025-11-25", () => {
  const { requested } = toFormSchema({ type: "object", properties: { a: TITLED, b: FRUIT } });
  expect(toEarlierForm(requested)["properties"]).toEqual({
    a: { type: "string", enum: ["a", "p"], enumNames: ["Apple", "Pear"] },
    b: FRUIT,
  });
});

test.each([
  ["a literal", z.object({ a: z.literal("yes") }), { type: "string", enum: ["yes"] }],
  ["a constant of arktype", type({ a: "'yes'" }), { type: "string", enum: ["yes"] }],
  ["choices of numbers", z.object({ a: z.literal([1, 2]) }), { type: "string", enum: ["1", "2"] }],
  ["yes or no", z.object({ a: z.boolean().nullable() }), { type: "boolean" }],
  ["a nullable number", z.object({ a: z.number().nullish() }), { type: "number" }],
  [
    "a type with null",
    plain({ type: ["integer", "null"], minimum: 1 }),
    { type: "integer", minimum: 1 },
  ],
  [
    "words",
    z.object({ a: z.string().min(2).describe("Say").default("hi") }),
    { type: "string", minLength: 2, description: "Say", default: "hi" },
  ],
])("%s is a field of the specification", (_what, schema, expected) => {
  expect(fieldOf(schema as JsonSchema)).toEqual(expected);
});

test.each([
  ["email", z.email()],
  ["uri", z.url()],
  ["date", z.iso.date()],
  ["date-time", z.iso.datetime()],
])("the format %s stays", (format, field) => {
  expect(fieldOf(z.object({ a: field }))["format"]).toBe(format);
});

test.each([
  ["uuid", z.uuid()],
  ["duration", z.iso.duration()],
  ["time", z.iso.time()],
  ["ipv4", z.ipv4()],
  ["a format of an author", plain({ type: "string", format: "iban" })],
])("a format that forms do not have is left out: %s", (_format, field) => {
  const schema =
    "type" in field && field.type === "object" ? field : z.object({ a: field as z.ZodType });
  expect(fieldOf(schema as JsonSchema)).toMatchObject({ type: "string" });
  expect(fieldOf(schema as JsonSchema)).not.toHaveProperty("format");
});

test("a required field that takes null may be left out", () => {
  const { json } = compileObjectSchema(
    z.object({ a: z.string().nullable(), b: z.string() }),
    "input",
    "The schema",
  );
  expect(toFormSchema(json)).toMatchObject({ requested: { required: ["b"] }, nullable: ["a"] });
});

test.each([
  ["an object", z.object({ a: z.object({}) }), /"a" is "object"/],
  ["a list of texts", z.object({ a: z.array(z.string()) }), /"a" is "array"/],
  ["anything", z.object({ a: z.any() }), /"a" is "of no type"/],
  ["two types", z.object({ a: z.union([z.string(), z.number()]) }), /"a" is \["string","number"\]/],
  ["null alone", z.object({ a: z.null() }), /"a" is "null"/],
  [
    "alternatives of forms",
    z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
    /must be one object/,
  ],
])("%s is no form", (_what, schema, message) => {
  expect(() => toFormSchema(compileObjectSchema(schema, "input", "The schema").json)).toThrow(
    message,
  );
});
