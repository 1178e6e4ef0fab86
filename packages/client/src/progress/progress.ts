import type { JsonObject } from "@mortise/protocol";

/** The progress of a request (2025-11-25 and 2026-07-28, Progress). */
export interface Progress {
  /** Grows with every notification, in a unit of the server's choice. */
  readonly progress: number;
  /** The value of `progress` at the end; absent while the server does not know it. */
  readonly total?: number;
  /** Describes the current work, for a person to read. */
  readonly message?: string;
}

/** Reads the params of `notifications/progress`; `undefined` when they are malformed. */
export function readProgress(params: JsonObject | undefined): Progress | undefined {
  const { progress, total, message } = params ?? {};
  if (typeof progress !== "number") return undefined;
  return {
    progress,
    ...(typeof total === "number" && { total }),
    ...(typeof message === "string" && { message }),
  };
}
