import type { JsonRpcRequest, Principal } from "@mortise/protocol";
import { orderMembers } from "../request/order-members.ts";

/**
 * Describes the request that a state belongs to, equally for every retry of it: who sends it, the
 * method, the name and the arguments, whatever the order of their members.
 */
export function describeBinding(
  { method, params }: JsonRpcRequest,
  principal: Principal | undefined,
): string {
  return JSON.stringify(
    [
      principal?.id ?? null,
      method,
      params?.["name"] ?? params?.["uri"] ?? null,
      params?.["arguments"] ?? {},
    ],
    orderMembers,
  );
}
