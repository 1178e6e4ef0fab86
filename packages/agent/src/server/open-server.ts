import type { Resource, Tool } from "@mortise/protocol";
import type { ServerConnection } from "./server-connection.ts";

/** A server that answers, with what it offers. */
export interface OpenServer {
  /** The name under which the agent knows the server. */
  readonly name: string;
  readonly connection: ServerConnection;
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  /** Entries of its list of tools that cannot be used. */
  readonly leftOut: readonly LeftOutTool[];
}

/** A tool that the model is not offered. */
export interface LeftOutTool {
  /** The name under which the agent knows the server. */
  readonly server: string;
  /** The tool's name at its server; empty when it has none. */
  readonly tool: string;
  readonly reason: string;
}

/** A server that does not answer. */
export interface FailedServer {
  /** The name under which the agent knows the server. */
  readonly name: string;
  readonly error: Error;
}
