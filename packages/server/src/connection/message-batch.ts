import type { JsonRpcMessage, RequestId } from "@mortise/protocol";
import { checkMessage, ErrorCode, ProtocolError } from "@mortise/protocol";
import type { StoredResponse } from "../result/response.ts";
import { writeFailure } from "../result/response.ts";

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

/**
 * Characters that the answers to one batch may have together: far below the longest string that a
 * runtime can make, and as much as clients read of one response.
 */
export const MAX_BATCH_LENGTH: number = 64 * 1024 * 1024;

/** Makes the error for an answer that does not fit into the answer to its batch. */
export function batchTooLong(): ProtocolError {
  const message = `The answers to this batch have more than ${MAX_BATCH_LENGTH} characters together; it may have run, so send this request alone only if it is safe to repeat`;
  return new ProtocolError(ErrorCode.InternalError, message, { data: { limit: MAX_BATCH_LENGTH } });
}

/** Takes the response to a request by its id; called once, without one where the request was cancelled. */
export type Reply = (id: RequestId, response?: string | StoredResponse) => void;

/**
 * Gathers the responses to the `count` requests of a batch, and gives them to `send` as one array; an
 * error takes the place of each that would make it too long.
 */
export function gatherReplies(count: number, send: (batch: string) => void): Reply {
  const responses: string[] = [];
  let length = 0;
  let open = count;
  return (id, response) => {
    if (response !== undefined) {
      const text = String(response);
      const fits = length + text.length <= MAX_BATCH_LENGTH;
      responses.push(fits ? text : writeFailure(batchTooLong(), id));
      if (fits) length += text.length;
    }
    open -= 1;
    if (open === 0 && responses.length > 0) send(`[${responses.join(",")}]`);
  };
}
