import { quote } from "../document/definition.ts";
import type { SchemaValue } from "../document/resource.ts";
import type { Check, Run } from "../run/run.ts";
import { checkBelow } from "../run/run.ts";
import { OBJECT } from "../value/kind.ts";
import type { Part, PatternTest } from "./part.ts";
import { compilePattern } from "./part.ts";

type JsonMembers = Readonly<Record<string, unknown>>;

/** Reads the keywords for objects (2020-12, Core, 10.3.2; Validation, 6.5). */
export function compileObject(part: Part): void {
  const { schema, add } = part;
  const { required, minProperties, maxProperties } = schema;
  if (Array.isArray(required) && required.length > 0) addRequired(required as string[], add);
  if (typeof minProperties === "number") {
    const message = `must have at least ${minProperties} members`;
    add(
      OBJECT,
      (value, run) =>
        countMembers(value as object) >= minProperties || run.fail("minProperties", message),
    );
  }
  if (typeof maxProperties === "number") {
    const message = `must have at most ${maxProperties} members`;
    add(
      OBJECT,
      (value, run) =>
        countMembers(value as object) <= maxProperties || run.fail("maxProperties", message),
    );
  }
  compileMembers(part);
  if (schema["propertyNames"] !== undefined) compileNames(part);
  compileDependencies(part);
}

function countMembers(value: object): number {
  return Object.values(value).filter((member) => member !== undefined).length;
}

function isGiven(value: unknown, name: string): boolean {
  return Object.hasOwn(value as object, name) && (value as JsonMembers)[name] !== undefined;
}

function addRequired(required: readonly string[], add: Part["add"]): void {
  add(OBJECT, (value, run) => {
    let isValid = true;
    for (const name of required) {
      if (isGiven(value, name)) continue;
      isValid = run.fail("required", "is required, and is missing", name);
      if (run.isDone) return false;
    }
    return isValid;
  });
}

/** The schemas of members, by name, by pattern and for the rest. */
interface Members {
  readonly named: ReadonlyMap<string, Check>;
  readonly patterns: readonly (readonly [PatternTest, Check])[];
  readonly rest: Check | undefined;
}

function compileMembers(part: Part): void {
  const { schema, located, compiler, add } = part;
  const { properties = {}, patternProperties = {}, additionalProperties } = schema;
  const named = new Map(
    Object.entries(properties as Readonly<Record<string, SchemaValue>>).map(
      ([name, each]) => [name, compiler.below(located, each, "properties", name)] as const,
    ),
  );
  const patterns = Object.entries(patternProperties as Readonly<Record<string, SchemaValue>>).map(
    ([pattern, each]) =>
      [
        compilePattern(pattern, part, "patternProperties", pattern),
        compiler.below(located, each, "patternProperties", pattern),
      ] as const,
  );
  const rest = compileRest(part, [...named.keys()]);
  if (named.size === 0 && patterns.length === 0 && additionalProperties === undefined) return;
  const members: Members = { named, patterns, rest };
  add(OBJECT, (value, run) => checkMembers(members, value as JsonMembers, run));
}

const MAX_NAMES = 20;

function compileRest(
  { schema, located, compiler }: Part,
  names: readonly string[],
): Check | undefined {
  const rest = schema["additionalProperties"] as SchemaValue | undefined;
  if (rest === undefined) return undefined;
  if (rest !== false) return compiler.below(located, rest, "additionalProperties");
  const known = names.slice(0, MAX_NAMES).join(", ");
  const more = names.length > MAX_NAMES ? " and more" : "";
  const message =
    names.length === 0 ? "is not allowed" : `is not allowed; there are ${known}${more}`;
  return (_value, run) => run.fail("additionalProperties", message);
}

function checkMembers(members: Members, value: JsonMembers, run: Run): boolean {
  const { evaluated } = run;
  const looksAtAll = members.rest !== undefined;
  let isValid = true;
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member === undefined) {
      // JSON leaves such a member out.
      continue;
    }
    const isKnown = checkMember(members, [name, member], run);
    if (isKnown === undefined && !looksAtAll) continue;
    evaluated?.names.add(name);
    if (isKnown === false) {
      if (run.isDone) return false;
      isValid = false;
    }
  }
  return isValid;
}

/** Checks one member by all that applies to it; `undefined` if nothing does. */
function checkMember(
  { named, patterns, rest }: Members,
  [name, member]: readonly [string, unknown],
  run: Run,
): boolean | undefined {
  let isValid: boolean | undefined;
  const check = named.get(name);
  if (check) isValid = checkBelow(name, member, check, run);
  for (const [matches, each] of patterns) {
    if (!matches(name, run)) continue;
    isValid = checkBelow(name, member, each, run) && isValid !== false;
  }
  if (isValid !== undefined || rest === undefined) return isValid;
  return checkBelow(name, member, rest, run);
}

function compileNames({ schema, located, compiler, add }: Part): void {
  const check = compiler.below(located, schema["propertyNames"] as SchemaValue, "propertyNames");
  add(OBJECT, (value, run) => {
    const { found } = run;
    run.found = undefined;
    const wrong = Object.keys(value as object).find((name) => !check(name, run));
    run.found = found;
    return (
      wrong === undefined || run.fail("propertyNames", `must not have the name ${quote(wrong)}`)
    );
  });
}

/** Reads what the presence of one member asks for (2020-12, Validation, 6.5.4; Core, 10.2.2.4). */
function compileDependencies({ schema, located, compiler, add }: Part): void {
  for (const keyword of ["dependentRequired", "dependentSchemas", "dependencies"]) {
    const dependencies = (schema[keyword] ?? {}) as Readonly<Record<string, unknown>>;
    for (const [name, needed] of Object.entries(dependencies)) {
      if (Array.isArray(needed)) {
        addDependent(name, needed as string[], add);
        continue;
      }
      const check = compiler.beside(located, needed as SchemaValue, keyword, name);
      add(OBJECT, (value, run) => run.step() && (!isGiven(value, name) || check(value, run)));
    }
  }
}

function addDependent(name: string, needed: readonly string[], add: Part["add"]): void {
  add(OBJECT, (value, run) => {
    if (!run.step()) return false;
    if (!isGiven(value, name)) return true;
    const missing = needed.find((each) => !isGiven(value, each));
    if (missing === undefined) return true;
    return run.fail("dependentRequired", `is required beside ${name}, and is missing`, missing);
  });
}
