import assert from "node:assert/strict";
import { decodeHeaderValue, encodeHeaderValue, planParameterHeaders } from "@mortise/protocol";
import fc from "fast-check";
import { readMirroredArgument } from "../../packages/protocol/src/header/parameter-header.ts";
import { junk, text } from "../arbitrary/junk.ts";
import { mutated } from "../arbitrary/mutated.ts";
import type { Subject } from "../subject.ts";

const SCHEMA = {
  type: "object",
  properties: {
    region: { type: "string", "x-mcp-header": "Region" },
    nested: {
      type: "object",
      properties: { count: { type: "integer", "x-mcp-header": "Count" } },
    },
  },
  $defs: { loop: { $ref: "#/$defs/loop" } },
};

/** A value passes through a header unchanged, and a header of any text is read or refused. */
export const headerValue: Subject = {
  name: "header values",
  weight: 4,
  property: (tick) =>
    fc.property(text, fc.constantFrom("", "=?base64?", "?="), (value, affix) => {
      tick();
      const written = encodeHeaderValue(value.toWellFormed());
      assert.match(written, /^[\t\x20-\x7e]*$/);
      assert.equal(decodeHeaderValue(written), value.toWellFormed());
      const read = decodeHeaderValue(`${affix}${value}${affix}`);
      assert.ok(read === undefined || typeof read === "string");
    }),
};

/** The headers of any schema are planned or refused, and an argument of any kind is read by the plan. */
export const parameterHeader: Subject = {
  name: "parameter headers",
  weight: 2,
  property: (tick) =>
    fc.property(mutated(SCHEMA), junk, (schema, input) => {
      tick();
      if (typeof schema !== "object" || schema === null) return;
      const plan = planParameterHeaders(schema as Record<string, unknown>);
      if ("invalid" in plan) {
        assert.ok(plan.invalid.length > 0);
        return;
      }
      for (const header of plan.headers) {
        const mirrored = readMirroredArgument(header, input as Record<string, unknown>);
        assert.ok(mirrored === undefined || typeof mirrored === "string");
      }
    }),
};
