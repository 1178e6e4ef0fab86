/** An access token whose issuer, time and audience have been confirmed. */
export interface VerifiedToken {
  /** The issuer, as the operator wrote it. */
  readonly issuer: string;
  readonly subject: string;
  /** The token names no user, and its subject is the client. */
  readonly isOfClient?: boolean;
  readonly clientId: string | undefined;
  /** The scopes of the token. */
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  /** Milliseconds since 1970 at which the token ends. */
  readonly expiresAt: number;
  /** Milliseconds since 1970 until which the confirmation may be reused. */
  readonly freshUntil: number;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The key that the token is bound to (RFC 7800, 3.1); `undefined` for a bearer token. */
  readonly confirmation: Readonly<Record<string, unknown>> | undefined;
}

/** Confirms access tokens. */
export interface TokenVerifier {
  /** The issuers, as published in protected-resource metadata. */
  readonly authorizationServers: readonly string[];
  /**
   * Confirms a token for one of `audiences`.
   *
   * @throws Refused for a token that is not to be accepted, or that cannot be checked now.
   */
  verify(token: string, audiences: readonly string[]): Promise<VerifiedToken>;
  /** Finds what will keep tokens from being accepted; a sentence with its fix for each. */
  check(): Promise<readonly string[]>;
}
