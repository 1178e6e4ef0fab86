import type { Tool } from "@mortise/protocol";

/**
 * Compares the tools of a server before and after: returns what differs, by the names of tools.
 *
 * Two spellings of zod 3 and zod 4 for the same values are no difference: the dialect,
 * `additionalProperties: false` for objects that drop what they do not know, and the bounds of safe integers.
 */
export function compareTools(before: readonly Tool[], after: readonly Tool[]): string[] {
  const names = (tools: readonly Tool[]): Map<string, Tool> =>
    new Map(tools.map((tool) => [tool.name, tool]));
  const [old, now] = [names(before), names(after)];
  const differences: string[] = [];
  for (const [name, tool] of old) {
    const other = now.get(name);
    if (!other) differences.push(`${name} is missing`);
    else differences.push(...compareTool(tool, other).map((each) => `${name}: ${each}`));
  }
  for (const name of now.keys()) if (!old.has(name)) differences.push(`${name} is new`);
  return differences;
}

const MEMBERS = ["title", "description", "inputSchema", "outputSchema", "annotations"] as const;

function compareTool(before: Tool, after: Tool): string[] {
  return MEMBERS.flatMap((member) => [
    ...differencesOf(normalize(before[member]), normalize(after[member]), member),
  ]);
}

/** The places at which two values differ, with what is there. */
function* differencesOf(before: unknown, after: unknown, path: string): Generator<string> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* differencesOf(before[key], after[key], `${path}.${key}`);
    }
    return;
  }
  yield `${path} ${JSON.stringify(before)} became ${JSON.stringify(after)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value !== "object" || value === null) return value;
  const choices = choicesOf(value as Readonly<Record<string, unknown>>);
  if (choices) return normalize(choices);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => !isDialect(key, member))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, member]) => [key, key === "enum" ? [...new Set(member)] : normalize(member)]),
  );
}

/** A choice of constants is an `enum`, however it is written. */
function choicesOf({ anyOf, ...rest }: Readonly<Record<string, unknown>>): object | undefined {
  if (!Array.isArray(anyOf) || anyOf.length === 0) return undefined;
  const types = new Set(anyOf.map((each) => each?.type));
  if (types.size > 1 || !anyOf.every((each) => each && "const" in each)) return undefined;
  return { ...rest, type: anyOf[0].type, enum: anyOf.map((each) => each.const) };
}

function isDialect(key: string, value: unknown): boolean {
  if (key === "$schema" || key === "propertyNames") return true;
  if (key === "additionalProperties") return value === false || JSON.stringify(value) === "{}";
  return (
    (key === "minimum" || key === "maximum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
  );
}
