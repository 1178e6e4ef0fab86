import type { JsonRpcMessage, RequestId } from "./message.ts";
import { checkMessage, parseMessage } from "./parse-message.ts";
import { ProtocolError } from "./protocol-error.ts";

const BYTE_ORDER_MARK = 0xfeff;

/** Takes what {@link readIncoming} finds in a text. */
export interface IncomingMessages {
  /** Takes one message. */
  message(message: JsonRpcMessage): void;
  /**
   * Takes the reason why a value is no message; `answered` names the request that the value answers,
   * if that can be read, and `text` is the whole text.
   */
  unreadable(reason: ProtocolError, answered: RequestId | undefined, text: string): void;
}

/**
 * Reads the messages in a text of a server, as forgivingly as can be done without guessing.
 *
 * A byte order mark is skipped, and a batch, which servers of 2025-03-26 may send (2025-03-26, Basic,
 * Batching), is read message by message: one that is invalid does not cost the others. Errors of `take`
 * pass through.
 */
export function readIncoming(text: string, take: IncomingMessages): void {
  const json = text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
  if (json.charCodeAt(0) === 0x5b) readBatch(json, take);
  else readOne(parseMessage, json, take, json);
}

function readBatch(json: string, take: IncomingMessages): void {
  let values: unknown;
  try {
    values = JSON.parse(json);
  } catch {
    readOne(parseMessage, json, take, json);
    return;
  }
  for (const value of values as unknown[]) readOne(checkMessage, value, take, json);
}

function readOne<Source>(
  read: (source: Source) => JsonRpcMessage,
  source: Source,
  take: IncomingMessages,
  text: string,
): void {
  let message: JsonRpcMessage;
  try {
    message = read(source);
  } catch (error) {
    if (!ProtocolError.is(error)) throw error;
    take.unreadable(error, isAnswer(source) ? error.id : undefined, text);
    return;
  }
  take.message(message);
}

/** Returns whether a value that is no message would be the answer to a request if it were one. */
function isAnswer(source: unknown): boolean {
  if (typeof source !== "string") {
    return typeof source === "object" && source !== null && !("method" in source);
  }
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === "object" && value !== null && !("method" in value);
  } catch {
    return false;
  }
}
