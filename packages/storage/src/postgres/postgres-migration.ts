import type { MigrationSteps } from "../sql/migrate.ts";
import type { SqlRunner } from "../sql/sql-database.ts";

/** Migrations in PostgreSQL: one advisory lock for each namespace, held until the commit. */
export const postgresMigration: MigrationSteps = {
  hasTable: (runner, table) => exists(runner, "SELECT to_regclass($1) IS NOT NULL AS found", table),
  enter: async (transaction, namespace) => {
    await lock(transaction, `${namespace}.migrate`);
    const schema = "SELECT to_regnamespace($1) IS NOT NULL AS found";
    if (await exists(transaction, schema, namespace)) return;
    await transaction.execute(`CREATE SCHEMA ${namespace}`);
  },
};

/** Waits for the advisory lock called `name`, which the end of the transaction releases. */
async function lock(transaction: SqlRunner, name: string): Promise<void> {
  await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [name]);
}

async function exists(runner: SqlRunner, statement: string, name: string): Promise<boolean> {
  const [row] = await runner.query<{ found: boolean }>(statement, [name]);
  return row?.found === true;
}
