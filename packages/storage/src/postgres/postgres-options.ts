import type { OptionNames } from "@mortise/protocol";
import { checkOptions } from "@mortise/protocol";
import type { ConnectionOptions, ConnectionSettings } from "../connection/connection-options.ts";
import {
  CONNECTION_OPTIONS,
  countOption,
  readConnectionOptions,
} from "../connection/connection-options.ts";

/** How a PostgreSQL database is opened. */
export interface PostgresOptions extends ConnectionOptions {
  /** Connections besides those that listen. Default 4. */
  readonly maxConnections?: number;
  /**
   * Whether a commit waits until it is on the disk. Default `true`. `false` is faster; a crash of the
   * server then loses the commits of its last fraction of a second, none by halves.
   */
  readonly isDurable?: boolean;
}

const OPTIONS: OptionNames<PostgresOptions> = {
  ...CONNECTION_OPTIONS,
  maxConnections: true,
  isDurable: true,
};

/** {@link PostgresOptions} with their defaults. */
export interface PostgresSettings extends ConnectionSettings {
  readonly maxConnections: number;
  readonly isDurable: boolean;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MortiseError `INVALID_OPTION` for a number that is too small.
 */
export function readPostgresOptions(options: PostgresOptions): PostgresSettings {
  checkOptions("openPostgres", options, OPTIONS);
  return {
    ...readConnectionOptions(options),
    maxConnections: countOption("maxConnections", options.maxConnections, 4),
    isDurable: options.isDurable ?? true,
  };
}
