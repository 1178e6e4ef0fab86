import type { JsonValue } from "@mortise/protocol";

/** An object that was parsed from JSON. */
export interface JsonMembers {
  readonly [key: string]: JsonValue | undefined;
}

/** Returns whether a value that was parsed from JSON is an object. */
export function isJsonObject(value: unknown): value is JsonMembers {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
