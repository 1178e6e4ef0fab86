import type { JsonObject } from "@mortise/protocol";
import { isExactNumber } from "./exact-json.ts";

/** Returns whether a JSON value is an object; a number that was kept as it is written is none. */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !isExactNumber(value);
}
