import type { RequestId } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { describeName } from "../result/describe-name.ts";

/** Characters of an id that other instances are sent. */
const MAX_REQUEST_ID = 10_000;

/** Returns whether a value can be the id of a request; no request of ours has a longer one. */
export function isRequestId(id: unknown): id is RequestId {
  return typeof id === "number" || (typeof id === "string" && id.length <= MAX_REQUEST_ID);
}

/** Makes the error for an id whose request is still being answered. */
export function duplicateId(id: RequestId): ProtocolError {
  return new ProtocolError(
    ErrorCode.InvalidRequest,
    `The id ${typeof id === "string" ? JSON.stringify(describeName(id)) : id} belongs to a request that is still being answered`,
  );
}
