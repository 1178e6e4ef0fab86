import type { JsonObject } from "@mortise/protocol";

/** Writes the arguments of a prompt as texts: other values as JSON, and absent ones not at all. */
export function toPromptArguments(input: JsonObject): Record<string, string> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
