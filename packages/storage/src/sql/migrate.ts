import { MortiseError } from "@mortise/protocol";
import type { DatabaseSchema } from "./schema.ts";
import { checkSchema } from "./schema.ts";
import type { SqlDatabase, SqlRunner } from "./sql-database.ts";

/** Migrations of large tables take their time, and so do those of other processes. */
const MIGRATION_TIMEOUT_MS = 600_000;

/** The parts of a migration that a database does in its own way. */
export interface MigrationSteps {
  /** Returns whether a table exists. */
  readonly hasTable: (runner: SqlRunner, table: string) => Promise<boolean>;
  /** Waits until no other process migrates `namespace`, and makes it if it is missing. */
  readonly enter: (transaction: SqlRunner, namespace: string) => Promise<void>;
}

/** Applies the migrations of `schema` that are missing; see {@link SqlDatabase.migrate}. */
export async function migrate(
  database: SqlDatabase,
  schema: DatabaseSchema,
  { hasTable, enter }: MigrationSteps,
): Promise<void> {
  checkSchema(schema);
  const { namespace, component, migrations } = schema;
  const history = database.dialect.table(namespace, "migration");
  const applied = async (runner: SqlRunner): Promise<number> => {
    if (!(await hasTable(runner, history))) return 0;
    const steps = await runner.query<{ name: string }>(
      `SELECT name FROM ${history} WHERE component = $1 ORDER BY version`,
      [component],
    );
    checkHistory(
      schema,
      steps.map(({ name }) => name),
    );
    return steps.length;
  };
  // Without anything to do, no lock is taken and no right to create is needed.
  if ((await applied(database)) === migrations.length) return;
  const apply = async (transaction: SqlRunner): Promise<void> => {
    await enter(transaction, namespace);
    await transaction.execute(`CREATE TABLE IF NOT EXISTS ${history} (
      component text NOT NULL,
      version integer NOT NULL,
      name text NOT NULL,
      applied_at bigint NOT NULL,
      PRIMARY KEY (component, version)
    )`);
    for (let version = await applied(transaction); version < migrations.length; version += 1) {
      const { name, statements } = migrations[version] as DatabaseSchema["migrations"][number];
      for (const statement of statements) await transaction.execute(statement);
      await transaction.execute(
        `INSERT INTO ${history} (component, version, name, applied_at)
         VALUES ($1, $2, $3, ${database.dialect.now})`,
        [component, version + 1, name],
      );
    }
  };
  await database.transaction(apply, { timeoutMs: MIGRATION_TIMEOUT_MS });
}

/** Refuses a history with steps that this release does not know, or knows by another name. */
function checkHistory({ component, migrations }: DatabaseSchema, names: readonly string[]): void {
  if (names.length > migrations.length) {
    throw new MortiseError(
      "STORAGE_FAILED",
      `The tables of ${component} were made by a newer release: they are at version ${names.length}, ` +
        `and this release knows ${migrations.length}. Run the newer release, or restore an older copy`,
      { data: { reason: "incompatible" } },
    );
  }
  for (const [index, name] of names.entries()) {
    const known = migrations[index]?.name;
    if (name === known) continue;
    throw new MortiseError(
      "STORAGE_FAILED",
      `The tables of ${component} were made by a different release: their version ${index + 1} is ` +
        `${JSON.stringify(name)}, and here it is ${JSON.stringify(known)}. Run that release, or use ` +
        "another database",
      { data: { reason: "incompatible" } },
    );
  }
}
