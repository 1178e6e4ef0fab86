import type { Client, ConnectOptions } from "@mortise/client";

/** The means of a case: an open client that other cases use too, and a function that opens another. */
export interface CaseContext {
  /** A client that is connected to the case server. */
  readonly client: Client;
  /** Opens a further connection, which the case closes. */
  readonly open: (options?: ConnectOptions) => Promise<Client>;
}

/** One behaviour of a server that holds over every transport and in every revision. */
export interface ServerCase {
  /** A sentence that states the behaviour. */
  readonly name: string;
  /** Rejects with an AssertionError unless the behaviour holds. */
  readonly run: (context: CaseContext) => Promise<void>;
}
