import type { ServerEvent } from "./mask.ts";

/** Writes an event to standard error, with the stack of its error. */
export function writeToConsole(event: ServerEvent): void {
  const { level, message, error } = event;
  const stack = error instanceof Error ? error.stack : undefined;
  // biome-ignore lint/suspicious/noConsole: standard error is the log of last resort, and the only one that every runtime has.
  console.error(`[mortise] ${level}: ${message}${stack ? `\n${stack}` : ""}`);
}
