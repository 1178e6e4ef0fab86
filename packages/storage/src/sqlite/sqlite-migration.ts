import type { MigrationSteps } from "../sql/migrate.ts";

/** Migrations in SQLite: its transactions take turns anyway, and a namespace is part of names. */
export const sqliteMigration: MigrationSteps = {
  hasTable: async (runner, table) => {
    const rows = await runner.query(
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1",
      [table],
    );
    return rows.length > 0;
  },
  enter: () => Promise.resolve(),
};
