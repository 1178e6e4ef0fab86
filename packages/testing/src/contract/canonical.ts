import { canonicalJson } from "@mortise/protocol";

/** Writes a value as JSON that is the same for equal values; `undefined` has a text of its own. */
export function canonical(value: unknown): string {
  return canonicalJson(value) ?? "undefined";
}
