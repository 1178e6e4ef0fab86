import type { JsonRpcRequest } from "@mortise/protocol";

/**
 * Describes the request that a state belongs to, equally for every retry of it: method, name and
 * arguments, whatever the order of their members.
 */
export function describeBinding({ method, params }: JsonRpcRequest): string {
  return JSON.stringify(
    [method, params?.["name"] ?? params?.["uri"] ?? null, params?.["arguments"] ?? {}],
    (_key, value: unknown) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  );
}
