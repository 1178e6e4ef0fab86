import type { Ending } from "@mortise/protocol";
import { MortiseError, ProtocolError } from "@mortise/protocol";
import type { Attributes } from "@opentelemetry/api";

/** The attributes and the status that a failed request has. */
export interface Failure {
  readonly attributes: Attributes;
  /** The message that went over the wire; the original error may contain secrets. */
  readonly message?: string;
}

/** Describes how a request failed; `undefined` if it did not. */
export function describeFailure({ error, isToolError }: Ending): Failure | undefined {
  if (ProtocolError.is(error)) {
    const code = String(error.code);
    return {
      attributes: { "error.type": code, "rpc.response.status_code": code },
      message: error.message,
    };
  }
  if (error !== undefined) {
    return { attributes: { "error.type": nameError(error) } };
  }
  return isToolError ? { attributes: { "error.type": "tool_error" } } : undefined;
}

/** Returns the kind of an error, which is one of few, and never its message. */
export function nameError(error: unknown): string {
  if (MortiseError.is(error)) return error.code;
  return error instanceof Error && error.name !== "" ? error.name : "_OTHER";
}
