import { toLogLine } from "@mortise/protocol";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import Provider, { errors, interactionPolicy } from "oidc-provider";
import { protectEnginePage } from "../page/engine-page.ts";
import { renderError } from "../page/error-page.ts";
import { createRecordAdapters } from "../record/record-adapter.ts";
import { clientMetadataRules } from "../registration/client-metadata.ts";
import { openRegistration } from "./browser-access.ts";
import { createClientFetch } from "./client-fetch.ts";
import { INTERACTION_PATH, ROUTES } from "./paths.ts";
import { providerFeatures } from "./provider-features.ts";
import type { ProviderOptions } from "./provider-options.ts";

const CLIENT_AUTH_METHODS = [
  "none",
  "client_secret_basic",
  "client_secret_post",
  "private_key_jwt",
] as const;

/** The scopes of OpenID Connect that are known. */
const SCOPES = ["openid", "offline_access", "profile", "email"] as const;

/** Makes the engine of an authorization server for MCP: OAuth 2.1, and the parts of OpenID Connect. */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, keys, clients, fetch = createClientFetch(issuer) } = options;
  const [{ alg }] = keys;
  const provider = new Provider(issuer, {
    adapter: createRecordAdapters(options),
    jwks: { keys: [...keys] },
    clients: [...clients],
    // OAuth 2.1, 10.1: no token in a redirect.
    responseTypes: ["code"],
    routes: ROUTES,
    cookies: cookies(options),
    clientAuthMethods: [...CLIENT_AUTH_METHODS],
    clientDefaults: { id_token_signed_response_alg: alg, token_endpoint_auth_method: "none" },
    enabledJWA: {
      idTokenSigningAlgValues: ["ES256", "RS256"],
      clientAuthSigningAlgValues: ["ES256", "RS256", "PS256", "EdDSA"],
      dPoPSigningAlgValues: ["ES256", "RS256", "PS256", "EdDSA"],
    },
    scopes: [...SCOPES],
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    pkce: { required: () => true },
    extraClientMetadata: clientMetadataRules(options.redirects),
    // The validator runs last, when the resources of the request are known.
    extraParams: { audience: (ctx) => completeScope(ctx, options) },
    findAccount: async (_ctx, subject) => {
      const claims = await options.findClaims(subject);
      return claims && { accountId: subject, claims: async () => claims };
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: (ctx) => {
      checkRefreshTarget(ctx);
      return true;
    },
    formats: { customizers: { jwt: (_ctx, _token, parts) => adapt(options, parts) } },
    clientBasedCORS: () => true,
    interactions: {
      policy: interactionPolicyOf(options),
      url: (_ctx, { uid }) => `${INTERACTION_PATH}${uid}`,
    },
    renderError,
    ttl: lifetimes(options),
    discovery: { ...options.metadata },
    features: providerFeatures(options),
    fetch: fetch as NonNullable<Configuration["fetch"]>,
  });
  // Only `inject` says by a header that the way here was encrypted; a loopback port believes no sender.
  provider.proxy = issuer.startsWith("https:");
  // The handler of errors of the framework would write to standard error.
  provider.silent = true;
  provider.use(async (ctx, next) => {
    await next();
    protectEnginePage(ctx);
  });
  openRegistration(provider);
  provider.on("registration_create.error", (_ctx, error) => {
    const why = toLogLine(error.error_description ?? error.message);
    options.log({ level: "warning", message: `A client could not register: ${why}` });
  });
  provider.on("server_error", (_ctx, error) => {
    const message = `The authorization server failed: ${error.stack ?? error.message}`;
    options.log({ level: "error", message });
  });
  return provider;
}

/**
 * Adds the rules that a user consents each time, unless the request was answered by that already, and that
 * the session of a browser counts only while its user is known.
 */
function interactionPolicyOf(options: ProviderOptions): interactionPolicy.DefaultPolicy {
  const { asksAgain, findClaims } = options;
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy.get("login")?.checks.add(
    new Check("user_gone", "the user has to sign in again", "login_required", async (ctx) => {
      const subject = ctx.oidc.session?.accountId;
      const isGone = subject !== undefined && (await findClaims(subject)) === undefined;
      return isGone ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
    }),
  );
  policy
    .get("consent")
    ?.checks.add(
      new Check("asks_again", "the user is asked each time", "consent_required", (ctx) =>
        ctx.oidc.result?.consent === undefined && asksAgain(ctx)
          ? Check.REQUEST_PROMPT
          : Check.NO_NEED_TO_PROMPT,
      ),
    );
  return policy;
}

/**
 * Refuses a refresh for a resource that was not granted before the refresh token is used up, so that the
 * error does not cost the client its login (RFC 8707, 2.2). This runs before the rotation.
 */
function checkRefreshTarget({ oidc }: KoaContextWithOIDC): void {
  const asked = oidc.params?.["resource"];
  const granted = oidc.entities.RefreshToken?.resourceIndicators;
  if (asked === undefined || granted === undefined) return;
  if ([asked].flat().every((resource) => granted.has(String(resource)))) return;
  throw new errors.InvalidTarget("the resource was not granted");
}

function cookies({
  cookiePrefix,
  issuer,
  sealer,
}: ProviderOptions): NonNullable<Configuration["cookies"]> {
  const isSecure = issuer.startsWith("https:");
  const shared = { httpOnly: true, sameSite: "lax", secure: isSecure, signed: true } as const;
  return {
    // RFC 6265bis, 4.1.3: no other host and no other path can set a cookie with this prefix.
    names: {
      session: `${isSecure ? "__Host-" : ""}${cookiePrefix}-session`,
      interaction: `${isSecure ? "__Secure-" : ""}${cookiePrefix}-interaction`,
      resume: `${isSecure ? "__Secure-" : ""}${cookiePrefix}-resume`,
    },
    long: shared,
    short: shared,
    keys: sealer.marks("cookies"),
  };
}

function lifetimes({ lifetimes }: ProviderOptions): NonNullable<Configuration["ttl"]> {
  const { session, grant, refreshToken, interaction } = lifetimes;
  return {
    AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 300,
    ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 300,
    AuthorizationCode: 60,
    DeviceCode: 600,
    IdToken: 600,
    Grant: grant,
    Interaction: interaction,
    RefreshToken: refreshToken,
    Session: session,
  };
}

/**
 * Completes the scope of a request. One without scopes, or with none that is known here, gets the resource's
 * default, never a code of no use (RFC 6749, 3.3). `offline_access` stays without `prompt=consent` too:
 * every grant here has a consent (OpenID Connect Core 1.0, 11), and clients repeat it in refreshes.
 */
function completeScope(ctx: KoaContextWithOIDC, { findResource }: ProviderOptions): void {
  const { params, resourceServers, client, body } = ctx.oidc;
  if (!params) return;
  const asked = wordsOf(params["scope"]);
  const rules = Object.keys(resourceServers ?? {}).flatMap(
    (resource) => findResource(resource, asked.join(" ")) ?? [],
  );
  const known = new Set([...SCOPES, ...rules.flatMap(({ scopes }) => scopes)]);
  const kept = asked.filter((scope) => known.has(scope));
  const scopes =
    kept.length > 0 ? kept : rules.flatMap((each) => each.defaultScopes ?? each.scopes);
  const raw = wordsOf(body?.["scope"] ?? ctx.query["scope"]);
  const isOffline =
    raw.includes("offline_access") && client?.grantTypeAllowed("refresh_token") === true;
  params["scope"] = [...new Set([...scopes, ...(isOffline ? ["offline_access"] : [])])].join(" ");
}

function wordsOf(scope: unknown): readonly string[] {
  return typeof scope === "string" ? scope.split(" ").filter((word) => word !== "") : [];
}

function adapt({ adaptToken }: ProviderOptions, parts: { header?: unknown; payload?: unknown }) {
  parts.header ??= {};
  adaptToken?.(parts as Parameters<NonNullable<typeof adaptToken>>[0]);
}
