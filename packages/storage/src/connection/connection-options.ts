import type { Clock, OptionNames, Random } from "@mortise/protocol";
import { MortiseError, systemClock, systemRandom } from "@mortise/protocol";
import type { Report } from "./report.ts";
import { createReport } from "./report.ts";

/** How a service is reached, and how long calls to it may take. */
export interface ConnectionOptions {
  /** Milliseconds to wait for a connection. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds to wait for an answer. Default 5,000. */
  readonly timeoutMs?: number;
  /** Milliseconds between two checks that a silent connection is alive. Default 15,000. */
  readonly heartbeatMs?: number;
  /** Receives errors that no call returns, such as a lost connection. Default: standard error. */
  readonly onError?: (error: Error) => void;
  /** Default: the platform's. Expiry on PostgreSQL and Redis follows the service's own clock. */
  readonly clock?: Clock;
  /** Default: the platform's. */
  readonly random?: Random;
}

/** The names of {@link ConnectionOptions}. */
export const CONNECTION_OPTIONS: OptionNames<ConnectionOptions> = {
  connectTimeoutMs: true,
  timeoutMs: true,
  heartbeatMs: true,
  onError: true,
  clock: true,
  random: true,
};

/** {@link ConnectionOptions} with their defaults. */
export interface ConnectionSettings {
  /** Milliseconds that connecting may take. */
  readonly connectTimeoutMs: number;
  /** Milliseconds that a call may take. */
  readonly timeoutMs: number;
  /** Milliseconds between checks of an idle connection. */
  readonly heartbeatMs: number;
  /** Takes errors that no call returns. */
  readonly report: Report;
  /** The source of time. */
  readonly clock: Clock;
  /** The source of random numbers. */
  readonly random: Random;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MortiseError `INVALID_OPTION` for a time below 1 millisecond.
 */
export function readConnectionOptions(options: ConnectionOptions): ConnectionSettings {
  return {
    connectTimeoutMs: countOption("connectTimeoutMs", options.connectTimeoutMs, 5_000),
    timeoutMs: countOption("timeoutMs", options.timeoutMs, 5_000),
    heartbeatMs: countOption("heartbeatMs", options.heartbeatMs, 15_000),
    report: createReport(options.onError),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
  };
}

/**
 * Returns an option that counts something, or its default.
 *
 * @throws MortiseError `INVALID_OPTION` unless it is a whole number from 1 to 2147483647.
 */
export function countOption(name: string, value: number | undefined, standard: number): number {
  const count = value ?? standard;
  if (Number.isSafeInteger(count) && count >= 1 && count <= 2_147_483_647) return count;
  throw new MortiseError(
    "INVALID_OPTION",
    `${name} must be a whole number from 1 to 2147483647, but is ${count}`,
    { data: { option: name } },
  );
}
