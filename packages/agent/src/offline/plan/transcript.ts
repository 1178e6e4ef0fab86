import { readOpenTask } from "../../conversation/open-task.ts";
import type { LanguageModelMessage, PromptToolOutput } from "../../language-model/prompt.ts";

/** A tool call of the current turn, with its result. */
export interface FinishedCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  /** Present when the call failed or was denied. */
  readonly error?: string;
  /** The name of the task that goes on in place of a result. */
  readonly task?: string;
}

/** The agent's own tool that waits for the result of a call which became a task. */
export const WAIT_TOOL = "wait_for_task";

/** The conversation, as the planner reads it. */
export interface Transcript {
  /** The last thing the user said. */
  readonly request: string;
  /** Earlier requests, newest first. */
  readonly history: readonly string[];
  /** Results of earlier turns, newest first. */
  readonly earlier: readonly { readonly tool: string; readonly result: unknown }[];
  /** The calls of the current turn. */
  readonly finished: readonly FinishedCall[];
}

/** Reads the current request, its finished calls and the earlier turns from a prompt. */
export function readTranscript(prompt: readonly LanguageModelMessage[]): Transcript {
  const last = prompt.findLastIndex((message) => message.role === "user");
  const before = prompt.slice(0, Math.max(last, 0));
  const requests = before.flatMap((message) => (message.role === "user" ? [textOf(message)] : []));
  const request = prompt[last];
  return {
    request: request?.role === "user" ? textOf(request) : "",
    history: requests.reverse(),
    earlier: readCalls(before)
      .filter(({ error, task }) => error === undefined && task === undefined)
      .map(({ tool, result }) => ({ tool, result }))
      .reverse(),
    finished: readCalls(prompt.slice(last + 1)),
  };
}

function textOf({ content }: Extract<LanguageModelMessage, { role: "user" }>): string {
  return content.map((part) => (part.type === "text" ? part.text : "")).join(" ");
}

/** Reads the calls that have a result, in the order of the results. A wait gives its result to the call that became the task. */
function readCalls(messages: readonly LanguageModelMessage[]): FinishedCall[] {
  const args = new Map<string, Record<string, unknown>>();
  const finished: FinishedCall[] = [];
  for (const { role, content } of messages) {
    if (role !== "assistant" && role !== "tool") continue;
    for (const part of content) {
      if (part.type === "tool-call") args.set(part.toolCallId, toRecord(part.input));
      if (part.type !== "tool-result") continue;
      const given = args.get(part.toolCallId) ?? {};
      const output = withTask(readOutput(part.output));
      const left = finished.findIndex(({ task }) => task !== undefined && task === given["task"]);
      const call = part.toolName === WAIT_TOOL ? finished[left] : undefined;
      if (call === undefined) finished.push({ tool: part.toolName, args: given, ...output });
      else finished[left] = { tool: call.tool, args: call.args, ...output };
    }
  }
  return finished;
}

function readOutput(output: PromptToolOutput): Pick<FinishedCall, "result" | "error"> {
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
      const parts = output.value.map((part) => {
        if (part.type === "text") return part.text;
        return `[${part.type === "file" ? part.mediaType : part.type}]`;
      });
      return { result: parseText(parts.join("\n")) };
    }
  }
}

function withTask(
  output: Pick<FinishedCall, "result" | "error">,
): Omit<FinishedCall, "tool" | "args"> {
  const task = readOpenTask(output.result);
  return task === undefined ? output : { ...output, task };
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
