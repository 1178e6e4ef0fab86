import type { Clock, OptionNames, Random } from "@mortise/protocol";
import { checkOptions, systemClock, systemRandom } from "@mortise/protocol";
import { countOption } from "../connection/connection-options.ts";
import type { Report } from "../connection/report.ts";
import { createReport } from "../connection/report.ts";

/** How a SQLite file is opened. */
export interface SqliteOptions {
  /** Milliseconds to wait while other processes have the file locked. Default 5,000. */
  readonly timeoutMs?: number;
  /** Milliseconds between two checks that the file is still the one at its path. Default 15,000. */
  readonly heartbeatMs?: number;
  /** Milliseconds between two looks for messages of other processes. Default 20. */
  readonly pollMs?: number;
  /**
   * Whether a commit waits until it is on the disk. Default `true`. `false` is ten times faster; a
   * power cut then loses the last commits, none by halves. A crash of the process loses none.
   */
  readonly isDurable?: boolean;
  /** Receives errors that no call returns, such as a file that was replaced. Default: standard error. */
  readonly onError?: (error: Error) => void;
  /** Gives the database its time. Default: the platform's. */
  readonly clock?: Clock;
  /** Default: the platform's. */
  readonly random?: Random;
}

const OPTIONS: OptionNames<SqliteOptions> = {
  timeoutMs: true,
  heartbeatMs: true,
  pollMs: true,
  isDurable: true,
  onError: true,
  clock: true,
  random: true,
};

/** {@link SqliteOptions} with their defaults. */
export interface SqliteSettings {
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  readonly isDurable: boolean;
  readonly report: Report;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MortiseError `INVALID_OPTION` for a time below 1 millisecond.
 */
export function readSqliteOptions(options: SqliteOptions): SqliteSettings {
  checkOptions("openSqlite", options, OPTIONS);
  return {
    timeoutMs: countOption("timeoutMs", options.timeoutMs, 5_000),
    heartbeatMs: countOption("heartbeatMs", options.heartbeatMs, 15_000),
    pollMs: countOption("pollMs", options.pollMs, 20),
    isDurable: options.isDurable ?? true,
    report: createReport(options.onError),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
  };
}
