import { toLogLine, toLogLines } from "@mortise/protocol";
import { isThenable } from "../schema/thenable.ts";
import { causesOf } from "./cause.ts";
import type { ServerEvent, ServerLog } from "./mask.ts";

/**
 * Makes the log of a server, which never throws: what `write` fails to take goes to standard error.
 *
 * The message of an event is one line without credentials before any log sees it, because it may
 * quote another party; its error and its data are as they are.
 */
export function createServerLog(write: ServerLog = writeToConsole): ServerLog {
  return (given) => {
    const event = { ...given, message: toLogLine(String(given.message)) };
    const fail = (error: unknown): void => {
      writeToConsole(event);
      writeToConsole({ level: "error", message: "The server's log failed", error });
    };
    try {
      const written: unknown = write(event);
      if (isThenable(written)) written.then(undefined, fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** Writes an event to standard error, with the stack of its error and those of its causes. */
function writeToConsole(event: ServerEvent): void {
  const { level, message, error } = event;
  const stack = [error, ...causesOf(error)].flatMap(stackOf).join("\nCaused by: ");
  // biome-ignore lint/suspicious/noConsole: standard error is the log of last resort, and the only one that every runtime has.
  console.error(`[mortise] ${level}: ${message}${stack ? `\n${toLogLines(stack)}` : ""}`);
}

function stackOf(error: unknown): string[] {
  return error instanceof Error && error.stack !== undefined ? [error.stack] : [];
}
