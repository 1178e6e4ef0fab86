import type { Principal } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";

const NONE: readonly string[] = Object.freeze([]);

/** The servers that have logged a principal whose scopes are no list. */
const reported = new WeakSet<ServerLog>();

/**
 * Returns the scopes of a caller; none if they are no list, because the text `"xadmin"` would
 * include the scope `admin`. Logs such scopes once per server.
 */
export function heldScopes(principal: Principal | undefined, log: ServerLog): readonly string[] {
  const scopes: unknown = principal?.scopes;
  if (Array.isArray(scopes)) return scopes;
  if (scopes !== undefined && !reported.has(log)) {
    reported.add(log);
    const found = scopes === null ? "null" : `a ${typeof scopes}`;
    const message = `The scopes of a principal must be a list of strings, not ${found}; such a caller has no scopes`;
    log({ level: "error", message });
  }
  return NONE;
}
