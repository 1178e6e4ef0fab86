import { canonical } from "../canonical.ts";
import { compareNotes } from "./compare-notes.ts";
import { compareShapes } from "./compare-shapes.ts";
import type { Comparison, SchemaChange, Side } from "./comparison.ts";
import { describeShape } from "./describe-shape.ts";
import type { Schema } from "./json-schema.ts";
import { isWrittenAlike } from "./json-schema.ts";
import { readShapes } from "./read-shapes.ts";
import type { Shape } from "./shape.ts";
import { readTags } from "./shape.ts";
import { Unreadable } from "./unreadable.ts";

/** The limit of schema pairs in one comparison. */
const MAX_PAIRS = 20_000;
/** The limit of nesting. */
const MAX_DEPTH = 100;

/**
 * Compares the values that two JSON Schemas (2020-12) allow.
 *
 * A keyword that the comparison does not understand counts as `other` unless it is equal in both.
 */
export function compareSchemas(before: Schema, after: Schema, side: Side): SchemaChange[] {
  const roots = { before, after };
  // Pairs of the calls above this one, because a schema may contain itself.
  const active = new Map<Schema, Set<Schema>>();
  let pairs = 0;
  let depth = 0;
  const compare = (old: Schema, now: Schema, place: string): SchemaChange[] => {
    if (typeof old === "boolean" && old === now) return [];
    const notes = compareNotes([old, before], [now, after], place, side);
    const partners = active.get(old) ?? new Set();
    // The difference of the pair is found by the call that met it first.
    if (partners.has(now)) return notes;
    if (pairs >= MAX_PAIRS || depth >= MAX_DEPTH) return [...notes, unjudged(place)];
    pairs += 1;
    depth += 1;
    active.set(old, partners.add(now));
    try {
      return [...notes, ...compareChoices(old, now, place, comparison)];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return isWrittenAlike(old, now, roots) ? notes : [...notes, unjudged(place)];
    } finally {
      partners.delete(now);
      depth -= 1;
    }
  };
  const comparison: Comparison = { side, roots, compare };
  const changes = compare(before, after, "");
  if (changes.length > 0 || canonical(before) === canonical(after)) return changes;
  return [{ place: "", effect: "none", text: "is written otherwise, which callers do not notice" }];
}

function compareChoices(
  before: Schema,
  after: Schema,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  const { roots } = comparison;
  const olds = readShapes(before, roots.before);
  const news = readShapes(after, roots.after);
  const [old, ...otherOlds] = olds;
  const [now, ...otherNews] = news;
  if (old && now && otherOlds.length + otherNews.length === 0) {
    return compareShapes(old, now, place, comparison);
  }
  const { pairs, restOfOld, restOfNew } = pairUp(olds, news);
  const covers = (one: Shape, other: Shape, broken: "narrower" | "wider"): boolean =>
    compareShapes(one, other, place, comparison).every(
      ({ effect }) => effect !== broken && effect !== "other",
    );
  const lost = restOfOld.filter((one) => !news.some((other) => covers(one, other, "narrower")));
  const gained = restOfNew.filter((other) => !olds.some((one) => covers(one, other, "wider")));
  const isInput = comparison.side === "input";
  const lose = isInput ? "no longer takes" : "is no longer";
  const gain = isInput ? "now takes" : "may now be";
  const name = (shape: Shape, others: readonly Shape[]): string => {
    const what = describeShape(shape);
    const isAmongThem = others.some((other) => describeShape(other) === what);
    return isAmongThem ? `${what} of another form` : what;
  };
  return [
    ...pairs.flatMap(([one, other]) => compareShapes(one, other, place, comparison)),
    ...lost.map((shape): SchemaChange => {
      return { place, effect: "narrower", text: `${lose} ${name(shape, news)}` };
    }),
    ...gained.map((shape): SchemaChange => {
      return { place, effect: "wider", text: `${gain} ${name(shape, olds)}` };
    }),
  ];
}

/** Pairs the choices that have a type or a tag, and returns the others. */
function pairUp(
  olds: readonly Shape[],
  news: readonly Shape[],
): { pairs: [Shape, Shape][]; restOfOld: Shape[]; restOfNew: Shape[] } {
  const byKey = (shapes: readonly Shape[]): Map<string, Shape[]> => Map.groupBy(shapes, keyOf);
  const oldGroups = byKey(olds);
  const newGroups = byKey(news);
  const pairs: [Shape, Shape][] = [];
  const paired = new Set<Shape>();
  for (const [key, [old, ...others]] of oldGroups) {
    const [now, ...rivals] = newGroups.get(key) ?? [];
    if (!old || !now || others.length + rivals.length > 0) continue;
    pairs.push([old, now]);
    paired.add(old).add(now);
  }
  const rest = (shapes: readonly Shape[]): Shape[] => shapes.filter((one) => !paired.has(one));
  return { pairs, restOfOld: rest(olds), restOfNew: rest(news) };
}

function keyOf(shape: Shape): string {
  const tags = [...readTags(shape)].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([shape.type ?? "any", tags]);
}

function unjudged(place: string): SchemaChange {
  return { place, effect: "other", text: "changed in a way that could not be judged" };
}
