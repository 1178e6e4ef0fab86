import type { ValueKind } from "@mortise/protocol";
import {
  checkOptions,
  checkValues,
  describeValue,
  isLoopbackHost,
  MortiseError,
  toExpiry,
} from "@mortise/protocol";
import * as oauth from "oauth4webapi";
import type {
  Upstream,
  UpstreamIdentity,
  UpstreamLogin,
  UpstreamTokens,
  UpstreamUser,
} from "./upstream.ts";
import { UpstreamRefusal } from "./upstream.ts";

/** A client that was registered at an identity provider by hand. */
export interface UpstreamClient {
  /** The id that the identity provider gave. */
  readonly clientId: string;
  /** The secret that the identity provider gave. */
  readonly clientSecret: string;
}

/** A client at an identity provider, and what it asks for. */
export interface UpstreamOptions extends UpstreamClient {
  /** The scopes that users are asked for. Default: those that identify a user. */
  readonly scopes?: readonly string[];
  /** Makes the HTTP requests. Default: the platform's. */
  readonly fetch?: typeof fetch;
}

/**
 * Checks the options of an identity provider; `own` are those that others do not have.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function checkUpstreamOptions(
  owner: string,
  options: object,
  own: Readonly<Record<string, ValueKind>> = {},
): void {
  const names = [...Object.keys(own), "clientId", "clientSecret", "scopes", "fetch"];
  checkOptions(owner, options, Object.fromEntries(names.map((name) => [name, true as const])));
  const given: Readonly<Record<string, unknown>> = { ...options };
  checkValues(owner, given, { ...own, scopes: "texts", fetch: "function" });
}

/** The parts of an identity provider that differ. */
export interface UpstreamProfile {
  readonly name: string;
  readonly client: UpstreamClient;
  readonly scopes: readonly string[];
  /** Further parameters of the authorization request. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Whether the client authenticates in the body rather than the header. */
  readonly postsSecret?: boolean;
  /** Whether a refresh needs the scopes that were asked for at first. Default `false`. */
  readonly repeatsScopes?: boolean;
  /** Finds the endpoints. */
  readonly discover: (signal: AbortSignal) => Promise<oauth.AuthorizationServer>;
  /** Reads the user out of a token response. */
  readonly identify: (
    response: oauth.TokenEndpointResponse,
    request: { readonly server: oauth.AuthorizationServer; readonly signal: AbortSignal },
  ) => Promise<UpstreamUser>;
  /** Whether there is an ID token, whose nonce is checked. */
  readonly hasIdToken: boolean;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/** Signs users in at an identity provider by the authorization code grant with PKCE. */
export class OAuthUpstream implements Upstream {
  readonly name: string;
  readonly #profile: UpstreamProfile;
  #metadata: Promise<oauth.AuthorizationServer> | undefined;

  /** @throws MortiseError `INVALID_OPTION` for a client without id or secret. */
  constructor(profile: UpstreamProfile) {
    for (const option of ["clientId", "clientSecret"] as const) {
      const value: unknown = profile.client[option];
      if (typeof value === "string" && value !== "") continue;
      throw new MortiseError(
        "INVALID_OPTION",
        `${option} of ${profile.name} is ${value === "" ? "an empty text" : describeValue(value)}; give that of the client that you registered there`,
        { data: { option } },
      );
    }
    this.name = profile.name;
    this.#profile = profile;
  }

  async authorizationUrl(login: UpstreamLogin, signal: AbortSignal): Promise<URL> {
    const { client, scopes, parameters, hasIdToken } = this.#profile;
    const { authorization_endpoint: endpoint } = await this.#discover(signal);
    const url = new URL(endpoint as string);
    const query = {
      client_id: client.clientId,
      redirect_uri: login.redirectUri,
      response_type: "code",
      scope: scopes.join(" "),
      state: login.state,
      code_challenge: await oauth.calculatePKCECodeChallenge(login.codeVerifier),
      code_challenge_method: "S256",
      ...(hasIdToken && { nonce: login.nonce }),
      ...parameters,
      // OpenID Connect Core 1.0, 3.1.2.1.
      ...(hasIdToken && login.prompt !== undefined && { prompt: login.prompt }),
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async redeem(
    callback: URL,
    login: UpstreamLogin,
    signal: AbortSignal,
  ): Promise<UpstreamIdentity> {
    const { client, hasIdToken, identify } = this.#profile;
    const server = await this.#discover(signal);
    const registration: oauth.Client = { client_id: client.clientId };
    try {
      const parameters = oauth.validateAuthResponse(server, registration, callback, login.state);
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        registration,
        this.#authentication(),
        parameters,
        login.redirectUri,
        login.codeVerifier,
        this.#options(server, signal),
      );
      const response = await oauth.processAuthorizationCodeResponse(server, registration, answer, {
        ...(hasIdToken && { expectedNonce: login.nonce, requireIdToken: true }),
      });
      const user = await identify(response, { server, signal });
      return { user, tokens: this.#toTokens(response) };
    } catch (error) {
      throw this.#refusalOf(error);
    }
  }

  async refresh(refreshToken: string, signal: AbortSignal): Promise<UpstreamTokens> {
    const { scopes, repeatsScopes } = this.#profile;
    const server = await this.#discover(signal);
    const client: oauth.Client = { client_id: this.#profile.client.clientId };
    try {
      const answer = await oauth.refreshTokenGrantRequest(
        server,
        client,
        this.#authentication(),
        refreshToken,
        {
          ...this.#options(server, signal),
          ...(repeatsScopes && { additionalParameters: { scope: scopes.join(" ") } }),
        },
      );
      const response = await oauth.processRefreshTokenResponse(server, client, answer);
      // RFC 6749, 6: a response without a refresh token leaves the old one good.
      return { refreshToken, ...withoutUndefined(this.#toTokens(response)) };
    } catch (error) {
      throw this.#refusalOf(error);
    }
  }

  #discover(signal: AbortSignal): Promise<oauth.AuthorizationServer> {
    this.#metadata ??= this.#profile.discover(signal).catch((error: unknown) => {
      this.#metadata = undefined;
      throw error;
    });
    return this.#metadata;
  }

  #authentication(): oauth.ClientAuth {
    const { client, postsSecret } = this.#profile;
    if (postsSecret) return oauth.ClientSecretPost(client.clientSecret);
    // RFC 6749, 2.3.1: form-encoded as browsers do it, which servers that decode nothing understand too.
    return (_server, _client, _body, headers) => {
      const encode = (text: string): string =>
        new URLSearchParams({ "": text }).toString().slice(1);
      const pair = `${encode(client.clientId)}:${encode(client.clientSecret)}`;
      headers.set("authorization", `Basic ${Buffer.from(pair).toString("base64")}`);
    };
  }

  #options(
    server: oauth.AuthorizationServer,
    signal: AbortSignal,
  ): oauth.TokenEndpointRequestOptions {
    return {
      signal,
      [oauth.customFetch]: this.#profile.fetch as never,
      [oauth.allowInsecureRequests]: isLoopback(server.token_endpoint ?? ""),
    };
  }

  #toTokens(response: oauth.TokenEndpointResponse): UpstreamTokens {
    const { access_token, refresh_token, expires_in, scope } = response;
    return {
      accessToken: access_token,
      refreshToken: refresh_token,
      expiresAt: expires_in === undefined ? undefined : toExpiry(expires_in, this.#profile.now()),
      scopes: scope === undefined ? this.#profile.scopes : scope.split(/[ ,]+/),
    };
  }

  /** An answer that says no is a refusal; everything else, such as an outage, stays as it is. */
  #refusalOf(error: unknown): unknown {
    if (error instanceof oauth.AuthorizationResponseError) {
      return new UpstreamRefusal(error.error, `${this.name} refused the sign-in: ${error.error}`);
    }
    if (error instanceof oauth.ResponseBodyError) {
      return new UpstreamRefusal(
        error.error,
        `${this.name} refused the token request: ${error.error}`,
      );
    }
    return error;
  }
}

/** Returns whether a URL is one of this machine, which may do without TLS. */
export function isLoopback(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === "http:" && isLoopbackHost(url.hostname);
}

function withoutUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Value;
}
