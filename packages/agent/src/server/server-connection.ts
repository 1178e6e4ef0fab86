import type { Client } from "@mortise/client";

/** What the agent uses of a client; any `Client` is one. */
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
};
