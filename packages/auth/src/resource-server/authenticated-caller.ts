import type { Principal } from "@mortise/protocol";
import { MortiseError, subjectId } from "@mortise/protocol";
import type { VerifiedToken } from "../access-token/verified-token.ts";
import type { ExchangedToken } from "../exchange/exchanged-token.ts";
import type { ExchangeRequest } from "../exchange/token-exchanger.ts";

/** Gets tokens for other services in place of a caller. */
export interface Exchanger {
  exchange(token: string, request: ExchangeRequest): Promise<ExchangedToken>;
}

/** The secret part of a caller. */
export interface CallerSecret {
  readonly token: string;
  readonly exchanger: Exchanger | undefined;
}

/** The caller of a request with a confirmed token. The token itself can neither be read nor printed. */
export class AuthenticatedCaller implements Principal {
  /** Issuer and subject (RFC 7519, 4.1.2); of a client without a user, `issuer?client#client`. */
  readonly id: string;
  /** The authorization server, as the operator wrote it. */
  readonly issuer: string;
  /** The caller's name at the issuer. */
  readonly subject: string;
  /** The OAuth client that calls on the caller's behalf. */
  readonly clientId?: string;
  /** The scopes of the token, and those that they imply. */
  readonly scopes: readonly string[];
  /** The claims of the token, or the answer of the introspection. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970 at which the token ends. */
  readonly expiresAt: number;
  readonly #secret: CallerSecret;

  /** @internal */
  constructor(token: VerifiedToken, scopes: readonly string[], secret: CallerSecret) {
    // A client whose id is written like the name of a user is not that user (RFC 9700, 4.15).
    const namespace = token.isOfClient === true ? `${token.issuer}?client` : token.issuer;
    this.id = subjectId(namespace, token.subject);
    this.issuer = token.issuer;
    this.subject = token.subject;
    if (token.clientId !== undefined) this.clientId = token.clientId;
    this.scopes = Object.freeze([...scopes]);
    this.claims = token.claims;
    this.expiresAt = token.expiresAt;
    this.#secret = secret;
    Object.freeze(this);
  }

  /**
   * Gets a token for another service, in which the caller is still the subject (RFC 8693): the token
   * that came with the request is for this server alone, and is never passed on.
   *
   * The answer is kept until shortly before it ends.
   *
   * @throws MortiseError `INVALID_OPTION` if the server's auth has no option `exchange`.
   * @throws AuthError `exchange_failed`, `unreachable`
   */
  exchange(request: ExchangeRequest): Promise<ExchangedToken> {
    const { token, exchanger } = this.#secret;
    if (exchanger) return exchanger.exchange(token, request);
    const message =
      "ctx.auth.exchange needs a client of this server at the authorization server; add exchange: { clientId, clientSecret } to bearerAuth";
    const error = new MortiseError("INVALID_OPTION", message, { data: { option: "exchange" } });
    return Promise.reject(error);
  }
}
