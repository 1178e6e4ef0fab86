import type { Ending } from "@mortise/protocol";
import { MortiseError, ProtocolError } from "@mortise/protocol";
import type { Attributes } from "@opentelemetry/api";

/** What a failed request has besides others. */
export interface Failure {
  readonly attributes: Attributes;
  /** What was told to the other side; nothing else, for it may hold what others must not read. */
  readonly message?: string;
}

/** Describes how a request failed; `undefined` where it did not. */
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

/** Gives the kind of an error: one of few, and never what it says. */
export function nameError(error: unknown): string {
  if (MortiseError.is(error)) return error.code;
  return error instanceof Error && error.name !== "" ? error.name : "_OTHER";
}
