import type { JsonSchema, StandardIssue } from "@mortise/protocol";

/**
 * Leaves out the fields in which a blank, `""` or `null`, does not fit and nothing is required:
 * forms and menus send them for a field that was not filled in. `undefined` if there are none.
 */
export function dropBlanks(
  given: unknown,
  schema: JsonSchema,
  issues: readonly StandardIssue[],
): Readonly<Record<string, unknown>> | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const unfit = new Set(issues.map(({ path = [] }) => nameOf(path[0])));
  const fields = Object.entries(given);
  const filled = fields.filter(
    ([name, value]) =>
      !((value === "" || value === null) && unfit.has(name)) || required.includes(name),
  );
  return filled.length === fields.length ? undefined : Object.fromEntries(filled);
}

function nameOf(key: PropertyKey | { readonly key: PropertyKey } | undefined): string {
  return String(typeof key === "object" ? key.key : key);
}
