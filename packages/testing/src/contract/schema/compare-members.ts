import type { Comparison, SchemaChange } from "./comparison.ts";
import { isBreaking, memberOf } from "./comparison.ts";
import type { Schema, SchemaObject } from "./json-schema.ts";
import { isObject, toSchema } from "./json-schema.ts";

/** The members of an object, as its schema describes them. */
interface Members {
  readonly listed: ReadonlyMap<string, Schema>;
  readonly required: ReadonlySet<unknown>;
  /** The schema of members that are not listed; `undefined` if the schema does not mention them. */
  readonly others: Schema | undefined;
}

/** One member by name, in the schema before and in the schema after. */
interface MemberPair {
  readonly was: Members;
  readonly is: Members;
  readonly name: string;
  readonly place: string;
}

/**
 * Compares the members of two objects.
 *
 * Callers send the listed members only, and ignore members of a result that they do not know.
 * Neither a new member of the output nor a new optional argument therefore breaks a caller.
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
    const pair = { was, is, name, place: memberOf(place, name) };
    const [old, now] = [was.listed.get(name), is.listed.get(name)];
    if (old === undefined) return compareAdded(pair, comparison);
    if (now === undefined) return compareRemoved(old, pair, comparison);
    return [...compareRequired(pair, comparison), ...comparison.compare(old, now, pair.place)];
  });
  const hasPatterns = "patternProperties" in before || "patternProperties" in after;
  if (hasPatterns && was.listed.size + is.listed.size > 0 && changes.length > 0) {
    // A pattern may match the same names, so there may be further changes.
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
  { was, is, name, place }: MemberPair,
  comparison: Comparison,
): SchemaChange[] {
  const { side } = comparison;
  const isNeeded = side === "input" && is.required.has(name);
  const added: SchemaChange = isNeeded
    ? { place, effect: "narrower", text: "was added and is required" }
    : { place, effect: "none", text: "was added" };
  if (was.others === undefined || was.others === false) return [added];
  if (was.others === true && side === "output") return [added];
  // A member of that name was allowed before, and its schema was known.
  const now = is.listed.get(name) ?? true;
  const narrowed = comparison
    .compare(was.others, now, place)
    .filter((change) => isBreaking(change, side));
  return [added, ...narrowed];
}

function compareRemoved(
  old: Schema,
  { is, place }: MemberPair,
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
  { was, is, name, place }: MemberPair,
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

/** Compares the schemas of members that are not listed. */
function compareUnlisted(
  was: Members,
  is: Members,
  place: string,
  comparison: Comparison,
): SchemaChange[] {
  const [old, now] = [was.others ?? true, is.others ?? true];
  const isInput = comparison.side === "input";
  if (isObject(old) || isObject(now)) {
    // An open output never promised anything about its unlisted members.
    const isPromise = isInput || isObject(old);
    return isPromise ? comparison.compare(old, now, memberOf(place, "*")) : [];
  }
  if (old === now || !isInput) return [];
  return now
    ? [{ place, effect: "wider", text: "may hold members that are not listed" }]
    : [{ place, effect: "narrower", text: "may no longer hold members that are not listed" }];
}
