/** Returns the scopes of both lists, each once, in order; `undefined` if there are none. */
export function unite(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  const all = [...new Set([...(one ?? []), ...(other ?? [])])];
  return all.length === 0 ? undefined : all;
}

/** Returns whether every needed scope was granted. */
export function covers(granted: readonly string[] | undefined, needed: readonly string[]): boolean {
  return needed.every((scope) => granted?.includes(scope));
}

/** Where the scopes of a sign-in come from, the first that names any wins. */
export interface ScopeChoice {
  /** Set by the program. */
  readonly configured: readonly string[] | undefined;
  /** Named by the challenge. */
  readonly challenged: readonly string[] | undefined;
  /** Published by the server's metadata. */
  readonly published: readonly string[] | undefined;
  /** Of the identity provider that needs some. */
  readonly fallback: readonly string[] | undefined;
  /** Asked for by an earlier login, step-ups included. */
  readonly earlier: readonly string[] | undefined;
  /** Known to the authorization server. */
  readonly known: readonly string[] | undefined;
  /** The grant may give a refresh token. */
  readonly canRefresh: boolean;
}

/**
 * Chooses the scopes to ask for: those of the program, else of the challenge, else of the server's metadata,
 * else none (2026-07-28, Authorization, Scope Selection Strategy). The list of the authorization server is
 * never taken, since it is that of all its resources.
 *
 * `offline_access` is added when the authorization server lists it (SEP-2207).
 */
export function chooseScopes(choice: ScopeChoice): readonly string[] | undefined {
  const { configured, challenged, published, fallback, earlier, known, canRefresh } = choice;
  const chosen = [configured, challenged, published, fallback].find(
    (scopes) => scopes !== undefined && scopes.length > 0,
  );
  const isOffline = canRefresh && known?.includes("offline_access") === true;
  return unite(unite(earlier, chosen), isOffline ? ["offline_access"] : undefined);
}
