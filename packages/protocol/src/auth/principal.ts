/**
 * The confirmed identity of a caller.
 *
 * An {@link AuthProvider} may extend it with members of its own, which handlers find on `ctx.auth`.
 * It never holds the token itself.
 */
export interface Principal {
  /**
   * Identifies the caller for good; sessions, caches, rate limits and sealed states are kept apart by
   * it. {@link subjectId} makes one of an issuer and a subject.
   */
  readonly id: string;
  /** The authorization server that vouches for the caller: the `iss` of its token (RFC 9068, 2.2). */
  readonly issuer?: string;
  /** The caller's name at the issuer: the `sub` of its token. */
  readonly subject?: string;
  /** The OAuth client that calls on the caller's behalf. */
  readonly clientId?: string;
  /** The permissions of the caller's token. */
  readonly scopes?: readonly string[];
  /**
   * Milliseconds since 1970 at which the caller's credentials end; event streams and subscriptions that
   * they opened are ended then, and opened again with new ones. Default: they do not end.
   */
  readonly expiresAt?: number;
  /** Further facts about the caller. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/**
 * Makes the `id` of a principal of its issuer and subject.
 *
 * Subjects are unique only within an issuer (RFC 7519, 4.1.2). An issuer has no fragment
 * (RFC 8414, 2), so that `#` separates the two for certain.
 */
export function subjectId(issuer: string, subject: string): string {
  return `${issuer}#${subject}`;
}
