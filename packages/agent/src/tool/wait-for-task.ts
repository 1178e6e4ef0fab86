import { MortiseError, ProtocolError } from "@mortise/protocol";
import type { Conversation } from "../conversation/conversation.ts";
import type { ToolOutput } from "../conversation/message.ts";
import { toolCallsOf } from "../conversation/message.ts";
import type { OpenTask } from "../conversation/open-task.ts";
import type { RequestedCall } from "../model/requested-call.ts";
import type { ServerConnection } from "../server/server-connection.ts";
import type { AgentTool, ToolCallContext } from "./agent-tool.ts";
import { TaskLeft } from "./agent-tool.ts";
import { FailedCall, toFailedCall } from "./failed-call.ts";
import { createOwnTool } from "./own-tools.ts";
import { toToolOutput } from "./tool-output.ts";

/** Gives the connection to a server of the run; `undefined` if it cannot be reached. */
export type FindConnection = (server: string) => ServerConnection | undefined;

/** Makes the tool that waits for a task which the model left; it is offered while there are any. */
export function createWaitForTaskTool(conversation: Conversation, find: FindConnection): AgentTool {
  const names = conversation.tasks.map(({ name }) => name);
  return createOwnTool({
    name: "wait_for_task",
    description: "Wait for the result of a call that became a task.",
    parameters: { task: { type: "string", enum: names, description: "The name of the task." } },
    call: async ({ task: name }, context) => {
      const task = conversation.tasks.find((each) => each.name === name);
      if (task !== undefined) return await finishTask(task, { conversation, find }, context);
      const value = `There is no open task ${String(name)}; there are: ${names.join(", ")}.`;
      return { type: "error-text", value };
    },
  });
}

/**
 * Waits for a task of an earlier call, and takes it off the conversation when it has ended; an abort cancels
 * it.
 *
 * @throws FailedCall if it has no result, `TaskLeft` if it was left again.
 */
async function finishTask(
  task: OpenTask,
  { conversation, find }: { readonly conversation: Conversation; readonly find: FindConnection },
  { signal, leave, onProgress }: ToolCallContext,
): Promise<ToolOutput> {
  const { server, tool, taskId } = task;
  const found = find(server)?.task?.(taskId, tool);
  if (found === undefined) {
    throw new FailedCall(`The server ${server} cannot be reached at the moment; its task goes on.`);
  }
  const ended = leave === undefined ? signal : AbortSignal.any([signal, leave]);
  try {
    const output = toToolOutput(await found.result({ signal: ended, onProgress }));
    conversation.endTask(task);
    return output;
  } catch (error) {
    if (leave?.aborted) throw new TaskLeft();
    if (signal.aborted || hasEnded(error)) conversation.endTask(task);
    if (signal.aborted) {
      // The caller has gone; a task that cannot be cancelled ends by itself.
      found.cancel().catch(() => undefined);
      signal.throwIfAborted();
    }
    throw toFailedCall(error, { server, subject: tool });
  }
}

/** Makes the calls of an earlier run that wait for their tasks, and the tools that wait for these. */
export function resumedCalls(
  conversation: Conversation,
  find: FindConnection,
): { readonly calls: readonly RequestedCall[]; readonly tools: readonly AgentTool[] } {
  const made = new Map(
    conversation.messages.flatMap(toolCallsOf).map((call) => [call.toolCallId, call.input]),
  );
  const open = conversation.tasks.filter(({ isLeft }) => !isLeft);
  return {
    calls: open.map(({ toolCallId, toolName }) => ({
      id: toolCallId,
      name: toolName,
      args: (made.get(toolCallId) ?? {}) as RequestedCall["args"],
    })),
    tools: open.map((task) => ({
      name: task.toolName,
      server: task.server,
      tool: task.tool,
      displayName: task.tool,
      description: "",
      inputSchema: { type: "object" },
      annotations: {},
      openTask: task,
      call: (_args, context) => finishTask(task, { conversation, find }, context),
    })),
  };
}

/** Returns whether a wait failed because its task has ended or is gone, and not on the way to it. */
function hasEnded(error: unknown): boolean {
  if (ProtocolError.is(error)) return true;
  return MortiseError.is(error) && (error.code === "TASK_GONE" || error.code === "TASK_CANCELLED");
}
