import type { JsonObject } from "@mortise/protocol";
import type { Identity } from "./identity.ts";

/**
 * Writes the JSON text of a result from middleware, an extension or another server: its own `_meta` and
 * `resultType` stay, and missing ones are added if the revision has them.
 */
export function writeGivenResult(
  result: object,
  { identity }: { readonly identity: Identity | undefined },
): string {
  if (!identity) return JSON.stringify(result);
  const { _meta, resultType = "complete", ...members } = result as JsonObject;
  const meta = { ...identity.meta, ...(_meta as JsonObject | undefined) };
  return JSON.stringify({ ...members, _meta: meta, resultType });
}
