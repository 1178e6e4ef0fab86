import type { AuthenticatedCaller } from "@mortise/auth";
import type { Principal, ProtocolError } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { UpstreamAccess, Vault } from "./vault.ts";

/** The caller of a server behind a bridge, whose account is one of the identity provider's. */
export class BridgeCaller implements Principal {
  /** Issuer and subject (RFC 7519, 4.1.2). */
  readonly id: string;
  /** The bridge. */
  readonly issuer: string;
  /** The issuer and the subject of the identity provider. */
  readonly subject: string;
  /** The client that the token was issued to: its registered id, or the URL of its document. */
  readonly clientId?: string;
  /** The scopes of the token. */
  readonly scopes: readonly string[];
  /** The claims of the token, without change. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970 at which the token ends. */
  readonly expiresAt: number;
  readonly #vault: Vault;
  readonly #askForSignIn: (cause: MortiseError) => ProtocolError;

  /** @internal */
  constructor(
    caller: AuthenticatedCaller,
    vault: Vault,
    askForSignIn: (cause: MortiseError) => ProtocolError,
  ) {
    const { id, issuer, subject, clientId, scopes, claims, expiresAt } = caller;
    this.id = id;
    this.issuer = issuer;
    this.subject = subject;
    if (clientId !== undefined) this.clientId = clientId;
    this.scopes = scopes;
    this.claims = claims;
    this.expiresAt = expiresAt;
    this.#vault = vault;
    this.#askForSignIn = askForSignIn;
    Object.freeze(this);
  }

  /**
   * Gets a token of the identity provider for the caller, to call its API in a handler; renews it if it
   * is about to end. It is for the handler alone: it must not go into a result.
   *
   * @throws ProtocolError if the user has to sign in again: passed on by the handler, it is 401 with a
   * challenge to the client, which asks the user and calls again. MortiseError `AUTHORIZATION_FAILED` if the
   * identity provider refuses this server, `CONNECTION_FAILED` if it does not answer.
   */
  async upstream(): Promise<UpstreamAccess> {
    try {
      return await this.#vault.accessOf(this.subject);
    } catch (error) {
      const isOver =
        MortiseError.is(error) &&
        error.code === "AUTHORIZATION_FAILED" &&
        error.data.status === 401;
      throw isOver ? this.#askForSignIn(error) : error;
    }
  }
}
