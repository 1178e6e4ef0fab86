import type { JsonObject } from "@mortise/protocol";

/** How far a request has come (2025-11-25 and 2026-07-28, Progress). */
export interface Progress {
  /** Grows with every notification; counts what the server chooses to count. */
  readonly progress: number;
  /** The value of `progress` at the end; absent while the server does not know it. */
  readonly total?: number;
  /** What the server is doing, for a person to read. */
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
