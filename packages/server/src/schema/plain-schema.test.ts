import { type } from "arktype";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileObjectSchema } from "./compile-schema.ts";

const compile = (schema: unknown) =>
  compileObjectSchema(schema as never, "input", "The input of t");

/** A schema as zod 3.23 makes it, which follows no Standard Schema. */
class ZodObject {
  readonly _def = { typeName: "ZodObject" };
  readonly _cached = null;
}

class OwnSchema {
  readonly type = "object";
}

test.each([
  ["zod 3", new ZodObject(), /^The input of t is a schema of zod 3, .*npm install zod@latest$/],
  [
    "zod 3 inside",
    { type: "object", properties: { a: new ZodObject() } },
    /\/properties\/a is a schema of zod 3 inside/,
  ],
  [
    "an instance of a class",
    new OwnSchema(),
    /^The input of t is no JSON Schema: it must be a plain object/,
  ],
  [
    "a schema of a library inside",
    { type: "object", properties: { a: z.string() } },
    /\/properties\/a is a schema of zod inside plain JSON Schema/,
  ],
  [
    "a schema of arktype inside a list",
    { type: "object", anyOf: [type("string")] },
    /\/anyOf\/0 is a schema of arktype inside/,
  ],
  [
    "a misspelt keyword",
    { type: "object", propertys: { a: {} } },
    /t is no JSON Schema: \/propertys is no keyword; did you mean properties\?/,
  ],
])("plain JSON Schema is refused by its place: %s", (_what, schema, message) => {
  expect(() => compile(schema)).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test("annotations, boolean schemas and data of any kind are kept", () => {
  const schema = {
    type: "object",
    "x-origin": { type: "strin" },
    properties: {
      type: { type: ["string", "null"], default: { type: "strin" } },
      anything: true,
      choice: { enum: [{ type: "strin" }], example: { properties: 7 } },
    },
  };
  expect(compile(schema).json).toBe(schema);
});
