import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** Ends a handler that begins again after a time; it passes through as a protocol error does. */
export class Again extends ProtocolError {
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(ErrorCode.InternalError, "The handler begins again later");
    this.afterMs = afterMs;
  }
}
