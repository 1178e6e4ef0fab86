import type { LanguageModelMessage, PromptToolOutput } from "../../language-model/prompt.ts";

/** A tool call of the current turn with what came of it. */
export interface FinishedCall {
  tool: string;
  args: Record<string, unknown>;
  result: unknown;
  /** Present when the call failed or was denied. */
  error?: string;
}

/** What the planner reads from the conversation. */
export interface Transcript {
  /** The last thing the user said. */
  request: string;
  /** Earlier requests, newest first. */
  history: string[];
  /** What tools returned in earlier turns, newest first. */
  earlier: { tool: string; result: unknown }[];
  finished: FinishedCall[];
}

/** Reads the current request, its finished calls and the earlier turns from a prompt. */
export function readTranscript(prompt: readonly LanguageModelMessage[]): Transcript {
  const last = prompt.findLastIndex((message) => message.role === "user");
  const requests: string[] = [];
  const earlier: Transcript["earlier"] = [];
  const finished: FinishedCall[] = [];
  const args = new Map<string, Record<string, unknown>>();
  for (const [index, message] of prompt.entries()) {
    if (message.role === "system") continue;
    if (message.role === "user") {
      requests.push(
        message.content.map((part) => (part.type === "text" ? part.text : "")).join(" "),
      );
      continue;
    }
    for (const part of message.content) {
      if (part.type === "tool-call") args.set(part.toolCallId, toRecord(part.input));
      if (part.type !== "tool-result") continue;
      const outcome = readOutput(part.output);
      if (index > last) {
        finished.push({
          tool: part.toolName,
          args: args.get(part.toolCallId) ?? {},
          ...outcome,
        });
      } else if (outcome.error === undefined) {
        earlier.push({ tool: part.toolName, result: outcome.result });
      }
    }
  }
  const request = last === -1 ? "" : (requests.pop() ?? "");
  return { request, history: requests.reverse(), earlier: earlier.reverse(), finished };
}

function readOutput(output: PromptToolOutput): {
  result: unknown;
  error?: string;
} {
  switch (output.type) {
    case "execution-denied":
      return { result: null, error: output.reason ?? "the call was not approved" };
    case "error-text":
      return { result: null, error: output.value };
    case "error-json":
      return { result: null, error: JSON.stringify(output.value) };
    case "json":
      return { result: output.value };
    case "text":
      return { result: parseText(output.value) };
    case "content": {
      const parts = output.value.map((part) =>
        part.type === "text" ? part.text : `[${part.type === "file" ? part.mediaType : part.type}]`,
      );
      return { result: parseText(parts.join("\n")) };
    }
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toRecord(input: unknown): Record<string, unknown> {
  return typeof input === "object" && input !== null ? { ...input } : {};
}
