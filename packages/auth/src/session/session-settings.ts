import type { Clock, Random } from "@mortise/protocol";
import type { AuthorizationServerMetadata } from "../authorization-server-metadata/authorization-server-metadata.ts";
import type { ProofKey } from "../dpop/proof-key.ts";
import type { Grant } from "../grant/grant.ts";
import type { Fetch, FetchFor } from "../network/fetch.ts";
import type { Quirks } from "../quirk/quirks.ts";
import type { Owner } from "../token-store/record-key.ts";
import type { TokenStore } from "../token-store/token-store.ts";

/** Everything that the sessions of one ClientAuth have in common. */
export interface SessionSettings {
  readonly grant: Grant;
  readonly store: TokenStore;
  readonly owner: Owner;
  /** The scopes to ask for, in place of those that a server names. */
  readonly scopes: readonly string[] | undefined;
  readonly quirks: Quirks;
  /** The issuer to use of several; credentials of a program may be for one alone. */
  readonly issuer: string | undefined;
  /** Metadata that the program gives for the issuer. */
  readonly metadata: AuthorizationServerMetadata | undefined;
  /** Binds tokens to a key: to one of the program, or to one that is made and stored with them. */
  readonly dpop: boolean | ProofKey;
  /** Sends the requests, in place of the fetch of the connection. */
  readonly fetch: Fetch | undefined;
  readonly fetchFor: FetchFor | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly warn: (message: string) => void;
}
