import type { Comparison, SchemaChange } from "./comparison.ts";
import type { SchemaObject } from "./json-schema.ts";
import { isWrittenAlike, toSchema } from "./json-schema.ts";

/** Compares the items of lists: those at given places, and the others. */
export function compareItems(
  before: SchemaObject,
  after: SchemaObject,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  const [olds, news] = [readList(before["prefixItems"]), readList(after["prefixItems"])];
  if (olds === undefined || news === undefined || olds.length !== news.length) {
    if (isWrittenAlike(pick(before), pick(after), comparison.roots)) return [];
    return [
      { place, effect: "other", text: "changed its items in a way that could not be judged" },
    ];
  }
  return [
    ...olds.flatMap((old, index) =>
      comparison.compare(toSchema(old), toSchema(news[index]), `${place}[${index}]`),
    ),
    ...compareRest(before, after, place, comparison),
  ];
}

function compareRest(
  before: SchemaObject,
  after: SchemaObject,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  const [was, is] = [toSchema(before["items"]), toSchema(after["items"])];
  if (was === true && is === true) return [];
  return comparison.compare(was, is, `${place}[]`);
}

function readList(value: unknown): readonly unknown[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : undefined;
}

function pick({ prefixItems, items }: SchemaObject): unknown {
  return { prefixItems, items };
}
