import type { Backplane } from "@mortise/protocol";
import { createBackplane } from "@mortise/protocol/backplane-kit";
import type { BackplaneSettings } from "../backplane-options.ts";
import { OrderedEvents } from "../ordered-events.ts";
import { PostgresBus } from "./postgres-bus.ts";
import type { PostgresModule } from "./postgres-database.ts";
import { PostgresDatabase } from "./postgres-database.ts";
import { PostgresEvents } from "./postgres-events.ts";
import { PostgresSweeper } from "./postgres-sweeper.ts";
import { PostgresValues } from "./postgres-values.ts";

/** Opens a backplane on PostgreSQL 13 or later: a schema of its own, and one channel to notify on. */
export async function openPostgresBackplane(
  postgres: PostgresModule,
  url: string,
  settings: BackplaneSettings,
): Promise<Backplane> {
  const database = await PostgresDatabase.open(postgres, url, settings);
  let bus: PostgresBus;
  try {
    bus = await PostgresBus.open(postgres, url, settings, database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const sweeper = new PostgresSweeper(database, settings);
  const events = new OrderedEvents(new PostgresEvents(database, settings), settings);
  return createBackplane({
    kind: "postgres",
    isShared: true,
    values: new PostgresValues(database, settings.prefix),
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
