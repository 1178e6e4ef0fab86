import type { Comparison, SchemaChange } from "./comparison.ts";
import { isBreaking, memberOf } from "./comparison.ts";
import type { Schema, SchemaObject } from "./json-schema.ts";
import { isObject, toSchema } from "./json-schema.ts";

/** What a schema says about the members of an object. */
interface Members {
  readonly listed: ReadonlyMap<string, Schema>;
  readonly required: ReadonlySet<unknown>;
  /** What members that are not listed may hold; `undefined` where nothing is said of them. */
  readonly others: Schema | undefined;
}

/**
 * Compares the members of two objects.
 *
 * Callers are taken to send what is listed, and to pass over what they receive beyond it. A member
 * that is new in the output therefore breaks nobody, and neither does a new optional argument.
 */
export function compareMembers(
  before: SchemaObject,
  after: SchemaObject,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  const [was, is] = [readMembers(before), readMembers(after)];
  const names = new Set([...was.listed.keys(), ...is.listed.keys()]);
  const changes = [...names].sort().flatMap((name) => {
    const at = memberOf(place, name);
    const [old, now] = [was.listed.get(name), is.listed.get(name)];
    if (old === undefined) return compareAdded(was, is, name, at, comparison);
    if (now === undefined) return compareRemoved(old, is, at, comparison);
    return [...compareRequired(was, is, name, at, comparison), ...comparison.compare(old, now, at)];
  });
  const hasPatterns = "patternProperties" in before || "patternProperties" in after;
  if (hasPatterns && was.listed.size + is.listed.size > 0 && changes.length > 0) {
    // A pattern may speak of the same names, so what was found may not be all.
    changes.push({
      place,
      effect: "other",
      text: "changed beside patternProperties, which could not be judged",
    });
  }
  return [...changes, ...compareUnlisted(was, is, place, comparison)];
}

function readMembers(schema: SchemaObject): Members {
  const { properties, required, additionalProperties, unevaluatedProperties } = schema;
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  const given = additionalProperties ?? unevaluatedProperties;
  const others = given === undefined ? undefined : toSchema(given);
  const listed = new Map<string, Schema>(
    names.filter((name) => typeof name === "string").map((name) => [name, others ?? true]),
  );
  for (const [name, member] of isObject(properties) ? Object.entries(properties) : []) {
    listed.set(name, toSchema(member));
  }
  return { listed, required: new Set(names), others };
}

function compareAdded(
  was: Members,
  is: Members,
  name: string,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  const { side } = comparison;
  const isNeeded = side === "input" && is.required.has(name);
  const added: SchemaChange = isNeeded
    ? { place, effect: "narrower", text: "was added and is required" }
    : { place, effect: "none", text: "was added" };
  if (was.others === undefined || was.others === false) return [added];
  if (was.others === true && side === "output") return [added];
  // A member of that name could be there before, and what it may hold was said.
  const now = is.listed.get(name) ?? true;
  const narrowed = comparison
    .compare(was.others, now, place)
    .filter((change) => isBreaking(change, side));
  return [added, ...narrowed];
}

function compareRemoved(
  old: Schema,
  is: Members,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  if (comparison.side === "output") return [{ place, effect: "other", text: "was removed" }];
  if (is.others === false) {
    return [{ place, effect: "narrower", text: "was removed, and calls that give it are refused" }];
  }
  const removed: SchemaChange = {
    place,
    effect: "none",
    text: "was removed, and calls that give it are still accepted",
  };
  return [removed, ...(isObject(is.others) ? comparison.compare(old, is.others, place) : [])];
}

function compareRequired(
  was: Members,
  is: Members,
  name: string,
  place: string,
  { side }: Comparison,
): SchemaChange[] {
  const [before, after] = [was.required.has(name), is.required.has(name)];
  if (before === after) return [];
  if (after) {
    const text = side === "input" ? "became required" : "is always there now";
    return [{ place, effect: "narrower", text }];
  }
  const text = side === "input" ? "is no longer required" : "may be missing now";
  return [{ place, effect: "wider", text }];
}

/** Compares what members beyond the listed ones may be. */
function compareUnlisted(
  was: Members,
  is: Members,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  const [old, now] = [was.others ?? true, is.others ?? true];
  const isInput = comparison.side === "input";
  if (isObject(old) || isObject(now)) {
    // Receivers of an open object were promised nothing about what else it holds.
    const isPromise = isInput || isObject(old);
    return isPromise ? comparison.compare(old, now, memberOf(place, "*")) : [];
  }
  if (old === now || !isInput) return [];
  return now
    ? [{ place, effect: "wider", text: "may hold members that are not listed" }]
    : [{ place, effect: "narrower", text: "may no longer hold members that are not listed" }];
}
