import { MortiseError } from "@mortise/protocol";

const LOST: readonly MortiseError["code"][] = [
  "CONNECTION_FAILED",
  "CONNECTION_CLOSED",
  "SERVER_EXITED",
];

/** Returns whether an error says that the connection itself is gone, beside one request. */
export function isLost(error: unknown): boolean {
  return MortiseError.is(error) && LOST.includes(error.code);
}
