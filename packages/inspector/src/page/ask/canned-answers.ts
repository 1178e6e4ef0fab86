import type { JsonObject } from "@mortise/protocol";
import { isJsonObject } from "../../contract/index.ts";

/** An answer of a model that a server must cope with. */
export interface CannedAnswer {
  readonly label: string;
  readonly stopReason: string;
  readonly write: (params: JsonObject) => string;
}

export const CANNED_ANSWERS: readonly CannedAnswer[] = [
  { label: "Echo", stopReason: "endTurn", write: (params) => lastText(params) },
  { label: "Yes", stopReason: "endTurn", write: () => "Yes." },
  { label: "JSON", stopReason: "endTurn", write: () => '{"answer": 42}' },
  {
    label: "Refusal",
    stopReason: "endTurn",
    write: () => "I'm sorry, but I can't help with that.",
  },
  { label: "Empty", stopReason: "endTurn", write: () => "" },
  {
    label: "Cut off",
    stopReason: "maxTokens",
    write: (params) => "word ".repeat(Math.min(Number(params["maxTokens"]) || 100, 2_000)).trim(),
  },
];

/** Returns the text of the last message. */
function lastText(params: JsonObject): string {
  const messages = Array.isArray(params["messages"]) ? params["messages"].filter(isJsonObject) : [];
  const content = messages.at(-1)?.["content"];
  const blocks = Array.isArray(content) ? content : [content];
  return blocks
    .filter(isJsonObject)
    .map(({ text }) => (typeof text === "string" ? text : ""))
    .join("\n");
}
