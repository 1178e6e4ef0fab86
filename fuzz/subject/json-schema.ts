import assert from "node:assert/strict";
import { compileJsonSchema, MortiseError } from "@mortise/protocol";
import fc from "fast-check";
import { junk } from "../arbitrary/junk.ts";
import { mutated } from "../arbitrary/mutated.ts";
import type { Subject } from "../subject.ts";

const SCHEMA = {
  $id: "https://e.com/root",
  type: "object",
  properties: {
    id: { type: "integer", minimum: 1, multipleOf: 0.5 },
    name: { type: "string", pattern: "^[\\w-.]+$", format: "hostname", maxLength: 9 },
    list: { type: "array", uniqueItems: true, items: { $ref: "leaf" }, contains: { const: "a" } },
    tree: { $dynamicRef: "#node" },
    any: { anyOf: [{ $ref: "#/properties/id" }, { not: { enum: [1, "a", null] } }] },
    one: { oneOf: [{ minProperties: 1 }, { type: ["null", "array"] }] },
  },
  patternProperties: { "^x\\-": false },
  required: ["id"],
  dependentSchemas: { name: { if: { required: ["list"] }, else: { maxProperties: 2 } } },
  unevaluatedProperties: { type: "string" },
  $defs: {
    leaf: { $id: "leaf", $anchor: "leaf", type: "string" },
    node: { $dynamicAnchor: "node", properties: { next: { $ref: "#" } } },
  },
};

const VALUE = {
  id: 5,
  name: "a.b",
  list: ["a", "b"],
  tree: { next: { id: 6, tree: { next: {} } } },
  any: 7,
  one: [],
  extra: "text",
};

/** A schema is refused by a typed error or decides about every value, which stays as it was. */
export const hostileSchema: Subject = {
  name: "hostile schemas",
  weight: 3,
  property: (tick) =>
    fc.property(
      fc.oneof({ weight: 4, arbitrary: mutated(SCHEMA) }, { weight: 1, arbitrary: junk }),
      fc.oneof(mutated(VALUE), junk),
      (schema, value) => {
        tick();
        const before = JSON.stringify(value);
        let validate: ReturnType<typeof compileJsonSchema>;
        try {
          validate = compileJsonSchema(schema as Record<string, unknown>, "It");
        } catch (error) {
          assert.ok(MortiseError.is(error) && error.code === "INVALID_DEFINITION", String(error));
          return;
        }
        const { issues } = validate(value);
        assert.ok(issues === undefined || (issues.length > 0 && issues.length < 100));
        assert.equal(JSON.stringify(value), before);
        assert.deepEqual(validate(value).issues, issues);
      },
    ),
};
