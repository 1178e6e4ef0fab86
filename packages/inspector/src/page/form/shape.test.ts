import type { JsonSchema } from "@mortise/protocol";
import { expect, test } from "vitest";
import { parseExactJson } from "../../contract/index.ts";
import { makeFirstObject, makeFirstValue } from "./first-value.ts";
import { describeShape } from "./hint.ts";
import { addToPointer, compileCheck } from "./issue.ts";
import { parseNumber } from "./scalar-controls.tsx";
import { findRecordSchema, readShape } from "./shape.ts";
import { findVariant, nameVariant } from "./variant.ts";

const CARD = {
  type: "object",
  required: ["kind", "last4"],
  properties: { kind: { const: "card" }, last4: { type: "string" } },
};
const INVOICE = { type: "object", required: ["kind"], properties: { kind: { const: "invoice" } } };

test.each([
  [{ type: "string" }, "text", false],
  [{ type: ["string", "null"] }, "text", true],
  [{ anyOf: [{ type: "integer" }, { type: "null" }] }, "number", true],
  [{ enum: ["a", null] }, "choice", true],
  [{ oneOf: [{ const: 1, title: "One" }, { const: 2 }] }, "choice", false],
  [{ oneOf: [CARD, INVOICE] }, "variants", false],
  [{ type: ["string", "number"] }, "variants", false],
  [{ properties: {} }, "object", false],
  [{ items: {} }, "list", false],
  [{ minLength: 2 }, "text", false],
  [{}, "any", false],
  [true, "any", false],
])("%j is of the kind %s, null %s", (schema, kind, isNullable) => {
  expect(readShape(schema, {})).toMatchObject({ kind, isNullable });
});

test("references are followed, with the keywords beside them", () => {
  const root = { $defs: { "a/b": { type: "string", minLength: 2 } } };
  const { schema } = readShape({ $ref: "#/$defs/a~1b", description: "own" }, root);
  expect(schema).toEqual({ type: "string", minLength: 2, description: "own" });
});

test("a schema that contains itself does not hang", () => {
  const root = {
    type: "object",
    required: ["child"],
    properties: { child: { $ref: "#" } },
    $defs: { loop: { $ref: "#/$defs/loop" } },
  };
  expect(readShape({ $ref: "#/$defs/loop" }, root).kind).toBe("any");
  expect(JSON.stringify(makeFirstObject(root, root)).length).toBeLessThan(500);
});

test("allOf is merged", () => {
  const schema = {
    allOf: [
      { type: "object", required: ["a"], properties: { a: { type: "string" } } },
      { required: ["b"], properties: { b: { type: "number" } } },
    ],
  };
  const shape = readShape(schema, schema);
  expect(shape.kind).toBe("object");
  expect(shape.schema["required"]).toEqual(["a", "b"]);
  expect(Object.keys(shape.schema["properties"] as object)).toEqual(["a", "b"]);
});

test("a variant is named by its constant, and found by the value", () => {
  const variants = [CARD, INVOICE];
  expect(variants.map((one, at) => nameVariant(one, {}, at))).toEqual(["card", "invoice"]);
  expect(findVariant(variants, { kind: "invoice" }, {})).toBe(1);
  expect(findVariant(variants, { kind: "card" }, {})).toBe(0);
  expect(findVariant([{ type: "string" }, { type: "number" }], 3, {})).toBe(1);
});

test("a first value holds what the schema gives, and invents nothing", () => {
  const schema = {
    type: "object",
    required: ["a", "b", "c", "payment"],
    properties: {
      a: { type: "string", default: "x" },
      b: { type: "string" },
      c: { type: "object", required: ["d"], properties: { d: { const: 1 } } },
      e: { type: "string", default: "optional" },
      f: { type: ["string", "null"], default: null },
      g: { type: "string" },
      payment: { oneOf: [CARD, INVOICE] },
    },
  };
  expect(makeFirstObject(schema, schema)).toEqual({
    a: "x",
    c: { d: 1 },
    e: "optional",
  });
  expect(makeFirstValue(CARD, {})).toEqual({ kind: "card" });
  expect(makeFirstValue({ type: "integer", minimum: 1 }, {})).toBe(1);
});

test.each([
  ["", undefined],
  ["1", 1],
  ["-1.5", -1.5],
  ["1e3", 1000],
  ["1.", 1],
  ["12a", "12a"],
  ["0x10", "0x10"],
  ["1e999", "1e999"],
])("the number field reads %j as %j", (text, value) => {
  expect(parseNumber(text)).toBe(value);
});

test.each([
  ["9007199254740993", "9007199254740993"],
  ["-9223372036854775808", "-9223372036854775808"],
  ["00012345678901234567890", "12345678901234567890"],
  ["12345678901234567890.", "12345678901234567890"],
  ["12345678901234567890.0", "12345678901234567890.0"],
  ["9.007199254740993e15", "9.007199254740993e15"],
  ["0.12345678901234567890", "0.12345678901234567890"],
])("the number %s of a field is sent with every digit", (text, sent) => {
  expect(JSON.stringify(parseNumber(text))).toBe(sent);
});

test("a schema with numbers of 64 bits keeps them in its hints and first values, and checks by them", () => {
  const schema = parseExactJson(
    '{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807,"default":9223372036854775807}',
  ) as JsonSchema;
  expect(describeShape(readShape(schema, {}))).toBe(
    "integer · -9223372036854775808–9223372036854775807 · default 9223372036854775807",
  );
  expect(JSON.stringify(makeFirstValue(schema, {}))).toBe("9223372036854775807");
  const { default: _default, ...rest } = schema;
  expect(JSON.stringify(makeFirstValue(rest, {}))).toBe("-9223372036854775808");
  const { check, refusal } = compileCheck(schema);
  expect(refusal).toBeUndefined();
  expect(check(parseExactJson("9223372036854775807")).size).toBe(0);
  expect(check("9223372036854775807").size).toBe(1);
  const variants = parseExactJson(
    '[{"properties":{"id":{"const":9223372036854775806}}},{"properties":{"id":{"const":9223372036854775807}}}]',
  ) as JsonSchema[];
  expect(variants.map((one, at) => nameVariant(one, {}, at))).toEqual([
    "9223372036854775806",
    "9223372036854775807",
  ]);
  expect(findVariant(variants, parseExactJson('{"id":9223372036854775807}'), {})).toBe(1);
});

test("members without a name are a record unless the schema forbids them", () => {
  expect(findRecordSchema({ additionalProperties: { type: "string" } })).toEqual({
    type: "string",
  });
  expect(findRecordSchema({ patternProperties: { "^x": { type: "number" } } })).toEqual({
    type: "number",
  });
  expect(findRecordSchema({ additionalProperties: false })).toBeUndefined();
  expect(findRecordSchema({ properties: { a: {} } })).toBeUndefined();
  expect(findRecordSchema({})).toEqual({});
});

test("the faults of a value stand at their pointers", () => {
  const { check } = compileCheck({
    type: "object",
    required: ["a/b"],
    properties: { list: { type: "array", items: { type: "integer" } } },
  });
  expect([...check({ list: [1, "x"] }).keys()].toSorted()).toEqual(["/a~1b", "/list/1"]);
  expect(check({ "a/b": 1 }).size).toBe(0);
  expect(addToPointer("", "~")).toBe("/~0");
});

test("a schema that cannot be used says why, and blocks nothing", () => {
  const { check, refusal } = compileCheck({ type: "no type" });
  expect(refusal).toMatch(/type/u);
  expect(check(1).size).toBe(0);
});

test("constraints are shown in a few characters", () => {
  const hint = describeShape(readShape({ type: "integer", minimum: 1, maximum: 99 }, {}));
  expect(hint).toBe("integer · 1–99");
  expect(describeShape(readShape({ type: "string", minLength: 2 }, {}))).toBe(
    "string · ≥ 2 characters",
  );
});
