import type { Resource, Tool } from "@mortise/protocol";
import type { ServerConnection } from "./server-connection.ts";

/** A server that answers, with what it offers. */
export interface OpenServer {
  /** The name under which the agent knows the server. */
  readonly name: string;
  readonly connection: ServerConnection;
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
}

/** A server that does not answer. */
export interface FailedServer {
  /** The name under which the agent knows the server. */
  readonly name: string;
  readonly error: Error;
}
