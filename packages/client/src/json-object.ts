import type { JsonObject } from "@mortise/protocol";

/** Returns whether a value of a server's message is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
