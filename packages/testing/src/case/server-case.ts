import type { Client, ConnectOptions } from "@mortise/client";

/** What a case may use: an open client that others use too, and means to open its own. */
export interface CaseContext {
  readonly client: Client;
  /** Opens a further connection, which the case closes. */
  readonly open: (options?: ConnectOptions) => Promise<Client>;
}

/** One behaviour of a server that holds over every transport and in every revision. */
export interface ServerCase {
  /** A sentence that states the behaviour. */
  readonly name: string;
  /** Rejects with an AssertionError where the behaviour does not hold. */
  readonly run: (context: CaseContext) => Promise<void>;
}
