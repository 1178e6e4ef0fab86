import type { Repair } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** The input of a handler, as its schema made it. */
export interface ValidInput {
  /** With its defaults. */
  readonly input: unknown;
  /** The repairs that the schema asked for. */
  readonly repairs: readonly Repair[];
}

/** The input of a call that may run, with every default and repair, as JSON. */
export interface Admission {
  /** The repairs of the arguments ahead of their schema. */
  readonly repaired: readonly Repair[];
  /** The input of the handler; absent if JSON cannot hold it, so that the schema makes it anew. */
  readonly valid?: ValidInput;
}

/** Thrown in place of running the handler, for a call that is only checked. A ProtocolError, which no layer masks. */
export class Admitted extends ProtocolError {
  readonly valid: ValidInput;

  constructor(valid: ValidInput) {
    super(ErrorCode.InternalError, "The call may run");
    this.valid = valid;
  }
}
