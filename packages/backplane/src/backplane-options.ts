import type { OptionNames } from "@mortise/protocol";
import { checkOptions } from "@mortise/protocol";
import { checkName } from "@mortise/storage";
import type { ConnectionOptions, ConnectionSettings } from "@mortise/storage/connection";
import {
  CONNECTION_OPTIONS,
  countOption,
  readConnectionOptions,
} from "@mortise/storage/connection";

/** How a backplane is opened. */
export interface OpenBackplaneOptions extends ConnectionOptions {
  /**
   * Keeps several servers apart on one database: the name of the schema in PostgreSQL, the first part
   * of keys in Redis and of table names in SQLite. Up to 40 of `a-z`, `0-9` and `_`, beginning with a
   * letter. Default `mortise`.
   */
  readonly prefix?: string;
  /** Connections to PostgreSQL besides the one that listens. Default 4. */
  readonly maxConnections?: number;
  /** Events kept of one stream. Default 1,000. */
  readonly maxEvents?: number;
  /** Characters kept of one stream. Default 4,194,304. */
  readonly maxStreamCharacters?: number;
  /** Milliseconds between two removals of expired rows in PostgreSQL and SQLite. Default 60,000. */
  readonly sweepMs?: number;
}

const OPTIONS: OptionNames<OpenBackplaneOptions> = {
  prefix: true,
  maxConnections: true,
  maxEvents: true,
  maxStreamCharacters: true,
  sweepMs: true,
  ...CONNECTION_OPTIONS,
};

/** {@link OpenBackplaneOptions} with their defaults. */
export interface BackplaneSettings extends ConnectionSettings {
  readonly prefix: string;
  readonly maxConnections: number;
  readonly maxEvents: number;
  readonly maxStreamCharacters: number;
  readonly sweepMs: number;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MortiseError `INVALID_OPTION` for a number that is too small and a prefix of other letters.
 */
export function readOptions(options: OpenBackplaneOptions): BackplaneSettings {
  checkOptions("openBackplane", options, OPTIONS);
  const { prefix = "mortise" } = options;
  checkName(prefix, "prefix");
  return {
    ...readConnectionOptions(options),
    prefix,
    maxConnections: countOption("maxConnections", options.maxConnections, 4),
    maxEvents: countOption("maxEvents", options.maxEvents, 1_000),
    maxStreamCharacters: countOption("maxStreamCharacters", options.maxStreamCharacters, 4_194_304),
    sweepMs: countOption("sweepMs", options.sweepMs, 60_000),
  };
}

/** The settings as options for the kit: errors are reported the same way. */
export function toConnectionOptions(settings: BackplaneSettings): ConnectionOptions {
  const { connectTimeoutMs, timeoutMs, heartbeatMs, report, clock, random } = settings;
  return { connectTimeoutMs, timeoutMs, heartbeatMs, onError: report, clock, random };
}
