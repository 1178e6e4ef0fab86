import type { JsonObject } from "@mortise/protocol";
import type { Identity } from "./identity.ts";

/**
 * Writes the JSON text of a result that somebody else made, such as middleware or an extension: it
 * may have a `_meta` and a `resultType` of its own, and gets what it lacks of them where the revision
 * wants it.
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
