import type { Failure } from "../../contract/index.ts";
import { ControlError } from "./process-link.ts";

/** Returns the failure of a request to the process. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ControlError) return error.failure;
  return {
    code: "PAGE_FAILED",
    step: "send the request",
    cause: error instanceof Error ? error.message : String(error),
    fix: "Try it again.",
  };
}
