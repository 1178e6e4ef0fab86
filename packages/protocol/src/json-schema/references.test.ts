import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../schema/json.ts";
import { compileJsonSchema } from "./compile-json-schema.ts";

type Case = readonly [schema: JsonSchema, valid: readonly unknown[], invalid: readonly unknown[]];

const STRINGS = { $defs: { item: { $dynamicAnchor: "item", type: "string" } } };

/** A tree whose children are of the schema that was entered first. */
const TREE = {
  $id: "https://e.com/tree",
  $dynamicAnchor: "node",
  type: "object",
  properties: { data: true, children: { type: "array", items: { $dynamicRef: "#node" } } },
};

const CASES: Readonly<Record<string, Case>> = {
  "a dynamic reference to an anchor of the same schema": [
    { type: "array", items: { $dynamicRef: "#item" }, ...STRINGS },
    [["a"], []],
    [[42], ["a", 42]],
  ],
  "a plain reference to a dynamic anchor": [
    { items: { $ref: "#item" }, ...STRINGS },
    [["a"]],
    [[42]],
  ],
  "a dynamic reference to a plain anchor": [
    { items: { $dynamicRef: "#item" }, $defs: { a: { $anchor: "item", type: "string" } } },
    [["a"]],
    [[42]],
  ],
  "a dynamic reference by a pointer": [
    { items: { $dynamicRef: "#/$defs/item" }, ...STRINGS },
    [["a"]],
    [[42]],
  ],
  "a tree made strict by a schema around it": [
    {
      $id: "https://e.com/strict-tree",
      $dynamicAnchor: "node",
      $ref: "tree",
      unevaluatedProperties: false,
      $defs: { tree: TREE },
    },
    [{ children: [{ data: 1 }] }],
    [{ children: [{ daat: 1 }] }, { children: [{ children: [{ x: 1 }] }] }],
  ],
  "the tree alone, which stays open": [
    { $id: "https://e.com/plain", $ref: "tree", $defs: { tree: TREE } },
    [{ children: [{ daat: 1 }] }],
    [{ children: [1] }],
  ],
  "a generic list whose items are chosen by the first schema entered": [
    {
      $id: "https://e.com/numbers",
      $ref: "list",
      $defs: {
        number: { $dynamicAnchor: "T", type: "number" },
        list: {
          $id: "list",
          items: { $dynamicRef: "#T" },
          $defs: { any: { $dynamicAnchor: "T" } },
        },
      },
    },
    [[1, 2]],
    [["a"]],
  ],
  "a scope that was left": [
    {
      $id: "https://e.com/main",
      if: { $id: "first", $defs: { t: { $dynamicAnchor: "T", type: "number" } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { $id: "second", $ref: "start", $defs: { t: { $dynamicAnchor: "T", type: "null" } } },
      $defs: {
        start: { $id: "start", $dynamicRef: "inner#T" },
        inner: { $id: "inner", $dynamicAnchor: "T", type: "string" },
      },
    },
    [null],
    ["a", 42],
  ],
  "unevaluated properties behind a dynamic reference": [
    {
      $id: "https://e.com/derived",
      $ref: "base",
      $defs: {
        more: { $dynamicAnchor: "addons", properties: { bar: { type: "string" } } },
        base: {
          $id: "base",
          unevaluatedProperties: false,
          properties: { foo: { type: "string" } },
          $dynamicRef: "#addons",
          $defs: { none: { $dynamicAnchor: "addons" } },
        },
      },
    },
    [{ foo: "a", bar: "b" }],
    [{ foo: "a", baz: 1 }],
  ],
  "nested addresses, each against the nearest one around it": [
    {
      $id: "https://e.com/root.json",
      properties: { v: { $ref: "a/b.json" } },
      $defs: {
        a: { $id: "a/x.json", $defs: { b: { $id: "b.json", type: "string" } } },
      },
    },
    [{ v: "a" }],
    [{ v: 1 }],
  ],
  "an address and a reference side by side": [
    {
      $id: "https://e.com/base/",
      $ref: "int.json",
      $defs: {
        wrong: { $id: "https://e.com/int.json", type: "string" },
        right: { $id: "/base/int.json", maximum: 10 },
      },
    },
    [5],
    [50],
  ],
  "schemas that refer to each other": [
    {
      $id: "https://e.com/tree2",
      type: "object",
      properties: { nodes: { type: "array", items: { $ref: "node2" } } },
      $defs: {
        node: {
          $id: "https://e.com/node2",
          type: "object",
          properties: { value: { type: "number" }, subtree: { $ref: "tree2" } },
        },
      },
    },
    [{ nodes: [{ value: 1, subtree: { nodes: [{ value: 2 }] } }] }],
    [{ nodes: [{ value: 1, subtree: { nodes: [{ value: "2" }] } }] }],
  ],
  "the same anchor in two resources": [
    {
      $id: "https://e.com/foobar",
      $defs: {
        a: {
          $id: "child1",
          allOf: [
            { $id: "child2", $anchor: "my", type: "number" },
            { $anchor: "my", type: "string" },
          ],
        },
      },
      $ref: "child1#my",
    },
    ["a"],
    [1],
  ],
  "a URN as the address": [
    {
      $id: "urn:uuid:deadbeef-1234-0000-0000-4321feebdaed",
      properties: { foo: { $ref: "urn:uuid:deadbeef-1234-0000-0000-4321feebdaed#/$defs/bar" } },
      $defs: { bar: { type: "string" } },
    },
    [{ foo: "a" }],
    [{ foo: 1 }],
  ],
  "the root, which has no type": [
    { properties: { foo: { $ref: "#" } }, additionalProperties: false },
    [{ foo: false }, { foo: { foo: 1 } }, "text"],
    [{ bar: 1 }, { foo: { bar: 1 } }],
  ],
  "names with slashes, tildes and percent signs": [
    {
      properties: {
        a: { $ref: "#/$defs/tilde~0field" },
        b: { $ref: "#/$defs/slash~1field" },
        c: { $ref: "#/$defs/percent%25field" },
      },
      $defs: {
        "tilde~field": { type: "integer" },
        "slash/field": { type: "integer" },
        "percent%field": { type: "integer" },
      },
    },
    [{ a: 1, b: 2, c: 3 }],
    [{ a: "x" }, { b: "x" }, { c: "x" }],
  ],
  "a place that no keyword knows": [
    { components: { id: { type: "string" } }, properties: { a: { $ref: "#/components/id" } } },
    [{ a: "x" }],
    [{ a: 1 }],
  ],
  "an address inside an unknown keyword, which is none": [
    {
      $defs: {
        shadow: { not: { unknown: { $id: "https://e.com/x", type: "null" } } },
        real: { $id: "https://e.com/x", type: "string" },
      },
      $ref: "https://e.com/x",
    },
    ["a"],
    [null],
  ],
  "a recursive reference of 2019-09": [
    {
      $schema: "https://json-schema.org/draft/2019-09/schema",
      $id: "https://e.com/strict",
      $recursiveAnchor: true,
      $ref: "open",
      unevaluatedProperties: false,
      $defs: {
        open: {
          $id: "open",
          $recursiveAnchor: true,
          properties: { next: { $recursiveRef: "#" } },
        },
      },
    },
    [{ next: { next: {} } }],
    [{ next: { x: 1 } }],
  ],
  "a reference of draft-07, which stands for all that is beside it": [
    {
      $schema: "http://json-schema.org/draft-07/schema#",
      properties: { a: { $ref: "#/definitions/b", maxItems: 1 } },
      definitions: { b: { type: "array" } },
    },
    [{ a: [1, 2] }],
    [{ a: 1 }],
  ],
};

describe.each(Object.entries(CASES))("%s", (_name, [schema, valid, invalid]) => {
  const validate = compileJsonSchema(schema, "It");

  test.each(valid.map((value) => [JSON.stringify(value), value]))("takes %s", (_text, value) => {
    expect(validate(value)).toEqual({ value });
  });

  test.each(invalid.map((value) => [JSON.stringify(value), value]))(
    "refuses %s",
    (_text, value) => {
      expect(validate(value).issues).not.toHaveLength(0);
    },
  );
});

test.each<[string, JsonSchema]>([
  ["to itself", { $ref: "#" }],
  [
    "in a circle",
    { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } } },
  ],
  ["by way of alternatives", { anyOf: [{ type: "string" }, { not: { $ref: "#" } }] }],
])("a reference %s, to the same value, is refused", (_way, schema) => {
  expect(() => compileJsonSchema(schema, "It")).toThrow(/applies itself to the same value again/);
});

test("two schemas of one address are refused", () => {
  const $id = "https://e.com/x";
  expect(() => compileJsonSchema({ $defs: { a: { $id }, b: { $id } } }, "It")).toThrow(
    /\/\$defs\/b has the \$id of another schema/,
  );
});

test("references that multiply the work of a small schema are given up", () => {
  const $defs: Record<string, JsonSchema> = { d60: {} };
  for (let level = 0; level < 60; level += 1) {
    const $ref = `#/$defs/d${level + 1}`;
    $defs[`d${level}`] = { allOf: [{ $ref }, { $ref }] };
  }
  const validate = compileJsonSchema({ $ref: "#/$defs/d0", $defs }, "It");
  expect(validate("x").issues?.[0]?.message).toMatch(/takes more work to check/);
});
