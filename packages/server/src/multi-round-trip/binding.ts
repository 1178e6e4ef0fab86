import type { JsonRpcRequest, Principal } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import { sentOf } from "../request/translated.ts";

/**
 * Describes the request that a state belongs to, equally for every retry of it: the principal, the
 * method, the name and the arguments as they were sent, in any order of their members.
 */
export function describeBinding(request: JsonRpcRequest, principal: Principal | undefined): string {
  const { method, params } = sentOf(request)?.request ?? request;
  return canonicalJson([
    principal?.id ?? null,
    method,
    params?.["name"] ?? params?.["uri"] ?? null,
    params?.["arguments"] ?? {},
  ]);
}
