import { decodeJwt } from "jose";
import { fetchAuthorizationServerMetadata } from "../authorization-server-metadata/authorization-server-metadata.ts";
import { chooseMethods } from "../client-authentication/choose-method.ts";
import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Network } from "../network/network.ts";
import type { ClientOptions } from "../registration/client-options.ts";
import { toClientKey } from "../registration/client-options.ts";
import type { Assertion } from "./assertion.ts";
import { accountOf } from "./assertion.ts";
import type { GrantContext } from "./grant.ts";
import { requireEndpoint, scopeOf } from "./grant.ts";
import { sendForm } from "./token-endpoint.ts";
import { TokenRequestError } from "./token-request-error.ts";
import { readErrorCode } from "./token-response.ts";

/** The type of an Identity Assertion JWT Authorization Grant. */
const ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";
const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

const WITHOUT_ID_JAG =
  "turn on cross-app access for this application at the identity provider; one that has none can sign users in behind bridge() of the server, for clients with oauth()";

/** The identity provider of an enterprise, and this program as its client. */
export interface IdentityProvider extends ClientOptions {
  /** The issuer of the identity provider. */
  readonly issuer: string;
}

/** The sources of an ID-JAG. */
export interface IdJagSettings {
  readonly provider: IdentityProvider;
  /** Gives the ID token of the user's sign-in. */
  readonly idToken: () => Promise<string> | string;
  /** Reaches the identity provider, which the operator chose. */
  readonly network: (signal: AbortSignal | undefined) => Network;
}

/**
 * Asks the identity provider for an ID-JAG: an assertion with which the user's identity, and the
 * provider's policy, are proven to the authorization server of a resource (Enterprise-Managed
 * Authorization, 4; RFC 8693).
 *
 * A new one is asked for each time, because each is accepted once (7.4.2).
 *
 * @throws AuthError `sso_expired` when the user has to sign in at the provider again; TokenRequestError
 * for any other refusal, such as one by policy.
 */
export async function requestIdJag(
  context: GrantContext,
  settings: IdJagSettings,
): Promise<Assertion> {
  const { provider, idToken } = settings;
  const { discovered, scopes, access } = context;
  const network = settings.network(access.network.signal);
  const metadata = await fetchAuthorizationServerMetadata(provider.issuer, network);
  const endpoint = requireEndpoint(metadata.issuer, "token_endpoint", metadata.token_endpoint);
  const subjectToken = await idToken();
  const account = accountOf(subjectToken);
  checkExpiry(subjectToken, network.clock.now(), provider.issuer);
  const scope = scopeOf(scopes);
  const body = new URLSearchParams({
    grant_type: TOKEN_EXCHANGE,
    requested_token_type: ID_JAG,
    audience: discovered.metadata.issuer,
    resource: discovered.resource,
    ...(scope !== undefined && { scope }),
    subject_token: subjectToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  });
  const client = toIdentity(provider, metadata.token_endpoint_auth_methods_supported);
  const form = { issuer: metadata.issuer, endpoint, client, body };
  const { proofKey: _, ...plain } = access;
  const answer = await sendForm(form, { ...plain, network });
  const { access_token: jwt, issued_token_type: type } = answer.body ?? {};
  const error = readErrorCode(answer.body?.["error"]);
  if (answer.status !== 200 || error !== undefined) {
    const isUnlisted = lacksExchange(metadata["grant_types_supported"]);
    throw refuse(endpoint, { status: answer.status, error, isUnlisted });
  }
  // RFC 8693, 2.2.1: a provider without the profile may issue something else.
  if (type !== ID_JAG || typeof jwt !== "string") {
    throw new AuthError(
      "token_request_failed",
      `${endpoint} issued ${typeof type === "string" ? JSON.stringify(type.slice(0, 100)) : "nothing"} in place of an ID-JAG`,
      { hint: WITHOUT_ID_JAG },
    );
  }
  return { jwt, account };
}

function toIdentity(
  { id, secret, method, ...rest }: IdentityProvider,
  supported: readonly string[] | undefined,
): ClientIdentity {
  const key = toClientKey({ id, ...rest });
  const [first = "none"] = chooseMethods({ secret, key }, supported);
  return { id, secret, key, method: method ?? first, source: "configured" };
}

/** A sign-in that is over needs the user; no request can replace it. */
function checkExpiry(idToken: string, now: number, issuer: string): void {
  const { exp } = decodeJwt(idToken);
  if (exp !== undefined && exp * 1000 <= now) throw expired(issuer);
}

/** RFC 8414, 2: a list is complete, and many providers publish none. */
function lacksExchange(grantTypes: unknown): boolean {
  return Array.isArray(grantTypes) && !grantTypes.includes(TOKEN_EXCHANGE);
}

interface IdpRefusal {
  readonly status: number;
  readonly error: string | undefined;
  /** The provider lists its grants, and no token exchange. */
  readonly isUnlisted: boolean;
}

function refuse(endpoint: string, { status, error, isUnlisted }: IdpRefusal): AuthError {
  const isSsoOver =
    error === "invalid_grant" ||
    error === "login_required" ||
    error === "insufficient_user_authentication";
  if (isSsoOver) return expired(new URL(endpoint).origin);
  if (error === undefined && status >= 500) {
    return new AuthError("unreachable", `${endpoint} answered ${status}`, {
      hint: "the identity provider fails; try again later",
      status,
    });
  }
  if (isUnlisted || error === "unsupported_grant_type") {
    return new TokenRequestError(
      `The identity provider issues no ID-JAG: ${endpoint} answered ${status} ${error ?? "without an error code"}${isUnlisted ? ", and its metadata lists no token exchange" : ""}`,
      { hint: WITHOUT_ID_JAG, status, error },
    );
  }
  return new TokenRequestError(
    `${endpoint} refused an ID-JAG with ${status} ${error ?? "without an error code"}`,
    {
      hint: "have the administrator allow this application for the server at the identity provider",
      status,
      error,
    },
  );
}

function expired(issuer: string): AuthError {
  return new AuthError("sso_expired", `The sign-in at ${issuer} is over`, {
    hint: "sign in at the identity provider again, and give the new ID token",
  });
}
