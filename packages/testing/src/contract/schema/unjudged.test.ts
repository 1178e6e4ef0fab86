import { describe, expect, test } from "vitest";
import { compareSchemas } from "./compare-schema.ts";
import { isBreaking } from "./comparison.ts";
import type { Schema } from "./json-schema.ts";

/** The sentences of changes that break callers, for inputs and outputs. */
function breaks(before: Schema, after: Schema): string[] {
  return (["input", "output"] as const).flatMap((side) => {
    const changes = compareSchemas(before, after, side).filter((each) => isBreaking(each, side));
    return changes.length === 0 ? ["nothing"] : [changes.map(({ text }) => text).join("; ")];
  });
}

const member = (x: Schema): Schema => ({ type: "object", properties: { x } });
const condition = (minimum: number): Schema =>
  JSON.parse(`{"if":{},"then":{"minimum":${minimum}}}`);

describe("a keyword that is not understood counts as breaking, and the sentence says so", () => {
  test.each<[string, Schema, Schema]>([
    ["not", { not: { const: 1 } }, { not: { const: 2 } }],
    ["a condition", condition(1), condition(2)],
    ["a keyword of the author's own", { "x-unit": "m" }, { "x-unit": "km" }],
    ["a keyword that is gone", { dependentRequired: { a: ["b"] } }, {}],
    [
      "choices that may overlap",
      { oneOf: [{ minimum: 1 }, { maximum: 5 }] },
      { oneOf: [{ minimum: 1 }, { maximum: 6 }] },
    ],
    ["a reference to elsewhere", { $ref: "https://a.example" }, { $ref: "https://b.example" }],
    ["patterns of names", { patternProperties: { "^a": {} } }, { patternProperties: { "^b": {} } }],
    ["other first items", { prefixItems: [{}] }, { prefixItems: [{}, {}] }],
    ["a reference to nothing", {}, { $ref: "#/$defs/Gone" }],
    ["parts that do not join", { allOf: [{ pattern: "a" }, { pattern: "b" }] }, {}],
    ["a list that is none", { anyOf: [{ type: "string" }] }, { anyOf: {} }],
  ])("%s", (_name, before, after) => {
    expect(breaks(member(before), member(after))).toEqual(
      Array(2).fill(expect.stringContaining("could not be judged")),
    );
    expect(breaks(member(before), structuredClone(member(before)))).toEqual(["nothing", "nothing"]);
  });

  test("an equal reference to a schema that changed", () => {
    const low = (minimum: number): Schema => ({
      properties: { x: { not: { $ref: "#/$defs/Low" } } },
      $defs: { Low: { minimum } },
    });
    expect(breaks(low(1), low(2)).join()).toContain("could not be judged");
  });

  test("a schema that only refers to itself, one too deep, and one that doubles with each step", () => {
    const loop = member({ $ref: "#/properties/x" });
    const deep = (levels: number, end: Schema): Schema =>
      levels === 0 ? end : { type: "array", items: deep(levels - 1, end) };
    const wide = (type: string): Schema => ({
      ...Object(member({ $ref: "#/$defs/0" })),
      $defs: Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => {
          const next = { $ref: `#/$defs/${at + 1}` };
          return [at, at === 39 ? { type } : { allOf: [next, next] }];
        }),
      ),
    });
    for (const [before, after] of [
      [loop, member({})],
      [deep(300, { type: "string" }), deep(300, { type: "number" })],
      [wide("string"), wide("number")],
    ] as const) {
      expect(breaks(before, after).join()).toContain("could not be judged");
    }
  });
});
