import type { Backplane } from "@mortise/protocol";
import { openSqlite, sqlitePath } from "@mortise/storage";
import type { BackplaneSettings } from "../backplane-options.ts";
import { toConnectionOptions } from "../backplane-options.ts";
import { createSqlBackplane } from "../sql/sql-backplane.ts";
import { SqliteEvents } from "./sqlite-events.ts";
import { expiredRows, sqliteSchema } from "./sqlite-schema.ts";
import { SqliteValues } from "./sqlite-values.ts";

/** Rows that one transaction removes; the process waits meanwhile. */
const SWEEP_BATCH = 100;

/** Opens a backplane on a SQLite file, for the processes of one machine. */
export async function openSqliteBackplane(
  url: string,
  settings: BackplaneSettings,
): Promise<Backplane> {
  const { prefix } = settings;
  // A file is opened at once, so that connecting has no time of its own.
  const { connectTimeoutMs: _none, ...options } = toConnectionOptions(settings);
  const database = await openSqlite(sqlitePath(url), {
    ...options,
    // The contents are worth less than a wait for the disk at each commit.
    isDurable: false,
  });
  return createSqlBackplane(database, settings, {
    schema: sqliteSchema(prefix),
    expiredRows: expiredRows(prefix),
    sweepBatch: SWEEP_BATCH,
    values: new SqliteValues(database, prefix),
    events: new SqliteEvents(database, prefix, settings),
  });
}
