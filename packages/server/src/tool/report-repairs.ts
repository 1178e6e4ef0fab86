import type { JsonObject, JsonRpcRequest, Repair } from "@mortise/protocol";
import { repairsOf } from "../request/repaired.ts";
import { toSentPath } from "../request/translated.ts";

/** The `_meta` key under which a result reports the repairs of its arguments. */
const REPAIRED = "dev.mortise/repaired";
/** Repairs that a result reports; a list of numbers sent as texts has one for each. */
const MAX_REPAIRED = 100;

/**
 * Makes the `_meta` that reports repairs, those that middleware saw included, under the names that the
 * client knows.
 */
export function reportRepairs(request: JsonRpcRequest, repairs: readonly Repair[]): JsonObject {
  const shown = repairs.slice(0, MAX_REPAIRED).flatMap((repair) => {
    const path = toSentPath(request, repair.path);
    return path === undefined ? [] : [{ ...repair, path }];
  });
  return { [REPAIRED]: [...repairsOf(request), ...shown].slice(0, MAX_REPAIRED) };
}
