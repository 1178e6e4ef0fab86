import type { Resource, Tool } from "@mortise/protocol";
import type { ServerConnection } from "./server-connection.ts";

/** A server that answers, with what it offers. */
export interface OpenServer {
  name: string;
  connection: ServerConnection;
  tools: readonly Tool[];
  resources: readonly Resource[];
}

/** A server that does not answer. */
export interface FailedServer {
  name: string;
  error: Error;
}
