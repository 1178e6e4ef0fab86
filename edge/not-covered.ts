import type { Revision } from "@mortise/protocol";

const ABORTS = [
  "a call that its caller aborts is aborted on the server",
  "a call that takes too long for its caller is aborted on the server",
];
const IN_SESSIONS = [
  "a handler can ask the user and goes on with the answer",
  "a change to a list and to a resource reaches a listener",
];

/** The cases that a runtime of isolates cannot pass, by the reason. */
export const NOT_COVERED: readonly (readonly [reason: string, cases: readonly string[]])[] = [
  ["the runtime ends the call of a client that went away, without notice", ABORTS],
  ["in 2025-11-25 they need a session, which no isolate keeps", IN_SESSIONS],
];

/** Returns whether instances that come and go can pass a case. */
export function isCovered(name: string, revision: Revision): boolean {
  if (ABORTS.includes(name)) return false;
  return revision >= "2026-07-28" || !IN_SESSIONS.includes(name);
}
