/** How a user signs in to a server. */
export interface LoginSettings {
  /** By a code that is typed on another device (RFC 8628). */
  readonly device?: boolean;
  /** A client that was registered by hand. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The scopes to ask for; those that the server names without it. */
  readonly scopes?: readonly string[];
  /** The place that the browser comes back to, for a client that is registered with a fixed one. */
  readonly callbackHost?: "127.0.0.1" | "[::1]" | "localhost";
  readonly callbackPort?: number;
  readonly callbackPath?: string;
  /** The identity provider whose deviations are lived with. */
  readonly quirks?: string;
  /** The authorization server of a server that names none. */
  readonly issuer?: string;
  /** The issuer that is trusted in place of the one that the server names. */
  readonly metadataIssuer?: string;
}

/** A server and the account at it. */
export interface LoginPlace {
  readonly url: string;
  /** Keeps the logins of several accounts at one server apart. */
  readonly profile: string;
}

/** The profile of a user with one account. */
export const DEFAULT_PROFILE = "default";

/**
 * Returns settings with changes: scopes are added to those before, anything else is replaced. A secret
 * belongs to its client, and goes with it.
 */
export function changeSettings(before: LoginSettings, changes: LoginSettings): LoginSettings {
  const { clientSecret, ...rest } = before;
  const isSameClient = (changes.clientId ?? before.clientId) === before.clientId;
  const scopes = [...new Set([...(before.scopes ?? []), ...(changes.scopes ?? [])])];
  return {
    ...rest,
    ...(isSameClient && clientSecret !== undefined && { clientSecret }),
    ...changes,
    ...(scopes.length > 0 && { scopes }),
  };
}
