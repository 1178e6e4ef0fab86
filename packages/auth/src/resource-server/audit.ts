import type { AuthRequest } from "@mortise/protocol";
import { digestToken } from "../access-token/token-digest.ts";
import type { RefusalCode } from "../challenge/refused.ts";

/** The part of a token's digest that an audit has: enough to find it again, and no token. */
const TOKEN_ID_LENGTH = 16;

/** The request of an {@link AuthAccepted} or {@link AuthDenied}; no secret is in it. */
export interface AuditedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path of the URL, without its query. */
  readonly path: string;
  /** The address of the peer that sent it, a proxy perhaps. */
  readonly peerAddress: string | undefined;
  /** The beginning of the token's SHA-256, equal for every use of one token; `undefined` without one. */
  readonly tokenId: string | undefined;
}

/** A request that was let in. */
export interface AuthAccepted extends AuditedRequest {
  /** Issuer and subject. */
  readonly id: string;
  /** The OAuth client; `undefined` if the token names none. */
  readonly clientId: string | undefined;
  /** The scopes of the token, and those that they imply. */
  readonly scopes: readonly string[];
}

/** A request that was refused, or a use of a tool, prompt or resource. */
export interface AuthDenied extends AuditedRequest {
  /** `missing` without credentials, `not_permitted` if `allow` refused. */
  readonly code: RefusalCode | "missing" | "not_permitted";
  /** The finding and its fix. */
  readonly detail: string;
  /** Issuer and subject of a caller that was let in. */
  readonly id?: string;
  /** The tool or prompt, or the URI of the resource. */
  readonly target?: string;
}

/** Observes decisions for an audit. */
export interface AuditOptions {
  /** Called before each request that is let in; an error that it throws refuses the request with 500. */
  readonly onAuth?: ((event: AuthAccepted) => void | Promise<void>) | undefined;
  /** Called before each refusal is answered. */
  readonly onDenied?: ((event: AuthDenied) => void | Promise<void>) | undefined;
}

/** Describes a request for an audit. */
export async function describeRequest(
  { method, url, peerAddress }: AuthRequest,
  token: string | undefined,
): Promise<AuditedRequest> {
  const tokenId = token === undefined ? undefined : await digestToken(token);
  return {
    method,
    path: new URL(url).pathname,
    peerAddress,
    tokenId: tokenId?.slice(0, TOKEN_ID_LENGTH),
  };
}
