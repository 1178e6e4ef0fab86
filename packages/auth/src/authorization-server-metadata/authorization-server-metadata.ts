import { isSecureUrl } from "@mortise/protocol";
import { AuthError } from "../error/auth-error.ts";
import { quote } from "../error/quote.ts";
import type { Network } from "../network/network.ts";
import { requestJson } from "../network/request-json.ts";
import { parseUrl } from "../network/web-url.ts";
import { isSameIssuer } from "./issuer.ts";
import { metadataUrls } from "./metadata-urls.ts";

/** The description of an authorization server by itself (RFC 8414, 2; OpenID Connect Discovery 1.0, 3). */
export type AuthorizationServerMetadata = {
  readonly issuer: string;
  readonly authorization_endpoint?: string;
  readonly token_endpoint?: string;
  readonly jwks_uri?: string;
  readonly registration_endpoint?: string;
  readonly scopes_supported?: string[];
  readonly token_endpoint_auth_methods_supported?: string[];
  readonly revocation_endpoint?: string;
  readonly introspection_endpoint?: string;
  readonly code_challenge_methods_supported?: string[];
  readonly device_authorization_endpoint?: string;
  readonly pushed_authorization_request_endpoint?: string;
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly dpop_signing_alg_values_supported?: string[];
  readonly [member: string]: JsonMember | undefined;
};

type JsonMember =
  | string
  | number
  | boolean
  | null
  | JsonMember[]
  | { readonly [name: string]: JsonMember };

/** How strict the check of metadata is. */
export interface MetadataRules {
  /** Accepts metadata without `issuer`, as servers before RFC 8414 have it. Default `false`. */
  readonly allowMissingIssuer?: boolean | undefined;
  /** Accepts another issuer than the one asked, such as a template of tenants. Default: none. */
  readonly acceptsIssuer?: ((issuer: string) => boolean) | undefined;
}

/** The members of metadata that requests go to. */
export const ENDPOINTS = [
  "authorization_endpoint",
  "token_endpoint",
  "registration_endpoint",
  "revocation_endpoint",
  "introspection_endpoint",
  "device_authorization_endpoint",
  "pushed_authorization_request_endpoint",
  "jwks_uri",
] as const;

/** The members of metadata that are lists of texts. */
export const LISTS = [
  "scopes_supported",
  "grant_types_supported",
  "token_endpoint_auth_methods_supported",
  "code_challenge_methods_supported",
  "dpop_signing_alg_values_supported",
] as const;

/**
 * Finds the metadata of an issuer at its well-known URLs; `undefined` if it has none there.
 *
 * A 4xx and a body that is no metadata are none, and the next URL is tried. So is it after a 5xx and after
 * metadata of another issuer, such as that of an application at the root for a tenant below it; the first
 * of these is reported if no URL has metadata. A member that should be a list and is none counts as left
 * out, and so does an endpoint that is null or empty (RFC 8414, 3.2).
 *
 * @throws AuthError `issuer_mismatch` for metadata of another issuer (RFC 8414, 3.3),
 * `invalid_metadata` and `insecure_url` for members that cannot be used, `unreachable`.
 */
export async function findAuthorizationServerMetadata(
  issuer: string,
  network: Network,
  rules: MetadataRules = {},
): Promise<AuthorizationServerMetadata | undefined> {
  checkIssuer(issuer);
  let failure: AuthError | undefined;
  for (const url of metadataUrls(issuer)) {
    const { status, body } = await requestJson(
      url,
      { headers: { accept: "application/json" } },
      network,
    );
    if (status >= 500) failure ??= failedWith(status, url);
    if (status !== 200 || !body || !isMetadata(body)) continue;
    const named = readIssuer(body, { issuer, url, rules });
    if (typeof named === "string") return checkEndpoints({ ...body, issuer: named }, url);
    failure ??= named;
  }
  if (failure) throw failure;
  return undefined;
}

/**
 * Fetches the metadata of an issuer, as {@link findAuthorizationServerMetadata} does.
 *
 * @throws AuthError `no_metadata` if it has none, and what the other throws.
 */
export async function fetchAuthorizationServerMetadata(
  issuer: string,
  network: Network,
  rules: MetadataRules = {},
): Promise<AuthorizationServerMetadata> {
  const metadata = await findAuthorizationServerMetadata(issuer, network, rules);
  if (metadata) return metadata;
  const tried = metadataUrls(issuer).join(", ");
  throw new AuthError("no_metadata", `${issuer} has no metadata at ${tried}`, {
    hint: "check that the issuer is written as the authorization server writes it, path included",
  });
}

function checkIssuer(issuer: string): void {
  const url = parseUrl(issuer);
  if (!url || !isSecureUrl(url)) {
    throw new AuthError("insecure_url", `The issuer ${JSON.stringify(issuer)} is no https URL`, {
      hint: "give an https URL; http is for loopback addresses only",
    });
  }
}

/** Servers that answer every path answer with objects of all kinds. */
function isMetadata(body: Readonly<Record<string, unknown>>): boolean {
  return ["issuer", "authorization_endpoint", "token_endpoint"].some((member) => member in body);
}

/** Returns the issuer that metadata names, or why it is not to be used. */
function readIssuer(
  { issuer: named }: Readonly<Record<string, unknown>>,
  { issuer, url, rules }: { issuer: string; url: URL; rules: MetadataRules },
): string | AuthError {
  if (named === undefined && rules.allowMissingIssuer) return issuer;
  if (typeof named !== "string") {
    return new AuthError("invalid_metadata", `The metadata at ${url} has no issuer`, {
      hint: "have the authorization server publish its issuer (RFC 8414, 2)",
    });
  }
  if (isSameIssuer(named, issuer) || rules.acceptsIssuer?.(named)) return named;
  return new AuthError(
    "issuer_mismatch",
    `The metadata at ${url} is of the issuer ${quote(named)}, not of ${quote(issuer)}`,
    { hint: adviceFor(named, issuer) },
  );
}

/** Another origin's name is no advice to follow: any server can publish metadata of any issuer. */
function adviceFor(named: string, issuer: string): string {
  const isPlain = /^[\x21-\x7e]+$/.test(named);
  return isPlain && parseUrl(named)?.origin === new URL(issuer).origin
    ? `set the issuer to ${quote(named)} if that is the one you mean`
    : "write the issuer as its own authorization server does; if it is right, another server answers in its place";
}

function checkEndpoints(
  metadata: AuthorizationServerMetadata,
  url: URL,
): AuthorizationServerMetadata {
  for (const member of ENDPOINTS) {
    const value: unknown = metadata[member];
    if (isLeftOut(value)) continue;
    const endpoint = parseUrl(value);
    if (endpoint?.username !== "" || endpoint.password !== "") {
      const fault = endpoint ? "has a user or a password" : "is no URL";
      throw new AuthError("invalid_metadata", `${member} in the metadata at ${url} ${fault}`, {
        hint: "have the authorization server publish absolute URLs (RFC 8414, 2)",
      });
    }
    if (!isSecureUrl(endpoint)) {
      throw new AuthError(
        "insecure_url",
        `${member} in the metadata at ${url} is ${endpoint.origin}, which is not https`,
        { hint: "have the authorization server publish https URLs" },
      );
    }
  }
  return withoutEmpty(metadata);
}

function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function withoutEmpty(metadata: AuthorizationServerMetadata): AuthorizationServerMetadata {
  const { ...checked } = metadata as Record<string, AuthorizationServerMetadata[string]>;
  for (const member of ENDPOINTS) if (isLeftOut(checked[member])) delete checked[member];
  for (const member of LISTS) {
    const value = checked[member];
    if (Array.isArray(value)) checked[member] = value.filter((each) => typeof each === "string");
    else delete checked[member];
  }
  return { ...checked, issuer: metadata.issuer };
}

function failedWith(status: number, url: URL): AuthError {
  return new AuthError("unreachable", `${url} answered ${status}`, {
    hint: "see the log of the authorization server, and try again",
    status,
  });
}
