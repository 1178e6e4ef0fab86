import { isLoopbackHost, toExpiry, toLogLine } from "@mortise/protocol";
import type { AuthorizationServerMetadata } from "../authorization-server-metadata/authorization-server-metadata.ts";
import {
  chooseMethods,
  isClientAuthenticationMethod,
} from "../client-authentication/choose-method.ts";
import type { ClientAuthenticationMethod } from "../client-authentication/client-identity.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Network } from "../network/network.ts";
import type { JsonAnswer } from "../network/request-json.ts";
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
 * The request names no `scope`: a server may hold the client to it, and no step-up would be possible. A
 * server that refuses the metadata is asked once more for what it says that it supports.
 *
 * @throws AuthError `no_client` if the server registers none by itself, `registration_failed`, `unreachable`.
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
  let body = toBody(metadata, request);
  let answer = await send(endpoint, body, network);
  if (answer.body?.["error"] === "invalid_client_metadata") {
    const narrower = narrow(body, metadata, request.clientMetadata);
    if (narrower !== undefined) {
      body = narrower;
      answer = await send(endpoint, body, network);
    }
  }
  const { status } = answer;
  if (status === 401) {
    throw new AuthError("no_client", `${issuer} registers clients only for its administrators`, {
      hint: "have a client registered there, and give its id as the option client",
      status,
    });
  }
  if (answer.body === undefined || status < 200 || status > 299) throw refuse(endpoint, answer);
  const { token_endpoint_auth_methods_supported: supported } = metadata;
  const now = network.clock.now();
  return readRegistration(answer.body, { body, endpoint, status, now, supported });
}

async function send(
  endpoint: string,
  body: Readonly<Record<string, unknown>>,
  network: Network,
): Promise<JsonAnswer> {
  const headers = { accept: "application/json", "content-type": "application/json" };
  return await requestJson(
    endpoint,
    { method: "POST", headers, body: JSON.stringify(body) },
    network,
  );
}

/**
 * Returns the metadata without what the server does not list; `undefined` if there is nothing of this kind.
 * The lists are believed only after a refusal, since servers leave `refresh_token` out of theirs.
 */
function narrow(
  body: Readonly<Record<string, unknown>>,
  metadata: AuthorizationServerMetadata,
  own: RegistrationRequest["clientMetadata"],
): Readonly<Record<string, unknown>> | undefined {
  const { grant_types_supported: grants, token_endpoint_auth_methods_supported: methods } =
    metadata;
  const asked = body["grant_types"] as readonly string[];
  const kept = Array.isArray(grants) ? asked.filter((type) => grants.includes(type)) : asked;
  if (!("grant_types" in own) && kept.length > 0 && kept.length < asked.length) {
    return { ...body, grant_types: kept };
  }
  if (methods !== undefined || "token_endpoint_auth_method" in own) return undefined;
  // RFC 8414, 2: the method of a server that lists none.
  return { ...body, token_endpoint_auth_method: "client_secret_basic" };
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
  sent: {
    readonly body: Readonly<Record<string, unknown>>;
    readonly endpoint: string;
    readonly status: number;
    readonly now: number;
    readonly supported: readonly string[] | undefined;
  },
): RegistrationRecord {
  const { body, endpoint, status, now, supported } = sent;
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
  const asked = body["token_endpoint_auth_method"];
  // A server that gives a secret to a client which asked for none, and names no method, wants it used.
  const meant = hasSecret && asked === "none" ? chooseMethods({ secret }, supported)[0] : asked;
  const named = answer["token_endpoint_auth_method"] ?? meant;
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
  if (status >= 500 || status === 429) {
    return new AuthError("unreachable", `${endpoint} answered ${status}`, {
      hint: "the authorization server registers no clients now; try again later",
      status,
    });
  }
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
