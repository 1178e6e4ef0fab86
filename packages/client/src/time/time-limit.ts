import type { Clock } from "@mortise/protocol";

/** A signal that aborts when a time is over. */
export interface TimeLimit {
  /** Aborts with a `TimeoutError`. */
  readonly signal: AbortSignal;
  /** Takes the limit away. */
  clear(): void;
}

/** Starts a limit of `milliseconds`; it does not keep the process alive. */
export function startTimeLimit(milliseconds: number, clock: Clock): TimeLimit {
  const controller = new AbortController();
  const expire = (): void =>
    controller.abort(new DOMException(`No answer within ${milliseconds} ms`, "TimeoutError"));
  const clear = clock.schedule(milliseconds, expire, { isBackground: true });
  return { signal: controller.signal, clear };
}
