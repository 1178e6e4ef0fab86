import type { Progress } from "@mortise/client";
import type { JsonSchema, ToolAnnotations } from "@mortise/protocol";
import type { ToolOutput } from "../conversation/message.ts";
import type { OpenTask } from "../conversation/open-task.ts";

/** The context of a tool call besides its arguments. */
export interface ToolCallContext {
  /** Ends the call. */
  readonly signal: AbortSignal;
  /** Takes the tool's reports of how far it is. */
  readonly onProgress: (progress: Progress) => void;
  /** Ends the wait for the call's task, which goes on; the call then throws `TaskLeft`. */
  readonly leave?: AbortSignal;
  /** Takes the id of the task that the server answered with. */
  readonly onTask?: (taskId: string) => void;
}

/** Ends a call whose task goes on. */
export class TaskLeft extends Error {
  override readonly name: string = "TaskLeft";
}

/** Calls a tool with its arguments; throws a `FailedCall` with words for the model when it cannot. */
export type CallTool = (
  args: Readonly<Record<string, unknown>>,
  context: ToolCallContext,
) => Promise<ToolOutput>;

/** A tool as the agent offers it to the model. */
export interface AgentTool {
  /** The name that the model calls; unique in the agent. */
  readonly name: string;
  /** The server it belongs to; {@link OWN_SERVER} for the agent's own, but see {@link isOwn}. */
  readonly server: string;
  /** Its name at the server. */
  readonly tool: string;
  /** Its name for people. */
  readonly displayName: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly annotations: ToolAnnotations;
  /**
   * Whether it is the agent's own tool, which only reads and is never asked about. Names cannot say
   * so: a server may be called `agent` too.
   */
  readonly isOwn?: true;
  /** Whether its results are pages of a result that was cut already. */
  readonly isPaged?: true;
  /** Gives the arguments of a call the names that the server knows. Default: they have them. */
  readonly toArguments?: (
    args: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
  /** The task of a call that was made by an earlier run; `call` then waits for it. */
  readonly openTask?: OpenTask;
  readonly call: CallTool;
}

/** The name under which the agent's own tools are listed. */
export const OWN_SERVER = "agent";
