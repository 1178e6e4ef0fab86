import type { Clock, Duration } from "@mortise/protocol";
import { checkValues, parseDuration, systemClock } from "@mortise/protocol";
import type { Fetch } from "./fetch.ts";

/** How servers of others are reached; every option of a public function that sends requests. */
export interface NetworkOptions {
  /** Sends the requests. Default: the platform's `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** The longest wait for one answer. Default `"10s"`. */
  readonly timeout?: Duration | undefined;
  /** Gives the time. Default: the platform's. */
  readonly clock?: Clock | undefined;
}

/** {@link NetworkOptions} worked out, and the signal of the work that they serve. */
export interface Network {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works out how servers are reached.
 *
 * @throws MortiseError `INVALID_OPTION` for a timeout that is no duration, and a fetch that is no function.
 */
export function toNetwork(options: NetworkOptions, signal?: AbortSignal): Network {
  checkValues("auth", options, { fetch: "function", clock: "object" });
  const { timeout = "10s", clock = systemClock } = options;
  return {
    // The platform's fetch is looked up when it is used, since a program may replace it.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeoutMs: parseDuration(timeout, "timeout"),
    clock,
    signal,
  };
}
