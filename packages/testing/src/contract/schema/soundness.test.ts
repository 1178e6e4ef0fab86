import fc from "fast-check";
import { expect, test } from "vitest";
import { compareSchemas } from "./compare-schema.ts";
import { isBreaking } from "./comparison.ts";
import { allows } from "./fixture/allows.ts";
import type { Schema, SchemaObject } from "./json-schema.ts";
import { isObject } from "./json-schema.ts";

const small = fc.integer({ min: 0, max: 3 });
const word = fc.constantFrom("", "a", "bb", "ccc");
const name = fc.constantFrom("a", "b");

const { schema } = fc.letrec<{ schema: Schema; leaf: Schema }>((tie) => ({
  leaf: fc.oneof(
    fc.constant<Schema>(true),
    fc.constant<Schema>(false),
    fc.constant<Schema>({}),
    fc.record({ type: fc.constantFrom("string", "number", "integer", "boolean", "null") }),
    fc.record({
      type: fc.uniqueArray(fc.constantFrom("string", "integer", "null"), { minLength: 1 }),
    }),
    fc.record({ enum: fc.uniqueArray(fc.oneof(word, small, fc.constant(null)), { minLength: 1 }) }),
    fc.record({ const: fc.oneof(word, small, fc.boolean()) }),
    fc.record(
      { type: fc.constant("string"), minLength: small, maxLength: small },
      { requiredKeys: ["type"] },
    ),
    fc.record(
      {
        type: fc.constantFrom("number", "integer"),
        minimum: small,
        maximum: small,
        exclusiveMinimum: small,
        multipleOf: fc.constantFrom(1, 2, 0.5),
      },
      { requiredKeys: ["type"] },
    ),
  ),
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
    fc.record(
      {
        type: fc.constant("array"),
        items: tie("schema"),
        prefixItems: fc.array(tie("schema"), { maxLength: 1 }),
        minItems: small,
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ["type"] },
    ),
    fc.record(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(name, tie("schema"), { maxKeys: 2 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: tie("schema"),
      },
      { requiredKeys: ["type", "properties"] },
    ),
  ),
}));

/** The same schema with a changed part, as an author changes it; unrelated schemas test little. */
const pair = fc
  .tuple(schema, schema, fc.integer({ min: 0, max: 5 }))
  .map(([before, other, at]) => [before, graft(before, other, { at })] as const);

function graft(into: Schema, part: Schema, left: { at: number }): Schema {
  left.at -= 1;
  if (left.at < 0 || !isObject(into)) return left.at < 0 ? part : into;
  return mapParts(into, (each) => graft(each, part, left));
}

function mapParts(whole: SchemaObject, change: (part: Schema) => Schema): SchemaObject {
  const entries = Object.entries(whole).map(([key, value]): [string, unknown] => {
    if (["anyOf", "allOf", "prefixItems"].includes(key))
      return [key, (value as Schema[]).map(change)];
    if (key === "items" || key === "additionalProperties") return [key, change(value as Schema)];
    if (key !== "properties") return [key, value];
    const members = Object.entries(value as Record<string, Schema>);
    return [key, Object.fromEntries(members.map(([name, member]) => [name, change(member)]))];
  });
  return Object.fromEntries(entries);
}

const SCALARS = [null, true, false, -1, 0, 1, 2, 3, 0.5, 1.5, "", "a", "bb", "ccc", "dddd"];
const NESTED = [null, 1, 2.5, "a", [], { a: 1 }];
const VALUES: readonly unknown[] = [
  ...SCALARS,
  [],
  ...SCALARS.flatMap((one) => [[one], [one, one], [one, "a"], { a: one }, { b: one }]),
  ...NESTED.flatMap((one) => [
    { a: one, b: 1 },
    { a: { a: one } },
    [[one]],
    [{ a: one }],
    { b: [one] },
  ]),
  {},
];

/** The schema as its callers read it: they send listed members only. */
function listedOnly(part: Schema): Schema {
  if (!isObject(part)) return part;
  const deep = mapParts(part, listedOnly);
  const said = part as { properties?: object; required?: string[] };
  if (said.properties === undefined || "additionalProperties" in part) return deep;
  const unlisted = (said.required ?? []).filter((each) => !(each in (said.properties ?? {})));
  const members = Object.fromEntries(unlisted.map((each) => [each, true]));
  return {
    ...deep,
    properties: { ...(deep["properties"] as object), ...members },
    additionalProperties: false,
  };
}

/** The schema as its callers read it: they ignore members that are not listed. */
function withOthers(part: Schema): Schema {
  if (!isObject(part)) return part;
  const { additionalProperties: others, ...rest } = mapParts(part, withOthers);
  return others === undefined || others === false
    ? rest
    : { ...rest, additionalProperties: others };
}

test.each([
  // An input that fits the old schema must fit the new one, and an output of the new one the old.
  { side: "input", name: "call that was accepted still is", swap: false, read: listedOnly },
  { side: "output", name: "answer is one they were promised", swap: true, read: withOthers },
] as const)("where nothing breaks callers, every $name", ({ side, swap, read }) => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const changes = compareSchemas(before, after, side);
      if (changes.some((change) => isBreaking(change, side))) return;
      const [from, to] = swap ? [after, read(before)] : [read(before), after];
      for (const value of VALUES.filter((each) => allows(from, each))) {
        expect(allows(to, value), JSON.stringify(value)).toBe(true);
      }
    }),
    { numRuns: 3000, seed: 20_261_122 },
  );
});

test("a schema never differs from itself", () => {
  fc.assert(
    fc.property(schema, (same) => {
      expect(compareSchemas(same, structuredClone(same), "input")).toEqual([]);
      expect(compareSchemas(same, structuredClone(same), "output")).toEqual([]);
    }),
    { numRuns: 2000, seed: 20_261_122 },
  );
});
