import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";
import { isEmpty, seedDatabase } from "./seed-database.ts";

/**
 * Makes a function that gives the customer database of `DATABASE_URL`, opened when first needed.
 *
 * The schema is brought up to date, and an empty database is filled with the sandbox's world. A
 * failure is not remembered: the next call tries again, so a server outlives its database.
 */
export function createCustomerDatabase(url: string | undefined): {
  readonly open: () => Promise<Database>;
  readonly close: () => Promise<void>;
} {
  let opening: Promise<Database> | undefined;
  return {
    open: () => {
      opening ??= openAndFill(url).catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    close: async () => {
      const database = await opening?.catch(() => undefined);
      opening = undefined;
      await database?.close();
    },
  };
}

async function openAndFill(url: string | undefined): Promise<Database> {
  const database = openDatabase(url);
  try {
    await migrate(database);
    if (await isEmpty(database)) {
      // Loaded only here, because a database with customers needs no invented ones.
      const { createWorld } = await import("../world/index.ts");
      await seedDatabase(database, createWorld());
    }
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
