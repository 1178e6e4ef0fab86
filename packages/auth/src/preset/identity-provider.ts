import { checkOptions, isSecureUrl, MortiseError } from "@mortise/protocol";
import { parseUrl } from "../network/web-url.ts";
import type { Preset } from "./preset.ts";
import { toAudience, toHost, toPart } from "./preset.ts";

/** A directory (tenant) of Entra, as its tokens name it in `tid`. */
const TENANT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Microsoft Entra ID. Tokens of version 1 and 2 are taken; `tenant` `"any"` takes those of every
 * organization, each bound to its own tenant.
 *
 * `tenant` is the directory (tenant) id, not a domain name. `clientId` is the application that stands for the server. Clients ask for `api://<clientId>/<scope>`,
 * and tokens have `<scope>`.
 */
export function entra(options: {
  readonly tenant: string | readonly string[];
  readonly clientId: string;
}): Preset {
  checkOptions("entra", options, { tenant: true, clientId: true });
  const clientId = toPart("clientId", options.clientId);
  const { tenant } = options;
  const tenants = tenant === "any" ? ("any" as const) : [tenant].flat().map(toTenant);
  const [only, ...more] = tenants === "any" ? [] : tenants;
  const authority = only !== undefined && more.length === 0 ? only : "organizations";
  const host = "https://login.microsoftonline.com";
  return {
    issuer: [
      { pattern: `${host}/{tid}/v2.0`, tenants },
      { pattern: "https://sts.windows.net/{tid}/", tenants },
    ],
    audience: [clientId, `api://${clientId}`],
    // One key set has the keys of every tenant, so that no tenant of a token is asked for its own.
    jwksUri: `${host}/common/discovery/v2.0/keys`,
    authorizationServers: [`${host}/${authority}/v2.0`],
    claims: { clientId: ["azp", "appid"], scopes: ["scp", "roles"] },
    scopePrefix: `api://${clientId}/`,
  };
}

/** Auth0. `audience` is the identifier of the API; permissions of its RBAC count as scopes. */
export function auth0(options: { readonly domain: string; readonly audience: string }): Preset {
  checkOptions("auth0", options, { domain: true, audience: true });
  const { domain, audience } = options;
  return {
    issuer: `https://${toHost("domain", domain)}/`,
    audience: toAudience(audience),
    claims: { clientId: ["azp", "client_id"], scopes: ["scope", "permissions"] },
  };
}

/**
 * Keycloak. `url` is its base URL. Add a mapper for `audience` to the client scope: without one its
 * tokens have no audience.
 */
export function keycloak(options: {
  readonly url: string;
  readonly realm: string;
  readonly audience: string;
}): Preset {
  checkOptions("keycloak", options, { url: true, realm: true, audience: true });
  const { url, realm, audience } = options;
  const base = parseUrl(url);
  if (!base || !isSecureUrl(base)) {
    throw new MortiseError("INVALID_OPTION", `url ${JSON.stringify(url)} is no https URL`, {
      data: { option: "url" },
    });
  }
  return {
    issuer: `${url.replace(/\/$/, "")}/realms/${toPart("realm", realm)}`,
    audience: toAudience(audience),
    claims: { clientId: ["azp", "client_id"] },
  };
}

/** Okta. The organization's own authorization server cannot issue tokens for others; name a custom one. */
export function okta(options: {
  readonly domain: string;
  /** Default `"default"`. */
  readonly authorizationServer?: string;
  readonly audience: string;
}): Preset {
  checkOptions("okta", options, { domain: true, authorizationServer: true, audience: true });
  const { domain, authorizationServer = "default", audience } = options;
  const server = toPart("authorizationServer", authorizationServer);
  return {
    issuer: `https://${toHost("domain", domain)}/oauth2/${server}`,
    audience: toAudience(audience),
    claims: { clientId: ["cid"], scopes: ["scp"] },
  };
}

/** Amazon Cognito. Its access tokens name their client in place of an audience. */
export function cognito(options: {
  /** Such as `eu-west-1_AbCdEfGhI`. */
  readonly userPoolId: string;
  /** The app clients whose tokens are taken. */
  readonly clientIds: readonly string[];
}): Preset {
  checkOptions("cognito", options, { userPoolId: true, clientIds: true });
  const { userPoolId, clientIds } = options;
  const pool = toPart("userPoolId", userPoolId);
  const [region] = pool.split("_");
  return {
    issuer: `https://cognito-idp.${region}.amazonaws.com/${pool}`,
    audience: toAudience(clientIds, "clientIds"),
    claims: { audience: ["client_id"] },
  };
}

/**
 * Google. Its access tokens are opaque, and its `tokeninfo` says which client each was issued to, never
 * for which server: `resource` is published, and does not narrow what is taken. A token for any other
 * server of the same client is taken as well (2026-07-28, Authorization, Token Audience Binding and
 * Validation), so give this server a client of its own, or issue tokens of your own with `bridge()` of
 * `@mortise/auth-server`.
 *
 * Tokens name their user only with the scope `openid`; `scopes` in place of these must keep it. Scopes
 * are full names, such as `https://www.googleapis.com/auth/drive.readonly`; `email` and `profile` stand
 * for theirs.
 */
export function google(options: {
  /** The OAuth clients whose tokens are taken, such as `1234-abc.apps.googleusercontent.com`. */
  readonly clientIds: readonly string[];
}): Preset {
  checkOptions("google", options, { clientIds: true });
  const userInfo = "https://www.googleapis.com/auth/userinfo";
  return {
    issuer: "https://accounts.google.com",
    audience: toAudience(options.clientIds, "clientIds"),
    tokenInfo: "https://oauth2.googleapis.com/tokeninfo",
    claims: { clientId: ["azp", "aud"] },
    scopes: ["openid"],
    scopeImplies: { [`${userInfo}.email`]: ["email"], [`${userInfo}.profile`]: ["profile"] },
  };
}

/** WorkOS AuthKit. `domain` is that of the environment, such as `example.authkit.app`. */
export function workos(options: {
  readonly domain: string;
  /** The client id, or the URL of the server if resource indicators are on. */
  readonly audience: string;
}): Preset {
  checkOptions("workos", options, { domain: true, audience: true });
  const { domain, audience } = options;
  return { issuer: `https://${toHost("domain", domain)}`, audience: toAudience(audience) };
}

function toTenant(tenant: unknown): string {
  if (typeof tenant === "string" && TENANT.test(tenant)) return tenant.toLowerCase();
  throw new MortiseError(
    "INVALID_OPTION",
    `tenant ${JSON.stringify(tenant)} is no directory id, by which tokens name their tenant; copy "Directory (tenant) ID" from the application's Overview, or write "any" for every organization`,
    { data: { option: "tenant" } },
  );
}
