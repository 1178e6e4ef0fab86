import { canonical } from "../canonical.ts";
import { compareBounds } from "./compare-bounds.ts";
import { compareItems } from "./compare-items.ts";
import { compareMembers } from "./compare-members.ts";
import type { Comparison, SchemaChange } from "./comparison.ts";
import { describeShape, describeValues } from "./describe-shape.ts";
import { isWrittenAlike } from "./json-schema.ts";
import type { Shape } from "./shape.ts";

/** Keywords that are conditions of their own: an additional one narrows, a removed one widens. */
const CONDITIONS = ["pattern", "format", "contentEncoding", "contentMediaType"];

/** Keywords that other files of this folder compare. */
const COMPARED = new Set([
  ...CONDITIONS,
  "type",
  "enum",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "uniqueItems",
  "items",
  "prefixItems",
  "properties",
  "required",
  "additionalProperties",
]);

/** Compares two schemas without choices keyword by keyword. All keywords narrow, so each is judged alone. */
export function compareShapes(
  before: Shape,
  after: Shape,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  const type = compareTypes(before, after, place);
  if (type?.effect === "other") return [type];
  return [
    ...(type === undefined ? [] : [type]),
    ...compareValues(before, after, place, comparison),
    ...compareBounds(before, after, place),
    ...compareConditions(before, after, place),
    ...compareOthers(before, after, place, comparison),
    ...compareItems(before, after, place, comparison),
    ...compareMembers(before, after, place, comparison),
  ];
}

function compareTypes(before: Shape, after: Shape, place: string): SchemaChange | undefined {
  if (before.type === after.type) return undefined;
  const [was, is] = [describeType(before), describeType(after)];
  const text = `was ${was} and is now ${is}`;
  const isWider = before.type === "integer" && after.type === "number";
  if (isWider || after.type === undefined) return { place, effect: "wider", text };
  const isNarrower = before.type === "number" && after.type === "integer";
  if (isNarrower || before.type === undefined) return { place, effect: "narrower", text };
  return { place, effect: "other", text };
}

function describeType({ type }: Shape): string {
  return describeShape({ ...(type !== undefined && { type }) });
}

function compareValues(
  { type, enum: olds }: Shape,
  after: Shape,
  place: string,
  { side }: Comparison,
): SchemaChange[] {
  const news = after.enum;
  if (olds === undefined && news === undefined) return [];
  const takes = side === "input" ? "takes" : "is";
  if (olds === undefined) {
    // Already reported with the change of the type.
    if (after.type === "boolean" || after.type === "null") return [];
    const values = describeValues(news ?? []);
    return [{ place, effect: "narrower", text: `now ${takes} only ${values}` }];
  }
  if (news === undefined) {
    // Already reported with the wider type.
    if (after.type === undefined || (type === "integer" && after.type === "number")) return [];
    const text = `${side === "input" ? "now takes" : "may now be"} any value of its type`;
    return [{ place, effect: "wider", text }];
  }
  const lost = without(olds, news);
  const gained = without(news, olds);
  const changes: SchemaChange[] = [];
  if (lost.length > 0) {
    const text = `${side === "input" ? "no longer takes" : "is no longer"} ${describeValues(lost)}`;
    changes.push({ place, effect: "narrower", text });
  }
  if (gained.length > 0) {
    const text = `${side === "input" ? "now takes" : "may now be"} ${describeValues(gained)}`;
    changes.push({ place, effect: "wider", text });
  }
  return changes;
}

function without(values: readonly unknown[], others: readonly unknown[]): unknown[] {
  const texts = new Set(others.map(canonical));
  return values.filter((value) => !texts.has(canonical(value)));
}

function compareConditions(before: Shape, after: Shape, place: string): SchemaChange[] {
  return CONDITIONS.flatMap((keyword): SchemaChange[] => {
    const [was, is] = [before[keyword], after[keyword]];
    if (canonical(was) === canonical(is)) return [];
    if (was === undefined) {
      return [{ place, effect: "narrower", text: `has the ${keyword} ${JSON.stringify(is)} now` }];
    }
    const old = JSON.stringify(was);
    if (is === undefined) {
      return [{ place, effect: "wider", text: `no longer has the ${keyword} ${old}` }];
    }
    const text = `has the ${keyword} ${JSON.stringify(is)} now, and had ${old}`;
    return [{ place, effect: "other", text }];
  });
}

/** All other keywords, known or unknown, must be equal. */
function compareOthers(
  before: Shape,
  after: Shape,
  place: string,
  { roots }: Comparison,
): SchemaChange[] {
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...keywords].filter(
    (name) => !COMPARED.has(name) && !isWrittenAlike(before[name], after[name], roots),
  );
  return changed.map((name) => ({
    place,
    effect: "other",
    text: `changed its ${name} in a way that could not be judged`,
  }));
}
