import type { OptionNames } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Viewer } from "./condition.ts";

/** Decides whether a caller may use something; only `true` permits. */
export type Permission = (viewer: Viewer) => boolean | Promise<boolean>;

/** The callers that may use a tool, prompt or resource. */
export interface AccessOptions {
  /**
   * Scopes that the caller's token must have, all of them. Default: none.
   *
   * A caller that lacks one is refused before its handler runs and before anything is sent: over
   * HTTP with 403 and the challenge of `auth` (2026-07-28, Authorization, Scope Challenge).
   */
  readonly scopes?: readonly string[];
  /**
   * Decides for each call whether the caller may use it, and for each list whether the caller sees it;
   * one that throws, or does not settle within the timeout of the entry, refuses. Default: every caller
   * may. To answer as if it did not exist, use `enabled`.
   */
  readonly allow?: Permission;
}

export const ACCESS_OPTIONS: OptionNames<AccessOptions> = { scopes: true, allow: true };

/** The {@link AccessOptions} of an entry that has any. */
export interface Access {
  readonly scopes: readonly string[];
  readonly allow: Permission | undefined;
}

/**
 * Compiles the access rules of an entry; without a member if every caller may use it.
 *
 * @throws MortiseError `INVALID_DEFINITION` for scopes that no token can have (RFC 6749, 3.3).
 */
export function compileAccess(
  { scopes = [], allow }: AccessOptions,
  owner: string,
): { readonly access?: Access } {
  if (!Array.isArray(scopes) || !scopes.every((scope) => isScope(scope))) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `scopes of ${owner} must be a list of words without spaces, quotes or backslashes, not ${JSON.stringify(scopes)}`,
    );
  }
  if (allow !== undefined && typeof allow !== "function") {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `allow of ${owner} must be a function, not ${typeof allow}`,
    );
  }
  return scopes.length === 0 && !allow ? {} : { access: { scopes: [...scopes], allow } };
}

/** The characters of a scope (RFC 6749, 3.3, scope-token). */
function isScope(scope: unknown): boolean {
  return typeof scope === "string" && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope);
}
