import type { JsonRpcRequest, Principal } from "@mortise/protocol";

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
    (_key, value: unknown) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  );
}
