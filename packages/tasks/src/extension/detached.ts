import type { HandlerRecord } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** Ends a handler whose call becomes a task; it passes through as a protocol error does. */
export class Detached extends ProtocolError {
  /** The answers and steps so far. */
  readonly record: HandlerRecord;
  /** Milliseconds before the handler begins in the task. */
  readonly delayMs: number;

  constructor(record: HandlerRecord, delayMs: number) {
    super(ErrorCode.InternalError, "The call has become a task");
    this.record = record;
    this.delayMs = delayMs;
  }
}
