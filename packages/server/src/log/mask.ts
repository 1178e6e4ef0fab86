import type { Random } from "@mortise/protocol";
import { ToolError } from "@mortise/protocol";
import { causesOf } from "./cause.ts";

/** Something that happened inside the server and is for its operator, not for the caller. */
export interface ServerEvent {
  /** The severity. */
  readonly level: "info" | "warning" | "error";
  /**
   * The event, in a sentence of one line: control, bidirectional and invisible characters are escapes
   * such as `\x0A`, credentials are `(redacted)`.
   */
  readonly message: string;
  /** The id of the event, which the masked error has too. */
  readonly id?: string;
  /** The error behind it, with its stack; as it was thrown, so that it may quote other parties. */
  readonly error?: unknown;
  /** The message as data, such as the record of `logging()`; JSON. */
  readonly data?: object;
}

/** Takes what a server reports about itself. */
export type ServerLog = (event: ServerEvent) => void;

/** Reports an error to the operator and returns what a caller may know of it. */
export type Mask = (error: unknown, where: string) => ToolError;

/**
 * Makes the function that keeps internal errors inside.
 *
 * The caller reads `internal error (id)`; the log has the same id, the error and its stack.
 */
export function createMask(log: ServerLog, random: Random): Mask {
  return (error, where) => {
    const id = random.uuid().slice(0, 8);
    const reason = [error, ...causesOf(error)].map(describe).reduce(append, "");
    log({ level: "error", id, message: `${where} failed (${id}): ${reason}`, error });
    return new ToolError(`internal error (${id})`, { code: "internal" });
  };
}

/** Adds the text of a cause; many errors quote that of their cause already. */
function append(reason: string, cause: string): string {
  if (reason.includes(cause)) return reason;
  return reason === "" ? cause : `${reason}: ${cause}`;
}

function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  try {
    return String(error);
  } catch {
    // An object without a prototype has no text of its own.
    return Object.prototype.toString.call(error);
  }
}
