import type { Backplane } from "@mortise/protocol";
import { openPostgres } from "@mortise/storage";
import type { BackplaneSettings } from "../backplane-options.ts";
import { toConnectionOptions } from "../backplane-options.ts";
import { OrderedEvents } from "../event-log/ordered-events.ts";
import { createSqlBackplane } from "../sql/sql-backplane.ts";
import { PostgresEvents } from "./postgres-events.ts";
import { expiredRows, postgresSchema } from "./postgres-schema.ts";
import { PostgresValues } from "./postgres-values.ts";

/** Opens a backplane on PostgreSQL 13 or later: a schema of its own, and one channel to notify on. */
export async function openPostgresBackplane(
  url: string,
  settings: BackplaneSettings,
): Promise<Backplane> {
  const { prefix, maxConnections } = settings;
  const database = await openPostgres(url, {
    ...toConnectionOptions(settings),
    maxConnections,
    // The contents are worth less than a wait for the disk at each commit.
    isDurable: false,
  });
  const events = new OrderedEvents(new PostgresEvents(database, settings), settings);
  return createSqlBackplane(database, settings, {
    schema: postgresSchema(prefix),
    expiredRows: expiredRows(prefix),
    values: new PostgresValues(database, prefix),
    events,
    idle: () => events.idle(),
  });
}
