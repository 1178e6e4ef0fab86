import type { JsonObject, JsonRpcRequest, Repair } from "@mortise/protocol";

const REPAIRS: unique symbol = Symbol("repairs of the arguments");

interface RepairedRequest extends JsonRpcRequest {
  readonly [REPAIRS]?: readonly Repair[];
}

const NONE: readonly Repair[] = Object.freeze([]);

/** Gives the request with repaired parameters; the repairs go with it, whatever changes it later. */
export function withRepairs(
  request: JsonRpcRequest,
  params: JsonObject,
  repairs: readonly Repair[],
): JsonRpcRequest {
  const repaired: RepairedRequest = { ...request, params, [REPAIRS]: repairs };
  return repaired;
}

/** The repairs that were made before the request was answered, under the names that the client knows. */
export function repairsOf(request: JsonRpcRequest): readonly Repair[] {
  return (request as RepairedRequest)[REPAIRS] ?? NONE;
}
