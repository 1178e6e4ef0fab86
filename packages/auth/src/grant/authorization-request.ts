import type { Random } from "@mortise/protocol";
import { isSecureUrl, toLogLine } from "@mortise/protocol";
import { base64url } from "jose";
import {
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  validateAuthResponse,
} from "oauth4webapi";
import { AuthError } from "../error/auth-error.ts";
import { quote } from "../error/quote.ts";
import { parseUrl } from "../network/web-url.ts";
import type { GrantContext } from "./grant.ts";
import { requireEndpoint, resourceOf, scopeOf } from "./grant.ts";
import { LoginRefusedError } from "./login-refused-error.ts";
import { readErrorCode } from "./token-response.ts";

/** A login that was begun: the page, and what its callback is checked against. */
export interface AuthorizationRequest {
  readonly url: URL;
  readonly state: string;
  /** The PKCE verifier (RFC 7636, 4.1). */
  readonly verifier: string;
}

/** The client and redirect URI of a login. */
export interface AuthorizationClient {
  readonly clientId: string;
  readonly redirectUri: string;
}

/**
 * Makes the URL of the authorization page (OAuth 2.1, 4.1.1) with PKCE and the resource.
 *
 * @throws AuthError `pkce_unsupported`, `insecure_url`, `invalid_metadata`.
 */
export async function createAuthorizationRequest(
  context: GrantContext,
  { clientId, redirectUri }: AuthorizationClient,
): Promise<AuthorizationRequest> {
  const { discovered, access, scopes, quirks } = context;
  const url = checkAuthorizationPage(context);
  const state = toToken(access.random);
  const verifier = toToken(access.random);
  const resource = resourceOf(context);
  const parameters: Readonly<Record<string, string | undefined>> = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopeOf(scopes),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    resource,
    dpop_jkt: access.proofKey?.thumbprint,
    prompt: promptOf(context),
    ...(quirks.resourceParameter !== undefined && {
      [quirks.resourceParameter]: discovered.resource,
    }),
    ...quirks.authorizationParameters,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { url, state, verifier };
}

/**
 * Returns the address of the authorization page, once PKCE is known to count there. A client is registered
 * after this alone, so that no registration is left behind by a login that cannot be.
 *
 * @throws AuthError `pkce_unsupported`, `insecure_url`, `invalid_metadata`.
 */
export function checkAuthorizationPage(context: GrantContext): URL {
  const { issuer, authorization_endpoint: endpoint } = context.discovered.metadata;
  checkPkce(context);
  return checkPage(requireEndpoint(issuer, "authorization_endpoint", endpoint));
}

/** OpenID Connect Core 1.0, 11: offline access needs a consent, unless there is one of another kind. */
function promptOf({ scopes, quirks }: GrantContext): string | undefined {
  return scopes?.includes("offline_access") && quirks.omitPrompt !== true ? "consent" : undefined;
}

/** The metadata decides whether PKCE is supported (2026-07-28, Authorization Code Protection). */
function checkPkce({ discovered, quirks }: GrantContext): void {
  const { issuer, code_challenge_methods_supported: methods } = discovered.metadata;
  if (quirks.assumePkce === true || methods?.includes("S256")) return;
  throw new AuthError(
    "pkce_unsupported",
    `${issuer} lists ${methods === undefined ? "no code challenge methods" : `the code challenge methods ${toLogLine(methods.join(", "))}`}, and S256 is needed`,
    {
      hint: 'have the server publish code_challenge_methods_supported; if it supports PKCE all the same, name it by quirks: "entra", by mortise login --quirks entra, or set the quirk assumePkce',
    },
  );
}

/** A page is opened by a browser, which must not run a script or a program for it. */
function checkPage(endpoint: string): URL {
  const url = parseUrl(endpoint);
  if (url !== undefined && isSecureUrl(url) && url.username === "" && url.password === "")
    return url;
  throw new AuthError("insecure_url", "The authorization page is no https URL", {
    hint: "have the authorization server publish an https URL",
  });
}

/** 256 random bits as text, which both `state` and a verifier may be (RFC 7636, 4.1). */
function toToken(random: Random): string {
  return base64url.encode(random.bytes(32));
}

/** The values that a callback must have. */
export interface ExpectedCallback {
  readonly issuer: string;
  /** The server says that it always names its issuer (RFC 9207, 3). */
  readonly issuerAlwaysAnswers: boolean;
  readonly clientId: string;
  readonly state: string;
}

/**
 * Returns the code of a callback after its `state` and issuer have been checked (RFC 9207, 2.4).
 *
 * Both are checked before anything else is believed, an error included: the text of a stranger is never shown.
 *
 * @throws AuthError `invalid_state`, `issuer_mismatch`, `login_failed`.
 */
export function readCallback(callback: URL, expected: ExpectedCallback): string {
  const { issuer, issuerAlwaysAnswers, clientId, state } = expected;
  const { searchParams } = callback;
  if (searchParams.get("state") !== state || searchParams.getAll("state").length !== 1) {
    throw new AuthError("invalid_state", "The browser came back with the state of another login", {
      hint: "begin the login again, and finish it in the same browser",
    });
  }
  checkIssuer(searchParams, issuer, issuerAlwaysAnswers);
  // RFC 6749, 3.1: no parameter is there twice; of two codes one may be another login's.
  if (searchParams.getAll("code").length > 1) {
    throw new AuthError("login_failed", "The browser came back with several codes", {
      hint: "begin the login again",
    });
  }
  const metadata = { issuer, authorization_response_iss_parameter_supported: issuerAlwaysAnswers };
  try {
    const checked = validateAuthResponse(metadata, { client_id: clientId }, callback, state);
    const code = checked.get("code");
    if (code !== null && code !== "") return code;
  } catch (cause) {
    if (cause instanceof AuthorizationResponseError) throw refused(cause.error, issuer);
    throw new AuthError("login_failed", "The browser came back with a malformed answer", {
      hint: "begin the login again",
    });
  }
  throw new AuthError("login_failed", "The browser came back without a code", {
    hint: "begin the login again",
  });
}

function checkIssuer(parameters: URLSearchParams, issuer: string, isNeeded: boolean): void {
  const named = parameters.getAll("iss");
  if (named.length === 0 && !isNeeded) return;
  if (named.length === 1 && named[0] === issuer) return;
  const found = named.length === 0 ? "no issuer" : `the issuer ${quote(named.join(", "))}`;
  throw new AuthError(
    "issuer_mismatch",
    `The browser came back with ${found}, and the login was begun at ${JSON.stringify(issuer)}`,
    { hint: "begin the login again; if it recurs, another server answers in place of this one" },
  );
}

function refused(error: string, issuer: string): LoginRefusedError {
  const code = readErrorCode(error);
  const hint =
    HINTS[code ?? ""] ??
    "check the client, its scopes and the resource at the authorization server";
  return new LoginRefusedError(
    `${issuer} refused the login: ${code ?? "unknown error"}`,
    code,
    hint,
  );
}

const HINTS: Readonly<Record<string, string>> = {
  access_denied: "sign in again and allow the access",
  invalid_scope: "have the authorization server allow the scopes to this client, or ask for others",
  invalid_target:
    "have the authorization server know the URL of the server as a resource (RFC 8707), or set quirks: { omitResource: true } if it knows none",
};
