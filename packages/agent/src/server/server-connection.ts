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
  callTool: Client["callTool"];
  getPrompt: Client["getPrompt"];
};
