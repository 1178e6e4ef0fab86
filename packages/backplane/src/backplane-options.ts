import { MortiseError } from "@mortise/protocol";

/** How a shared backplane is opened. */
export interface OpenBackplaneOptions {
  /**
   * What its tables (a schema of PostgreSQL) and keys (of Redis) are called, so that several servers
   * share one database: up to 40 of `a-z`, `0-9` and `_`, beginning with a letter. Default `mortise`.
   */
  readonly prefix?: string;
  /** Milliseconds to wait for a connection. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds to wait for an answer. Default 5,000. */
  readonly timeoutMs?: number;
  /** Connections to PostgreSQL besides the one that listens. Default 4. */
  readonly maxConnections?: number;
  /** Events kept of one stream. Default 1,000. */
  readonly maxEvents?: number;
  /** Characters kept of one stream. Default 4,194,304. */
  readonly maxStreamCharacters?: number;
  /** Milliseconds between two removals of what has expired in PostgreSQL. Default 60,000. */
  readonly sweepMs?: number;
  /** Milliseconds between two signs of life asked of a connection that may be silent. Default 15,000. */
  readonly heartbeatMs?: number;
  /** Hears of what goes wrong with no call to report it to, such as a lost connection. Default: standard error. */
  readonly onError?: (error: Error) => void;
}

/** The options with their defaults. */
export interface BackplaneSettings {
  readonly prefix: string;
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
  readonly maxConnections: number;
  readonly maxEvents: number;
  readonly maxStreamCharacters: number;
  readonly sweepMs: number;
  readonly heartbeatMs: number;
  /** Never throws. */
  readonly report: (error: unknown) => void;
}

const PREFIX = /^[a-z][a-z0-9_]{0,39}$/;

/** Checks the options and fills in what is missing. */
export function readOptions(options: OpenBackplaneOptions): BackplaneSettings {
  const { prefix = "mortise", onError = writeToStandardError } = options;
  if (!PREFIX.test(prefix)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `prefix must be up to 40 of a-z, 0-9 and _, beginning with a letter, but is ${JSON.stringify(prefix)}`,
    );
  }
  return {
    prefix,
    connectTimeoutMs: atLeastOne("connectTimeoutMs", options.connectTimeoutMs ?? 5_000),
    timeoutMs: atLeastOne("timeoutMs", options.timeoutMs ?? 5_000),
    maxConnections: atLeastOne("maxConnections", options.maxConnections ?? 4),
    maxEvents: atLeastOne("maxEvents", options.maxEvents ?? 1_000),
    maxStreamCharacters: atLeastOne(
      "maxStreamCharacters",
      options.maxStreamCharacters ?? 4_194_304,
    ),
    sweepMs: atLeastOne("sweepMs", options.sweepMs ?? 60_000),
    heartbeatMs: atLeastOne("heartbeatMs", options.heartbeatMs ?? 15_000),
    report: (error) => {
      try {
        onError(error instanceof Error ? error : new Error(String(error)));
      } catch (failure) {
        writeToStandardError(failure);
      }
    },
  };
}

function atLeastOne(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= 2_147_483_647) return value;
  throw new MortiseError(
    "INVALID_OPTION",
    `${name} must be a whole number from 1 to 2147483647, but is ${value}`,
  );
}

function writeToStandardError(error: unknown): void {
  process.stderr.write(`[mortise] ${error instanceof Error ? error.message : String(error)}\n`);
}
