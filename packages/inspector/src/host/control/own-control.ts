import type { Control } from "../../contract/index.ts";

/** The requests about the server under development that need no token. */
const OWN: readonly (keyof Control)[] = [
  "call",
  "raw",
  "cancel",
  "follow-task",
  "answer",
  "refuse",
  "complete",
  "refresh",
  "subscribe",
  "log-level",
  "connect",
  "review",
];

/** Returns whether a request may be made without the token, if it is about the own server. */
export function isOwnControl(name: keyof Control): boolean {
  return OWN.includes(name);
}

/** Returns the subject of a request of the page, whose body has been checked. */
export function connectionOfInput(input: unknown): {
  readonly connection?: string;
  readonly call?: string;
  readonly ask?: string;
} {
  return input as { connection?: string; call?: string; ask?: string };
}
