import type { JsonObject } from "@mortise/protocol";

/**
 * Ends a run of a handler whose questions the client has yet to answer
 * (2026-07-28, Multi Round-Trip Requests, InputRequiredResult).
 */
export class InputRequired extends Error {
  override readonly name: string = "InputRequired";
  /** The JSON text of the result. */
  readonly result: string;

  constructor(inputRequests: JsonObject, requestState: string, _meta: JsonObject | undefined) {
    super("The handler waits for input and will be run again");
    this.result = JSON.stringify({
      resultType: "input_required",
      inputRequests,
      requestState,
      _meta,
    });
  }
}

/** Turns the end of a run that needs input into the result that says so. */
export function recoverInputRequired(error: unknown): string {
  if (error instanceof InputRequired) return error.result;
  throw error;
}
