import type { Backplane, EventStore, KeyValueStore } from "@mortise/protocol";
import { createBackplane } from "@mortise/protocol/backplane-kit";
import type { DatabaseBus, DatabaseSchema, SqlDatabase } from "@mortise/storage";
import { Sweeper } from "@mortise/storage";
import type { BackplaneSettings } from "../backplane-options.ts";

/** The parts of a backplane that a database does in its own way. */
export interface SqlBackplaneParts {
  readonly schema: DatabaseSchema;
  /** The statements that remove expired rows, each up to `$1` of them. */
  readonly expiredRows: readonly string[];
  /** The rows that one of them removes; see {@link Sweeper}. */
  readonly sweepBatch?: number;
  readonly values: KeyValueStore;
  readonly events: EventStore;
  /** Resolves when no call to `events` is left to make. */
  readonly idle?: () => Promise<void>;
}

/** Makes a backplane on a database, which closes with it, and at once if that fails. */
export async function createSqlBackplane(
  database: SqlDatabase,
  { prefix, sweepMs, clock, report }: BackplaneSettings,
  { schema, expiredRows, sweepBatch, values, events, idle }: SqlBackplaneParts,
): Promise<Backplane> {
  let bus: DatabaseBus;
  try {
    await database.migrate(schema);
    bus = await database.openBus(prefix);
  } catch (error) {
    await database.close();
    throw error;
  }
  const sweeper = new Sweeper(database, {
    name: `${prefix}.sweep`,
    statements: expiredRows,
    ...(sweepBatch !== undefined && { batch: sweepBatch }),
    everyMs: sweepMs,
    clock,
    report,
  });
  return createBackplane({
    kind: database.dialect.name,
    isShared: true,
    values,
    bus,
    events,
    close: async () => {
      await idle?.();
      await bus.close();
      await sweeper.close();
      await database.close();
    },
  });
}
