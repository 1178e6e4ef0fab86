import type { Backplane } from "@mortise/protocol";
import { createBackplane } from "@mortise/protocol/backplane-kit";
import type { DatabaseBus } from "@mortise/storage";
import { openSqlite, Sweeper, sqlitePath } from "@mortise/storage";
import type { BackplaneSettings } from "../backplane-options.ts";
import { toConnectionOptions } from "../backplane-options.ts";
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
  const { prefix, sweepMs, clock, report } = settings;
  const database = await openSqlite(sqlitePath(url), {
    ...toConnectionOptions(settings),
    // The contents are worth less than a wait for the disk at each commit.
    isDurable: false,
  });
  let bus: DatabaseBus;
  try {
    await database.migrate(sqliteSchema(prefix));
    bus = await database.openBus(prefix);
  } catch (error) {
    await database.close();
    throw error;
  }
  const sweeper = new Sweeper(database, {
    name: `${prefix}.sweep`,
    statements: expiredRows(prefix),
    batch: SWEEP_BATCH,
    everyMs: sweepMs,
    clock,
    report,
  });
  return createBackplane({
    kind: "sqlite",
    isShared: true,
    values: new SqliteValues(database, prefix),
    bus,
    events: new SqliteEvents(database, prefix, settings),
    close: async () => {
      await bus.close();
      await sweeper.close();
      await database.close();
    },
  });
}
