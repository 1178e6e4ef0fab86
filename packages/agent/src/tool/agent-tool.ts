import type { Progress } from "@mortise/client";
import type { JsonSchema, ToolAnnotations } from "@mortise/protocol";
import type { ToolOutput } from "../conversation/message.ts";

/** What a tool call is given besides its arguments. */
export interface ToolCallContext {
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** A tool as the agent offers it to the model. */
export interface AgentTool {
  /** The name that the model calls; unique in the agent. */
  name: string;
  /** The server it belongs to; `agent` for the agent's own. */
  server: string;
  /** Its name at the server. */
  tool: string;
  /** What to show to people. */
  displayName: string;
  description: string;
  inputSchema: JsonSchema;
  outputSchema?: JsonSchema;
  annotations: ToolAnnotations;
  call(args: Record<string, unknown>, context: ToolCallContext): Promise<ToolOutput>;
}

/** The name under which the agent's own tools are listed. */
export const OWN_SERVER = "agent";
