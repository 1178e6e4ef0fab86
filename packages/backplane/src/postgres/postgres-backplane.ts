import type { Backplane } from "@mortise/protocol";
import { createBackplane } from "@mortise/protocol/backplane-kit";
import type { DatabaseBus } from "@mortise/storage";
import { openPostgres, Sweeper } from "@mortise/storage";
import type { BackplaneSettings } from "../backplane-options.ts";
import { toConnectionOptions } from "../backplane-options.ts";
import { OrderedEvents } from "../event-log/ordered-events.ts";
import { PostgresEvents } from "./postgres-events.ts";
import { expiredRows, postgresSchema } from "./postgres-schema.ts";
import { PostgresValues } from "./postgres-values.ts";

/** Opens a backplane on PostgreSQL 13 or later: a schema of its own, and one channel to notify on. */
export async function openPostgresBackplane(
  url: string,
  settings: BackplaneSettings,
): Promise<Backplane> {
  const { prefix, maxConnections, sweepMs, clock, report } = settings;
  const database = await openPostgres(url, {
    ...toConnectionOptions(settings),
    maxConnections,
    // The contents are worth less than a wait for the disk at each commit.
    isDurable: false,
  });
  let bus: DatabaseBus;
  try {
    await database.migrate(postgresSchema(prefix));
    bus = await database.openBus(prefix);
  } catch (error) {
    await database.close();
    throw error;
  }
  const sweeper = new Sweeper(database, {
    name: `${prefix}.sweep`,
    statements: expiredRows(prefix),
    everyMs: sweepMs,
    clock,
    report,
  });
  const events = new OrderedEvents(new PostgresEvents(database, settings), settings);
  return createBackplane({
    kind: "postgres",
    isShared: true,
    values: new PostgresValues(database, prefix),
    bus,
    events,
    close: async () => {
      await events.idle();
      await bus.close();
      await sweeper.close();
      await database.close();
    },
  });
}
