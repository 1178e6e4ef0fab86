import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** The notification by which either side cancels a request (2026-07-28, Basic, Cancellation). */
export const CANCELLED = "notifications/cancelled";

/** Makes the abort reason of a request that its caller cancelled, from the notification's parameters. */
export function cancelled(params: JsonObject | undefined): MortiseError {
  const reason = params?.["reason"];
  const why = typeof reason === "string" && reason !== "" ? `: ${reason}` : "";
  return new MortiseError("ABORTED", `The caller cancelled the request${why}`);
}

/** Returns whether `error` says that the caller cancelled or disconnected; such a request gets no answer. */
export function isAbort(error: unknown): boolean {
  return MortiseError.is(error) && error.code === "ABORTED";
}
