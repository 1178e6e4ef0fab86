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

/** Writes a failure as one sentence: its cause, and the remedy. */
export function writeFailure({ cause, fix }: Failure): string {
  return `${cause.replace(/[.;]$/u, "")}; ${fix.charAt(0).toLowerCase()}${fix.slice(1)}`;
}
