import { expect, test } from "vitest";
import type { JsonSchema } from "../schema/json.ts";
import { compileJsonSchema } from "./compile-json-schema.ts";

/** The issues of a value in one line; empty for a valid one. */
function check(schema: JsonSchema, value: unknown): string {
  const { issues = [] } = compileJsonSchema(schema, "It")(value);
  return issues.map(({ path = [], message }) => `${path.join(".")}: ${message}`).join("; ");
}

const TREE: JsonSchema = {
  $ref: "#/$defs/node",
  $defs: {
    node: {
      type: "object",
      properties: {
        name: { type: "string" },
        children: { type: "array", items: { $ref: "#/$defs/node" } },
      },
      required: ["name"],
    },
  },
};

test("references into $defs are followed, and issues name the whole path", () => {
  expect(check(TREE, { name: "a", children: [{ name: "b" }] })).toBe("");
  expect(check(TREE, { name: "a", children: [{ name: 7 }] })).toContain("children.0.name: ");
});

test("anchors and the schema's own $id are references to itself", () => {
  const anchored: JsonSchema = {
    $id: "https://example.com/tree",
    properties: {
      a: { $ref: "#leaf" },
      b: { $ref: "https://example.com/tree#/$defs/leaf" },
      c: { $ref: "tree" },
    },
    $defs: { leaf: { $anchor: "leaf", type: "string" } },
  };
  expect(check(anchored, { a: "x", b: "y" })).toBe("");
  expect(check(anchored, { a: 1 })).toContain("a: ");
});

test.each([
  ["https://example.com/other.json", /outside the schema; copy it into \$defs/],
  ["http://127.0.0.1/x#/$defs/a", /outside the schema/],
  ["file:///etc/passwd", /outside the schema/],
  ["other.json", /outside the schema/],
  ["http://[", /outside the schema/],
  ["#/$defs/missing", /which the schema does not have/],
  ["#missing", /which the schema does not have/],
  ["#/constructor", /which the schema does not have/],
])("a $ref to %s is refused when the schema is registered", (reference, message) => {
  const schema = { type: "object", properties: { a: { $ref: reference } } };
  expect(() => compileJsonSchema(schema, "The input of tool t")).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test("data that looks like a reference is data", () => {
  const schema = { properties: { a: { const: { $ref: "https://example.com/x" } } } };
  expect(check(schema, { a: { $ref: "https://example.com/x" } })).toBe("");
});

test.each(["https://json-schema.org/draft/2099/schema", "urn:mine"])(
  "the dialect %s is refused with those that are known",
  ($schema) => {
    expect(() => compileJsonSchema({ $schema }, "It")).toThrow(
      expect.objectContaining({
        code: "INVALID_DEFINITION",
        message: expect.stringMatching(/is not supported; use one of https:.*2020-12/),
      }),
    );
  },
);

test("older dialects mean what they meant", () => {
  const draft7 = {
    $schema: "http://json-schema.org/draft-07/schema#",
    items: [{ type: "string" }],
  };
  expect(check(draft7, ["a"])).toBe("");
  expect(check(draft7, [1])).toContain("0: ");
  expect(check({ prefixItems: [{ type: "string" }] }, [1])).toContain("0: ");
});

test("each issue is reported once, at the innermost place", () => {
  const schema = {
    type: "object",
    properties: {
      list: { type: "array", items: { type: "object", properties: { n: { type: "number" } } } },
    },
  };
  expect(check(schema, { list: [{ n: "x" }, { n: 1 }, { n: true }] })).toMatch(
    /^list\.0\.n: [^;]+; list\.2\.n: [^;]+$/,
  );
});

test("pointers with escapes are read back", () => {
  const schema = { properties: { "a/b~c": { type: "number" } } };
  expect(check(schema, { "a/b~c": "x" })).toContain("a/b~c: ");
});

test("a value is validated as JSON writes it", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: { note: { type: "string" }, at: { type: "string" } },
    additionalProperties: false,
  };
  expect(check(schema, { note: undefined, other: undefined })).toBe("");
  expect(check(schema, { at: new Date(0) })).toBe("");
  expect(check({ ...schema, required: ["note"] }, { note: undefined })).toContain("note");
});

test("a value that JSON cannot write is an issue, not a crash", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  expect(check({ type: "object" }, undefined)).toContain("undefined");
  expect(check({ type: "string" }, () => 1)).toContain("function");
  expect(check({ properties: { n: { type: "number" } } }, { n: 1n })).toContain("BigInt");
  expect(check({ properties: { self: { $ref: "#" } } }, cycle)).toContain("circular");
});

test("a value with very many issues is reported by the first of them", () => {
  const item = { type: "object", properties: { n: { type: "number" } } };
  const schema = { type: "object", properties: { list: { type: "array", items: item } } };
  for (const count of [1_000, 100_000]) {
    const list = Array.from({ length: count }, () => ({ n: "x" }));
    expect(check(schema, { list })).toMatch(/^list\.0\.n: .{1,3000}$/);
  }
});

test("a value that is nested too deep for its schema is an issue", () => {
  const schema: JsonSchema = { type: "object", properties: { next: { $ref: "#" } } };
  let deep: unknown = {};
  for (let depth = 0; depth < 100_000; depth += 1) deep = { next: deep };
  expect(check(schema, deep)).toMatch(/nested too deep|is not JSON/);
});
