import { MortiseError } from "@mortise/protocol";
import * as oauth from "oauth4webapi";
import type { UpstreamClient, UpstreamOptions, UpstreamProfile } from "./oauth-upstream.ts";
import { checkUpstreamOptions, isLoopback, OAuthUpstream } from "./oauth-upstream.ts";
import type { Upstream, UpstreamUser } from "./upstream.ts";

/** An identity provider with OpenID Connect. */
export interface OidcOptions extends UpstreamOptions {
  /** Its issuer, as it is written in its metadata. */
  readonly issuer: string;
  /** Its name on pages. Default: its host. */
  readonly name?: string;
  /** Further parameters of the authorization request, such as `prompt`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Signs users in at any identity provider with OpenID Connect.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function oidc(options: OidcOptions): Upstream {
  checkUpstreamOptions("oidc", options, { issuer: "text", name: "text", parameters: "object" });
  return createOpenIdUpstream(options, {});
}

function createOpenIdUpstream(
  options: OidcOptions,
  deviations: Pick<UpstreamProfile, "repeatsScopes">,
): Upstream {
  const { issuer, fetch: get = fetch, scopes = ["openid", "profile", "email"] } = options;
  const url = URL.parse(issuer);
  if (url === null || (url.protocol !== "https:" && !isLoopback(issuer))) {
    throw new MortiseError(
      "INVALID_OPTION",
      `The issuer of an identity provider is an https URL, but this one is ${JSON.stringify(issuer)}; write it as its metadata does`,
      { data: { option: "issuer" } },
    );
  }
  return new OAuthUpstream({
    name: options.name ?? url.host,
    client: options,
    scopes,
    ...(options.parameters && { parameters: options.parameters }),
    discover: async (signal) => {
      const answer = await oauth.discoveryRequest(url, {
        signal,
        [oauth.customFetch]: get as never,
        [oauth.allowInsecureRequests]: isLoopback(issuer),
      });
      return oauth.processDiscoveryResponse(url, answer);
    },
    hasIdToken: true,
    identify: (response, request) => identifyByOidc(response, { ...request, get, client: options }),
    fetch: get,
    now: Date.now,
    ...deviations,
  });
}

/** Reads the ID token, and asks for the claims that it leaves out (OpenID Connect Core 1.0, 5.4). */
async function identifyByOidc(
  response: oauth.TokenEndpointResponse,
  {
    server,
    signal,
    get,
    client,
  }: {
    readonly server: oauth.AuthorizationServer;
    readonly signal: AbortSignal;
    readonly get: typeof fetch;
    readonly client: UpstreamClient;
  },
): Promise<UpstreamUser> {
  const claims = oauth.getValidatedIdTokenClaims(response);
  if (!claims) throw new Error("The identity provider sent no ID token");
  const user = toUser(claims);
  if (user.name !== undefined || server.userinfo_endpoint === undefined) return user;
  const registration = { client_id: client.clientId };
  const answer = await oauth.userInfoRequest(server, registration, response.access_token, {
    signal,
    [oauth.customFetch]: get as never,
    [oauth.allowInsecureRequests]: isLoopback(server.userinfo_endpoint),
  });
  const more = await oauth.processUserInfoResponse(server, registration, claims.sub, answer);
  return { ...toUser({ ...claims, ...more }), issuer: claims.iss };
}

function toUser(claims: Readonly<Record<string, unknown>>): UpstreamUser {
  const text = (name: string): string | undefined => {
    const value = claims[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    issuer: String(claims["iss"]),
    subject: String(claims["sub"]),
    name: text("name") ?? text("preferred_username"),
    email: text("email"),
    isEmailVerified: claims["email_verified"] === true,
  };
}

/**
 * Signs users in at Google. Refresh tokens come with `access_type=offline`.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function google(options: UpstreamOptions): Upstream {
  checkUpstreamOptions("google", options);
  return oidc({
    ...options,
    issuer: "https://accounts.google.com",
    name: "Google",
    parameters: { access_type: "offline", prompt: "consent" },
  });
}

/** A tenant of Microsoft Entra ID. */
export interface EntraOptions extends UpstreamOptions {
  /** The id of the tenant, not `common`: the issuer of its tokens has it. */
  readonly tenant: string;
}

/**
 * Signs users in at a tenant of Microsoft Entra ID.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function entra(entraOptions: EntraOptions): Upstream {
  checkUpstreamOptions("entra", entraOptions, { tenant: "text" });
  const { tenant, ...options } = entraOptions;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `tenant is the id of a tenant, such as 72f988bf-86f1-41af-91ab-2d7cd011db47, but is ${JSON.stringify(tenant)}; find it in Entra under Overview`,
      { data: { option: "tenant" } },
    );
  }
  return createOpenIdUpstream(
    {
      scopes: ["openid", "profile", "email", "offline_access"],
      ...options,
      issuer: `https://login.microsoftonline.com/${tenant.toLowerCase()}/v2.0`,
      name: "Microsoft",
    },
    // AADSTS90009 for a refresh without scopes.
    { repeatsScopes: true },
  );
}
