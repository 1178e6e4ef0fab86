import type { Client } from "@mortise/client";

/** The parts of a client that the agent uses; any `Client` is one. */
export type ServerConnection = Pick<
  Client,
  | "capabilities"
  | "instructions"
  | "isClosed"
  | "listTools"
  | "listResources"
  | "readResource"
  | "close"
> & {
  readonly callTool: Client["callTool"];
  readonly getPrompt: Client["getPrompt"];
  /** Finds a task by its id. Without it, calls wait for their tasks to the end. */
  readonly task?: Client["task"];
};
