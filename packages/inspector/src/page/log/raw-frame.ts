import { isJsonObject } from "../../contract/index.ts";
import { JSON_TOKEN } from "./json-text.ts";

/** A note on a frame that is about to be sent; none of them keeps it from being sent. */
export interface RawFrameNote {
  readonly level: "note" | "warning";
  readonly text: string;
}

/** Returns what is unusual about the text of a frame, for the person that sends it. */
export function reviewRawFrame(text: string): readonly RawFrameNote[] {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (error) {
    return [warning(`Not JSON: ${(error as Error).message}. It is sent as it is.`)];
  }
  if (Array.isArray(message)) {
    return [warning("A batch: revisions from 2025-06-18 on refuse one.")];
  }
  if (!isJsonObject(message)) return [warning("A message of JSON-RPC is an object.")];
  const notes: RawFrameNote[] = [];
  if (message["jsonrpc"] !== "2.0") notes.push(warning('"jsonrpc" is not "2.0".'));
  if (typeof message["method"] !== "string") {
    notes.push(warning('No "method": the server takes it for an answer.'));
  } else if (!("id" in message)) {
    notes.push({ level: "note", text: 'No "id": a notification, which gets no answer.' });
  }
  if (message["id"] === null) notes.push(warning('MCP does not allow "id": null.'));
  if (text.includes("\n")) {
    notes.push({
      level: "note",
      text: "Over stdio the line breaks are taken out: a line is a frame.",
    });
  }
  return notes;
}

function warning(text: string): RawFrameNote {
  return { level: "warning", text };
}

/**
 * Returns the text with another JSON-RPC id, so that the answer of a frame that is sent again is not
 * taken for that of the first. Everything else keeps its bytes; a text without a top-level id is
 * returned unchanged.
 */
export function withFreshId(text: string, id: string): string {
  const place = findTopLevelId(text);
  if (place === undefined) return text;
  return `${text.slice(0, place.start)}${JSON.stringify(id)}${text.slice(place.end)}`;
}

/** Finds the value of `id` in the outermost object without parsing, which would lose the bytes around it. */
function findTopLevelId(text: string): { start: number; end: number } | undefined {
  let depth = 0;
  let isValue = false;
  let key = "";
  for (const { 0: token, index } of text.matchAll(JSON_TOKEN)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 1 && token === ":") isValue = true;
    else if (depth === 1 && token === ",") isValue = false;
    else if (depth === 1 && isValue && key === '"id"') {
      return { start: index, end: index + token.length };
    } else if (depth === 1 && !isValue) key = token;
  }
  return undefined;
}
