import { describeValue, MortiseError } from "@mortise/protocol";

const FUNCTIONS = ["authorizationUrl", "redeem", "refresh"] as const;

/** Tokens of an identity provider, which never leave the server. */
export interface UpstreamTokens {
  /** The token for the API of the identity provider. */
  readonly accessToken: string;
  /** Gets the next tokens; absent if the user has to sign in again. */
  readonly refreshToken?: string | undefined;
  /** Milliseconds since 1970; absent for a token that does not say. */
  readonly expiresAt?: number | undefined;
  /** The scopes that were granted. */
  readonly scopes: readonly string[];
}

/** A user, as an identity provider vouches for it. */
export interface UpstreamUser {
  /** The identity provider; subjects are unique only within one. */
  readonly issuer: string;
  /** The account at the identity provider, which never changes. */
  readonly subject: string;
  /** The name to show. */
  readonly name?: string | undefined;
  /** The address, which the user may have typed: see `isEmailVerified`. */
  readonly email?: string | undefined;
  /** Whether the identity provider has confirmed `email`. Default: it has not. */
  readonly isEmailVerified?: boolean | undefined;
}

/** The secrets of one login, against which the callback is checked. */
export interface UpstreamLogin {
  /** Ties the callback to this login (RFC 6749, 10.12). */
  readonly state: string;
  /** Ties the ID token to this login (OpenID Connect Core, 3.1.2.1). */
  readonly nonce: string;
  /** Proves that the code is redeemed by its client (RFC 7636, 4.1). */
  readonly codeVerifier: string;
  /** Where the identity provider sends the user back. */
  readonly redirectUri: string;
  /** Has the user sign in again, whatever session there is (OpenID Connect Core, 3.1.2.1). */
  readonly prompt?: "login";
}

/** The result of a login. */
export interface UpstreamIdentity {
  /** The user that signed in. */
  readonly user: UpstreamUser;
  /** The tokens for the user's account. */
  readonly tokens: UpstreamTokens;
}

/** An identity provider behind a bridge, where the bridge is one client. */
export interface Upstream {
  /** Its name on pages, such as `GitHub`. */
  readonly name: string;
  /** The URL at which a user signs in. */
  authorizationUrl(login: UpstreamLogin, signal: AbortSignal): Promise<URL>;
  /**
   * Takes the URL with which a user came back, and gets the user and the tokens.
   *
   * Rejects with {@link UpstreamRefusal} if the user or the identity provider refused.
   */
  redeem(callback: URL, login: UpstreamLogin, signal: AbortSignal): Promise<UpstreamIdentity>;
  /** Gets new tokens; rejects with {@link UpstreamRefusal} if the login is over. */
  refresh(refreshToken: string, signal: AbortSignal): Promise<UpstreamTokens>;
}

/**
 * Refuses what is no identity provider; the first user that signs in would find out otherwise.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function checkUpstream(upstream: unknown): void {
  const isWhole =
    typeof upstream === "object" &&
    upstream !== null &&
    FUNCTIONS.every((name) => typeof Reflect.get(upstream, name) === "function");
  if (isWhole) return;
  const found =
    typeof upstream === "object" && upstream !== null
      ? `an object without the functions ${FUNCTIONS.join(", ")}`
      : describeValue(upstream);
  throw new MortiseError(
    "INVALID_OPTION",
    `upstream of bridge takes an identity provider: github(…), google(…), entra(…), oidc(…), or an Upstream of your own; it got ${found}`,
    { data: { option: "upstream" } },
  );
}

/** The refusals of a token request that only the user can repair. */
export const LOGIN_IS_OVER: ReadonlySet<string> = new Set([
  // RFC 6749, 5.2.
  "invalid_grant",
  // OpenID Connect Core 1.0, 3.1.2.6; Entra answers token requests by them too.
  "interaction_required",
  "login_required",
  "consent_required",
]);

/** An identity provider refused; the message has no token. */
export class UpstreamRefusal extends Error {
  /** The error of OAuth, such as `access_denied`. */
  readonly error: string;

  constructor(error: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UpstreamRefusal";
    this.error = error;
  }
}
