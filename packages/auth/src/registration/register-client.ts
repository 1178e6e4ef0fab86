import { isLoopbackHost, toExpiry, toLogLine } from "@mortise/protocol";
import type { AuthorizationServerMetadata } from "../authorization-server-metadata/authorization-server-metadata.ts";
import { isClientAuthenticationMethod } from "../client-authentication/choose-method.ts";
import type { ClientAuthenticationMethod } from "../client-authentication/client-identity.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Network } from "../network/network.ts";
import { requestJson } from "../network/request-json.ts";
import { parseUrl } from "../network/web-url.ts";
import type { RegistrationRecord } from "../token-store/record.ts";

/** The facts of a client that a dynamic registration names (RFC 7591, 2). */
export interface RegistrationRequest {
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  /** Further metadata of the program, such as `client_name`; it wins. */
  readonly clientMetadata: Readonly<Record<string, unknown>>;
}

/**
 * Registers a client at an authorization server (RFC 7591).
 *
 * The request names no `scope`: a server may hold the client to it, and no step-up would be possible.
 *
 * @throws AuthError `no_client` if the server registers none by itself, `registration_failed`.
 */
export async function registerClient(
  metadata: AuthorizationServerMetadata,
  request: RegistrationRequest,
  network: Network,
): Promise<RegistrationRecord> {
  const { registration_endpoint: endpoint, issuer } = metadata;
  if (endpoint === undefined) {
    throw new AuthError("no_client", `${issuer} registers no clients by itself`, {
      hint: "register a client there, and give its id as the option client",
    });
  }
  const body = toBody(metadata, request);
  const answer = await requestJson(
    endpoint,
    {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify(body),
    },
    network,
  );
  const { status } = answer;
  if (status === 401) {
    throw new AuthError("no_client", `${issuer} registers clients only for its administrators`, {
      hint: "have a client registered there, and give its id as the option client",
      status,
    });
  }
  if (answer.body === undefined || status < 200 || status > 299) throw refuse(endpoint, answer);
  return readRegistration(answer.body, { body, endpoint, status, now: network.clock.now() });
}

function toBody(
  { token_endpoint_auth_methods_supported: supported }: AuthorizationServerMetadata,
  { redirectUris, grantTypes, clientMetadata }: RegistrationRequest,
): Readonly<Record<string, unknown>> {
  return {
    client_name: "Mortise",
    redirect_uris: redirectUris,
    grant_types: grantTypes,
    // Without it a server takes "code" for meant, which needs a redirect URI (RFC 7591, 2).
    response_types: grantTypes.includes("authorization_code") ? ["code"] : [],
    token_endpoint_auth_method: requestMethod(supported),
    application_type: redirectUris.every(isNative) ? "native" : "web",
    ...clientMetadata,
  };
}

/** A client on a user's machine keeps no secret, unless the server knows nothing else. */
function requestMethod(supported: readonly string[] | undefined): ClientAuthenticationMethod {
  if (supported === undefined || supported.includes("none")) return "none";
  const known = supported.find(
    (method) => method === "client_secret_basic" || method === "client_secret_post",
  );
  return isClientAuthenticationMethod(known) ? known : "none";
}

/** OpenID Connect Dynamic Client Registration 1.0, 2: a native client has a loopback address or a scheme of its own. */
function isNative(uri: string): boolean {
  const url = parseUrl(uri);
  if (url === undefined) return false;
  if (url.protocol !== "http:" && url.protocol !== "https:") return true;
  return url.protocol === "http:" && isLoopbackHost(url.hostname);
}

function readRegistration(
  answer: Readonly<Record<string, unknown>>,
  sent: { body: Readonly<Record<string, unknown>>; endpoint: string; status: number; now: number },
): RegistrationRecord {
  const { body, endpoint, status, now } = sent;
  const { client_id: id, client_secret: secret, client_secret_expires_at: expiry } = answer;
  if (typeof id !== "string" || id === "") {
    throw new AuthError(
      "registration_failed",
      `${endpoint} answered ${status} without a client id`,
      {
        hint: "see the log of the authorization server, or give a client id as the option client",
        status,
      },
    );
  }
  const hasSecret = typeof secret === "string" && secret !== "";
  // The answer says what was registered, which need not be what was asked for (RFC 7591, 3.2.1).
  const named = answer["token_endpoint_auth_method"] ?? body["token_endpoint_auth_method"];
  const record: RegistrationRecord = {
    version: 1,
    id,
    method: toMethod(named, hasSecret),
    redirectUris: body["redirect_uris"] as readonly string[],
    isUnanswered: false,
    ...(hasSecret && { secret }),
    // 0 means never (RFC 7591, 3.2.1); so does an answer without it, which many servers give.
    ...(typeof expiry === "number" && expiry > 0 && { secretExpiresAt: toExpiry(expiry) }),
  };
  if (isExpired(record, now)) {
    throw new AuthError(
      "registration_failed",
      `${endpoint} issued a secret that has expired already`,
      {
        hint: "have client_secret_expires_at be 0 or in the future (RFC 7591, 3.2.1)",
        status,
      },
    );
  }
  return record;
}

function toMethod(named: unknown, hasSecret: boolean): ClientAuthenticationMethod {
  if (!hasSecret) return "none";
  const isKnown =
    named === "client_secret_basic" || named === "client_secret_post" || named === "none";
  return isKnown ? named : "client_secret_basic";
}

/** Returns whether the secret of a registration cannot be used any more. */
export function isExpired({ secretExpiresAt }: RegistrationRecord, now: number): boolean {
  return secretExpiresAt !== undefined && secretExpiresAt <= now;
}

function refuse(
  endpoint: string,
  {
    status,
    body,
  }: { readonly status: number; readonly body: Readonly<Record<string, unknown>> | undefined },
): AuthError {
  const { error, error_description: description } = body ?? {};
  const parts = [error, description].filter((each): each is string => typeof each === "string");
  const text = toLogLine(parts.join(": ")).slice(0, 200);
  return new AuthError(
    "registration_failed",
    `${endpoint} answered ${status}${text === "" ? "" : `: ${text}`}`,
    {
      hint:
        error === "invalid_redirect_uri"
          ? "choose a redirect URI that the authorization server accepts"
          : "register a client by hand, and give its id as the option client",
      status,
    },
  );
}
