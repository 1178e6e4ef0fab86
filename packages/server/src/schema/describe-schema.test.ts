import { expect, test } from "vitest";
import { z } from "zod";
import { compileObjectSchema } from "./compile-schema.ts";

const describeInput = (shape: z.ZodRawShape) =>
  compileObjectSchema(z.object(shape), "input", "The input of tool t").json;

let calls = 0;

test.each([
  ["a random id", z.string().default(() => crypto.randomUUID())],
  ["a count", z.number().default(() => (calls += 1))],
  ["the present time", z.number().default(() => Date.now())],
  ["the present time in seconds", z.number().default(() => Math.floor(Date.now() / 1000))],
  ["the present time as text", z.string().default(() => new Date().toISOString())],
  ["the present date", z.string().default(() => new Date().toISOString().slice(0, 10))],
  [
    "an object with an id",
    z.object({ id: z.string() }).default(() => ({ id: crypto.randomUUID() })),
  ],
])("a default that is made anew each time is not listed: %s", (_what, field) => {
  expect(describeInput({ a: field })["properties"]).not.toHaveProperty("a.default");
  expect(describeInput({ a: z.object({ b: field }) })["properties"]).not.toHaveProperty(
    "a.properties.b.default",
  );
});

test.each([
  ["a text", z.string().default("x"), "x"],
  ["a number", z.number().default(80), 80],
  ["a date of long ago", z.string().default("2001-01-01"), "2001-01-01"],
  ["a list", z.array(z.string()).default(["a"]), ["a"]],
])("a default that stays is listed: %s", (_what, field, expected) => {
  expect(describeInput({ a: field })).toMatchObject({ properties: { a: { default: expected } } });
});

test("a property may be called like a keyword", () => {
  expect(describeInput({ default: z.string().default("x"), required: z.string() })).toMatchObject({
    properties: { default: { type: "string", default: "x" }, required: { type: "string" } },
    required: ["required"],
  });
});

test("a field with a fallback is not required", () => {
  expect(describeInput({ a: z.number().catch(1), b: z.string() })["required"]).toEqual(["b"]);
  expect(describeInput({ a: z.number().catch(1) })).not.toHaveProperty("required");
  const output = compileObjectSchema(z.object({ a: z.number().catch(1) }), "output", "The output");
  expect(output.json["required"]).toEqual(["a"]);
});

test("a file is refused with what to take in its place", () => {
  expect(() => describeInput({ a: z.array(z.file()) })).toThrow(
    "The input of tool t asks for a file, which no JSON can be; take its text, its base64 or its URI",
  );
});
