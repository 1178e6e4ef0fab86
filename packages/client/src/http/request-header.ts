import type { JsonRpcMessage, Revision } from "@mortise/protocol";
import { encodeHeaderValue, isModern, MortiseError } from "@mortise/protocol";
import { namedTarget } from "../request/named-target.ts";

/**
 * Returns the headers that repeat parts of a message (2026-07-28, Request Metadata).
 *
 * Before 2026-07-28 that is the revision alone, and nothing before a revision is agreed.
 */
export function toRequestHeaders(
  message: JsonRpcMessage,
  revision: Revision | undefined,
): Record<string, string> {
  if (revision === undefined) return {};
  if (!isModern(revision) || !("method" in message)) return { "mcp-protocol-version": revision };
  const name = namedTarget(message);
  return {
    "mcp-protocol-version": revision,
    "mcp-method": message.method,
    ...(name !== undefined && { "mcp-name": encodeHeaderValue(name) }),
  };
}

/**
 * Joins headers; those of `own` win over the given ones, in any case of their names.
 *
 * @throws MortiseError `INVALID_OPTION` for a header that cannot be sent; the message holds no
 * value, which may be a secret.
 */
export function joinHeaders(
  given: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Headers {
  const headers = new Headers();
  for (const [name, value] of [...Object.entries(given), ...Object.entries(own)]) {
    try {
      headers.set(name, value);
    } catch {
      throw new MortiseError(
        "INVALID_OPTION",
        `The header ${JSON.stringify(name)} cannot be sent: its name or value holds characters that HTTP does not allow`,
      );
    }
  }
  return headers;
}
