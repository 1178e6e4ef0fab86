import assert from "node:assert/strict";
import fc from "fast-check";
import { repairArguments } from "../../packages/protocol/src/argument/repair.ts";
import { junk } from "../arbitrary/junk.ts";
import { mutated } from "../arbitrary/mutated.ts";
import type { Subject } from "../subject.ts";

const SCHEMA = {
  type: "object",
  properties: {
    id: { type: "integer" },
    on: { type: "boolean" },
    note: { type: ["string", "null"] },
    list: { type: "array", items: { $ref: "#/$defs/entry" } },
    any: { anyOf: [{ type: "number" }, { type: "object", properties: { x: { type: "null" } } }] },
    tree: { $ref: "#" },
    loop: { $ref: "#/$defs/loop" },
  },
  required: ["id"],
  $defs: {
    entry: { type: "object", properties: { n: { type: "number" } } },
    loop: { $ref: "#/$defs/loop" },
  },
};

const ARGUMENTS = {
  id: "5",
  on: "true",
  note: 7,
  list: '[{"n":"1"},{"n":2}]',
  any: '{"x":"null"}',
  tree: { id: "6", tree: { id: "7" } },
  loop: "1",
};

/** A repair reports all its changes, leaves its input as it was, and ends. */
export const schemaRepair: Subject = {
  name: "schema repair",
  weight: 3,
  property: (tick) =>
    fc.property(mutated(SCHEMA), fc.oneof(mutated(ARGUMENTS), junk), (schema, input) => {
      tick();
      if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return;
      const before = JSON.stringify(input);
      const { value, repairs } = repairArguments(input, schema as Record<string, unknown>);
      assert.equal(JSON.stringify(input), before);
      if (repairs.length === 0) assert.equal(JSON.stringify(value), before);
      assert.equal(typeof JSON.stringify(repairs), "string");
    }),
};
