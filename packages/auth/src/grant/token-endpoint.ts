import type { Random } from "@mortise/protocol";
import { authenticateClient } from "../client-authentication/authenticate-client.ts";
import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import type { ProofKey } from "../dpop/proof-key.ts";
import type { Network } from "../network/network.ts";
import type { JsonAnswer } from "../network/request-json.ts";
import { requestJson } from "../network/request-json.ts";
import { TokenRequestError } from "./token-request-error.ts";
import type { TokenResponse } from "./token-response.ts";
import { readTokenResponse } from "./token-response.ts";

/** The nonces that authorization servers gave, by origin; nonces of resources are kept elsewhere. */
export type NonceStore = Map<string, string>;

/** How requests to endpoints of an authorization server are sent. */
export interface EndpointAccess {
  readonly network: Network;
  readonly random: Random;
  /** The key that issued tokens are bound to; absent for Bearer tokens. */
  readonly proofKey?: ProofKey | undefined;
  readonly nonces: NonceStore;
  /** Further names of the type of a Bearer token. */
  readonly bearerTypes?: readonly string[] | undefined;
}

/** A request for tokens; members of `parameters` that are `undefined` are left out. */
export interface TokenRequest {
  readonly issuer: string;
  readonly endpoint: string;
  /** The client; absent where the grant itself identifies the caller (RFC 7523, 3.1). */
  readonly client: ClientIdentity | undefined;
  readonly grantType: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** The parameters whose values are secrets. */
const SECRETS = [
  "assertion",
  "client_assertion",
  "client_secret",
  "code",
  "code_verifier",
  "device_code",
  "refresh_token",
  "subject_token",
  "token",
];

/**
 * Asks a token endpoint for tokens.
 *
 * A server that wants a nonce in the proof gets it in a second request (RFC 9449, 8).
 *
 * @throws TokenRequestError with the server's error code; AuthError `unreachable`.
 */
export async function requestTokens(
  request: TokenRequest,
  access: EndpointAccess,
): Promise<TokenResponse> {
  const { body, secrets } = toForm(request);
  const answer = await sendForm({ ...request, body }, access);
  const now = access.network.clock.now();
  const { endpoint } = request;
  const { bearerTypes } = access;
  return readTokenResponse(answer, { endpoint, secrets: secrets(), now, bearerTypes });
}

function toForm({ client, grantType, parameters }: TokenRequest): {
  readonly body: URLSearchParams;
  readonly secrets: () => readonly string[];
} {
  const body = new URLSearchParams({ grant_type: grantType });
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) body.set(name, value);
  }
  const secrets = (): readonly string[] => [
    ...SECRETS.map((name) => body.get(name) ?? ""),
    client?.secret ?? "",
  ];
  return { body, secrets };
}

/** A form for an endpoint of an authorization server. */
export interface EndpointForm {
  readonly issuer: string;
  readonly endpoint: string;
  readonly client: ClientIdentity | undefined;
  readonly body: URLSearchParams;
}

/** Sends a form with the credentials of a client and, with a key, a proof of possession. */
export async function sendForm(form: EndpointForm, access: EndpointAccess): Promise<JsonAnswer> {
  const { nonces } = access;
  const { origin } = new URL(form.endpoint);
  const answer = await sendOnce(form, access);
  const nonce = answer.headers.get("dpop-nonce");
  if (nonce === null || access.proofKey === undefined) return answer;
  const isNew = nonces.get(origin) !== nonce;
  nonces.set(origin, nonce);
  return isNew && answer.body?.["error"] === "use_dpop_nonce"
    ? await sendOnce(form, access)
    : answer;
}

async function sendOnce(
  { issuer, endpoint, client, body: members }: EndpointForm,
  { network, proofKey, nonces, random }: EndpointAccess,
): Promise<JsonAnswer> {
  const headers = new Headers({
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  });
  const now = network.clock.now();
  // Each request gets an assertion and a proof of its own, since both can be used once.
  const body = new URLSearchParams(members);
  if (client !== undefined) await authenticateClient(client, { issuer, headers, body, now });
  if (proofKey !== undefined) {
    const nonce = nonces.get(new URL(endpoint).origin);
    headers.set(
      "dpop",
      await proofKey.prove({ method: "POST", url: endpoint, nonce, now, random }),
    );
  }
  return await requestJson(endpoint, { method: "POST", headers, body: body.toString() }, network);
}

/** Returns whether an error is the refusal of a token endpoint with one of the given codes. */
export function isTokenError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof TokenRequestError && codes.includes(error.error ?? "");
}
