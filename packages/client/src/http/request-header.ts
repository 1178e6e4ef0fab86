import type { JsonRpcMessage, Revision } from "@mortise/protocol";
import { encodeHeaderValue, isModern, namedParameter } from "@mortise/protocol";

/**
 * Returns the headers that repeat what a message says (2026-07-28, Request Metadata).
 *
 * Before 2026-07-28 that is the revision alone, and nothing before it is settled.
 */
export function toRequestHeaders(
  message: JsonRpcMessage,
  revision: Revision | undefined,
): Record<string, string> {
  if (revision === undefined) return {};
  if (!isModern(revision) || !("method" in message)) return { "mcp-protocol-version": revision };
  const { method, params } = message;
  const name = params?.[namedParameter(method) ?? (method.startsWith("tasks/") ? "taskId" : "")];
  return {
    "mcp-protocol-version": revision,
    "mcp-method": method,
    ...(typeof name === "string" && { "mcp-name": encodeHeaderValue(name) }),
  };
}
