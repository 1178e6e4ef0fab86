import type { AgentMessage, ToolMessage, ToolResultPart } from "./message.ts";
import { toolCallsOf } from "./message.ts";

/** Stands in for a result that never came. */
const INTERRUPTED =
  "The call was interrupted before its result arrived; whether it took effect is not known.";

/**
 * Makes messages fit for any provider: every tool call gets one result, in the order of the calls;
 * results without a call and empty messages are dropped; neighbours of the same role are joined.
 */
export function repairMessages(messages: readonly AgentMessage[]): AgentMessage[] {
  const repaired: AgentMessage[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool" || message.content.length === 0) continue;
    const previous = repaired.at(-1);
    const joined = previous && joinMessages(previous, message);
    if (joined) repaired.pop();
    const kept = joined ?? message;
    repaired.push(kept);
    const results = completeResults(message, messages.slice(index + 1));
    if (results) repaired.push(results);
  }
  return repaired;
}

function joinMessages(first: AgentMessage, second: AgentMessage): AgentMessage | undefined {
  if (first.role === "user" && second.role === "user") {
    return { role: "user", content: [...first.content, ...second.content] };
  }
  if (first.role === "assistant" && second.role === "assistant") {
    return { role: "assistant", content: [...first.content, ...second.content] };
  }
  return undefined;
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
