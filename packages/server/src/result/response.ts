import type { RequestId } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Mask } from "../log/mask.ts";
import type { Answer } from "./answer.ts";
import type { StoredResult } from "./stored-result.ts";

/** A successful response around a stored result, for channels that can write it without encoding. */
export class StoredResponse {
  readonly head: string;
  readonly result: StoredResult;

  constructor(id: RequestId, result: StoredResult) {
    this.head = responseHead(id);
    this.result = result;
  }

  toString(): string {
    return `${this.head}${this.result.text}}`;
  }
}

/** Writes the JSON text of a successful response. */
export function writeResponse(id: RequestId, answer: Answer): string {
  const result = typeof answer === "string" ? answer : answer.text;
  return `${responseHead(id)}${result}}`;
}

/** Writes what precedes the result in a successful response; a `}` follows the result. */
export function responseHead(id: RequestId): string {
  return `{"jsonrpc":"2.0","id":${typeof id === "number" ? id : JSON.stringify(id)},"result":`;
}

/**
 * Writes the JSON text of a failed response, without `id` if the request's is unknown, and
 * without `data` that is no JSON.
 */
export function writeFailure(error: ProtocolError, id: RequestId | undefined): string {
  const response = { jsonrpc: "2.0", ...(id !== undefined && { id }) };
  try {
    return JSON.stringify({ ...response, error: error.toWire() });
  } catch {
    // An answer without the author's data is better than none.
    const { code, message } = error;
    return JSON.stringify({ ...response, error: { code, message } });
  }
}

/** Turns an exception into an error that may cross the wire; an unforeseen one is masked. */
export function toProtocolError(error: unknown, where: string, mask: Mask): ProtocolError {
  if (ProtocolError.is(error)) return error;
  const shown = mask(error, where);
  return new ProtocolError(ErrorCode.InternalError, shown.message, { cause: error });
}
