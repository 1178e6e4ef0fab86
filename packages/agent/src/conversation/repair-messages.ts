import type { AgentMessage, ToolMessage, ToolResultPart } from "./message.ts";
import { toolCallsOf } from "./message.ts";

/** Stands in for a result that never came. */
const INTERRUPTED =
  "The call was interrupted before its result arrived; whether it took effect is not known.";

/**
 * Makes messages fit for any provider: every tool call gets one result, in the order of the calls;
 * results without a call and empty messages are dropped; neighbours of the same role are joined. Calls whose
 * ids are `awaited` need no result yet.
 */
export function repairMessages(
  messages: readonly AgentMessage[],
  awaited: ReadonlySet<string> = new Set(),
): AgentMessage[] {
  const repaired: AgentMessage[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool" || message.content.length === 0) continue;
    const previous = repaired.at(-1);
    const joined = previous && joinMessages(previous, message);
    if (joined) repaired.pop();
    const kept = joined ?? message;
    repaired.push(kept);
    const results = completeResults(message, messages.slice(index + 1), awaited);
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
  awaited: ReadonlySet<string>,
): ToolMessage | undefined {
  const calls = toolCallsOf(message);
  if (!calls.length) return undefined;
  const end = following.findIndex((next) => next.role !== "tool");
  const found = following
    .slice(0, end === -1 ? undefined : end)
    .flatMap((next) => (next.role === "tool" ? next.content : []));
  const content = calls.flatMap(({ toolCallId, toolName }): ToolResultPart[] => {
    const result = found.find((each) => each.toolCallId === toolCallId);
    if (result !== undefined) return [result];
    if (awaited.has(toolCallId)) return [];
    const output = { type: "error-text", value: INTERRUPTED } as const;
    return [{ type: "tool-result", toolCallId, toolName, output }];
  });
  return content.length > 0 ? { role: "tool", content } : undefined;
}
