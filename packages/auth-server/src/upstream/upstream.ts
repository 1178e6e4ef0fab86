/** Tokens of an identity provider, which never leave the server. */
export interface UpstreamTokens {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** Milliseconds since 1970; absent for a token that does not say. */
  readonly expiresAt?: number | undefined;
  readonly scopes: readonly string[];
}

/** A user, as an identity provider vouches for it. */
export interface UpstreamUser {
  /** The identity provider; subjects are unique only within one. */
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly isEmailVerified?: boolean | undefined;
}

/** The secrets of one login, against which the callback is checked. */
export interface UpstreamLogin {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where the identity provider sends the user back. */
  readonly redirectUri: string;
}

/** The result of a login. */
export interface UpstreamIdentity {
  readonly user: UpstreamUser;
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
