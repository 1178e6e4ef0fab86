import type { Database } from "./database.ts";
import { migrations } from "./migration.ts";

/**
 * Brings a database to the newest schema; several processes may try at once.
 *
 * @throws Error when the database is of a newer version than this program.
 */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(
    async (transaction) => {
      await transaction.query(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)",
      );
      const rows = await transaction.query("SELECT version FROM schema_migrations");
      const applied = new Set(rows.map((row) => row["version"]));
      const newest = migrations.at(-1)?.version ?? 0;
      const unknown = [...applied].find((version) => Number(version) > newest);
      if (unknown !== undefined) {
        throw new Error(
          `The database has schema version ${unknown}, this program knows up to ${newest}. Use a newer program, or another database.`,
        );
      }
      for (const { version, name, statements } of migrations) {
        if (applied.has(version)) continue;
        for (const statement of statements) await transaction.query(statement);
        await transaction.query(
          "INSERT INTO schema_migrations (version, name, applied_at) VALUES ($1, $2, $3)",
          [version, name, new Date().toISOString()],
        );
      }
    },
    { exclusive: true },
  );
}
