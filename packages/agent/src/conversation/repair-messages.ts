import type { AgentMessage, ToolMessage, ToolResultPart } from "./message.ts";
import { toolCallsOf } from "./message.ts";

/** Stands in for a result that never came. */
const INTERRUPTED =
  "The call was interrupted before its result arrived; whether it took effect is not known.";

/**
 * Makes messages fit for any provider: every tool call gets a result, results without a call are dropped, empty
 * messages too, and neighbours of the same role are joined.
 */
export function repairMessages(messages: readonly AgentMessage[]): AgentMessage[] {
  const repaired: AgentMessage[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool" || message.content.length === 0) continue;
    const previous = repaired.at(-1);
    if (message.role === "user" && previous?.role === "user") {
      repaired[repaired.length - 1] = {
        role: "user",
        content: [...previous.content, ...message.content],
      };
      continue;
    }
    repaired.push(message);
    const results = completeResults(message, messages.slice(index + 1));
    if (results) repaired.push(results);
  }
  return repaired;
}

function completeResults(
  message: AgentMessage,
  following: readonly AgentMessage[],
): ToolMessage | undefined {
  const calls = toolCallsOf(message);
  if (!calls.length) return undefined;
  const end = following.findIndex((next) => next.role !== "tool");
  const found = following
    .slice(0, end === -1 ? undefined : end)
    .flatMap((next) => (next.role === "tool" ? next.content : []));
  return {
    role: "tool",
    content: calls.map(
      ({ toolCallId, toolName }): ToolResultPart =>
        found.find((result) => result.toolCallId === toolCallId) ?? {
          type: "tool-result",
          toolCallId,
          toolName,
          output: { type: "error-text", value: INTERRUPTED },
        },
    ),
  };
}
