import type { JsonRpcMessage } from "@mortise/protocol";
import { checkMessage, ErrorCode, ProtocolError } from "@mortise/protocol";
import type { StoredResponse } from "../result/response.ts";

/** Messages that one batch may hold. */
const MAX_BATCH = 100;

/**
 * Reads a batch of messages, which servers of 2025-03-26 must take; `undefined` for what is none
 * (2025-03-26, Basic, Batching; 2025-06-18 removed it).
 *
 * @throws ProtocolError `InvalidRequest` for a batch that is empty, too long, or has no messages in it.
 */
export function readBatch(text: string): readonly JsonRpcMessage[] | undefined {
  let batch: unknown[];
  try {
    batch = JSON.parse(text) as unknown[];
  } catch {
    // Reading it as one message gives the error.
    return undefined;
  }
  if (batch.length === 0 || batch.length > MAX_BATCH) {
    const message = `A batch has 1 to ${MAX_BATCH} messages, not ${batch.length}`;
    throw new ProtocolError(ErrorCode.InvalidRequest, message);
  }
  return batch.map(checkMessage);
}

/** Takes the response to one request; called once, without one where the request was cancelled. */
export type Reply = (response?: string | StoredResponse) => void;

/** Gathers the responses to the `count` requests of a batch, and gives them to `send` as one array. */
export function gatherReplies(count: number, send: (batch: string) => void): Reply {
  const responses: string[] = [];
  let open = count;
  return (response) => {
    if (response !== undefined) responses.push(String(response));
    open -= 1;
    if (open === 0 && responses.length > 0) send(`[${responses.join(",")}]`);
  };
}
