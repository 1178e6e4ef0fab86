import { cutText } from "../text/cut-text.ts";
import type { AgentMessage, ToolOutput, ToolResultPart } from "./message.ts";

/** Messages whose tool results were shortened. */
export interface ShortenedMessages {
  readonly messages: readonly AgentMessage[];
  /** How many results were shortened. */
  readonly count: number;
}

/** The lengths to which results are shortened, one after the other until something is shorter. */
const STAGES = [
  { length: 300, sparesNewest: true },
  { length: 2000, sparesNewest: false },
  { length: 300, sparesNewest: false },
] as const;

/**
 * Shortens tool results to make room: first the older ones, then those of the newest round too;
 * `undefined` when all of them are short.
 */
export function shortenResults(messages: readonly AgentMessage[]): ShortenedMessages | undefined {
  const newest = messages.findLastIndex(({ role }) => role === "tool");
  for (const { length, sparesNewest } of STAGES) {
    let count = 0;
    const shortened = messages.map((message, index): AgentMessage => {
      if (message.role !== "tool" || (sparesNewest && index === newest)) return message;
      const content = message.content.map((result): ToolResultPart => {
        const output = shorten(result.output, length);
        if (output === result.output) return result;
        count += 1;
        return { ...result, output };
      });
      return { role: "tool", content };
    });
    if (count) return { messages: shortened, count };
  }
  return undefined;
}

function shorten(output: ToolOutput, length: number): ToolOutput {
  const text = textOf(output);
  const hasFiles = output.type === "content" && output.value.some(({ type }) => type === "file");
  // The note itself takes room, so that a text little longer than the length stays as it is.
  if (text.length <= length * 2 && !hasFiles) return output;
  const kept = cutText(text, length);
  const note = `[shortened to make room: ${kept.length} of ${text.length} characters are left${hasFiles ? ", without the files" : ""}; call the tool again for the rest]`;
  return { type: output.type === "error-text" ? "error-text" : "text", value: `${kept}\n${note}` };
}

function textOf(output: ToolOutput): string {
  switch (output.type) {
    case "json":
      return JSON.stringify(output.value);
    case "content":
      return output.value.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
    default:
      return output.value;
  }
}
