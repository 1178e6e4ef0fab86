import { expect, test } from "vitest";
import type { JsonSchema } from "../schema/json.ts";
import { compileJsonSchema } from "./compile-json-schema.ts";

class Shape {
  readonly type = "object";
}

class ZodString {
  readonly _def = { typeName: "ZodString" };
}

const cycle: Record<string, unknown> = {};
cycle["properties"] = { a: cycle };

test.each<[schema: unknown, message: RegExp]>([
  [
    { properties: { a: { type: "strin" } } },
    /\/properties\/a\/type is "strin", but must be one of/,
  ],
  [{ type: [] }, /\/type is \[\], but must be/],
  [{ type: ["string", "string"] }, /\/type is/],
  [{ properties: { a: String } }, /\/properties\/a is the function String, which is no JSON/],
  [{ properties: { a: 5 } }, /\/properties\/a is 5, but must be a schema/],
  [{ properties: [] }, /\/properties is \[\], but must be an object of schemas/],
  [
    { properties: { a: { required: true } } },
    /\/properties\/a\/required is true.*list of the object/,
  ],
  [{ required: "a" }, /\/required is "a", but must be a list of different names/],
  [{ required: ["a", "a"] }, /\/required is/],
  [{ enum: "a" }, /\/enum is "a", but must be a list/],
  [{ minLength: -1 }, /\/minLength is -1, but must be a whole number from 0/],
  [{ maxItems: 1.5 }, /\/maxItems is 1.5/],
  [{ minimum: "1" }, /\/minimum is "1", but must be a number/],
  [{ exclusiveMinimum: true }, /\/exclusiveMinimum is true.*draft-04/],
  [{ multipleOf: 0 }, /\/multipleOf is 0, but must be a number above 0/],
  [{ allOf: [] }, /\/allOf is \[\], but must be a list of one schema or more/],
  [{ anyOf: [{}, 1] }, /\/anyOf\/1 is 1, but must be a schema/],
  [{ items: [{}] }, /\/items is .*; 2020-12 has prefixItems for a tuple/],
  [{ uniqueItems: "yes" }, /\/uniqueItems is "yes", but must be true or false/],
  [{ dependentRequired: { a: "b" } }, /\/dependentRequired is/],
  [{ default: new Date(0) }, /\/default is an instance of Date, which is no JSON/],
  [{ default: Number.NaN }, /\/default is the number "NaN", which is no JSON/],
  [{ default: 1n }, /\/default is the bigint "1", which is no JSON/],
  [
    { properties: { a: { "~standard": { version: 1, vendor: "valibot", validate: String } } } },
    /\/properties\/a is a schema of valibot inside plain JSON Schema; make one schema with valibot/,
  ],
  [{ anyOf: [new ZodString()] }, /\/anyOf\/0 is a schema of zod 3 inside plain JSON Schema/],
  [{ propertys: { a: {} } }, /\/propertys is no keyword; did you mean properties\?/],
  [{ items: { requird: ["a"] } }, /\/items\/requird is no keyword; did you mean required\?/],
  [new Shape(), /It is no JSON Schema: it must be a plain object/],
  [cycle, /nested more than 200 levels deep, or in itself/],
  [{ $id: "https://e.com/a#b" }, /has the \$id "https:\/\/e.com\/a#b", which is no address/],
  [
    { $defs: { a: { $id: "a", $schema: "http://json-schema.org/draft-07/schema#" } } },
    /\/\$defs\/a\/\$schema is .* another dialect/,
  ],
])("a schema is refused by the place of its fault (case %#)", (schema, message) => {
  expect(() => compileJsonSchema(schema as JsonSchema, "It")).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test.each<[schema: JsonSchema, value: unknown]>([
  [{ pattern: "^https\\:\\/\\/" }, "https://x"],
  [{ pattern: "^[\\w-.]+$" }, "a-b"],
  [{ pattern: "^\\-?\\d+$" }, "-5"],
  [{ pattern: "^[a-z]{,5}$" }, "a{,5}"],
  [{ pattern: "^\\p{L}+$" }, "é"],
  [
    { patternProperties: { "^x\\-": { type: "number" } }, additionalProperties: false },
    { "x-a": 1 },
  ],
])("%j is a pattern that works, with the flag u or without", (schema, value) => {
  expect(compileJsonSchema(schema, "It")(value)).toEqual({ value });
});

test.each<[schema: JsonSchema, place: string]>([
  [{ properties: { a: { pattern: "[" } } }, "/properties/a/pattern"],
  [{ properties: { a: { pattern: "(?i)^abc$" } } }, "/properties/a/pattern"],
  [{ patternProperties: { "(": {} } }, "/patternProperties/("],
])("%j has a pattern that never works, and is refused", (schema, place) => {
  expect(() => compileJsonSchema(schema, "It")).toThrow(
    `It is no JSON Schema: ${place} is no regular expression of JavaScript`,
  );
});

test("unknown keywords, members left out and schemas without a class are taken", () => {
  const bare = Object.assign(Object.create(null) as object, { type: "string" });
  const schema = {
    nullable: true,
    title: undefined,
    properties: { a: bare as JsonSchema, b: true },
  };
  expect(compileJsonSchema(schema, "It")({ a: "x", b: 1 }).issues).toBeUndefined();
});

test("a schema is compiled as it was, whatever its author does to it afterwards", () => {
  const schema = { type: "object", properties: { a: { type: "string" } } };
  const validate = compileJsonSchema(schema, "It");
  schema.properties.a.type = "number";
  expect(validate({ a: "x" }).issues).toBeUndefined();
});
