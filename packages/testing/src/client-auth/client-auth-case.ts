import type { AuthProvider, ClientAuth } from "@mortise/protocol";

/** A ClientAuth under test that has no credentials yet, and the server side that it is made for. */
export interface ClientAuthScene {
  /** The client's half under test. */
  readonly auth: ClientAuth;
  /** Checks credentials as the protected server does, and refuses with 401. */
  readonly provider: AuthProvider;
  /** Makes the provider refuse every credential that was issued so far; `auth` can get another. */
  readonly revoke: () => Promise<void> | void;
  /** Sees to it that no further credential is issued, such as by ending the user's session. */
  readonly deny: () => Promise<void> | void;
  /** Every secret that was issued so far, as it is sent: access tokens, proofs, keys. */
  readonly issued: () => readonly string[];
}

/** The means of a case. */
export interface ClientAuthCaseContext {
  /** Makes a scene of its own; the case closes what it connects. */
  readonly open: () => Promise<ClientAuthScene>;
}

/** One behaviour that every ClientAuth has on a connection. */
export interface ClientAuthCase {
  /** A sentence that states the behaviour. */
  readonly name: string;
  /** Rejects with an AssertionError when the behaviour does not hold. */
  readonly run: (context: ClientAuthCaseContext) => Promise<void>;
}
