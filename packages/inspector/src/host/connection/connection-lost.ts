import { MortiseError } from "@mortise/protocol";

const LOST: readonly MortiseError["code"][] = [
  "CONNECTION_FAILED",
  "CONNECTION_CLOSED",
  "SERVER_EXITED",
];

/** Returns whether an error means that the connection is gone, and not that a request was refused. */
export function isConnectionLost(error: unknown): boolean {
  return MortiseError.is(error) && LOST.includes(error.code);
}
