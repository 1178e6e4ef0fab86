import { MortiseError } from "@mortise/protocol";
import type { DatabaseBus, SqlDatabase } from "@mortise/storage";

/** A call that fails before it has an effect, or after it. */
export type Failure = "before" | "after";

/** Runs a call of a database; the values are those of a statement by itself. */
type Around = <Result>(run: () => Promise<Result>, values?: readonly unknown[]) => Promise<Result>;

/** A database of which each call fails as `fails` says. */
export function failingDatabase(
  database: SqlDatabase,
  fails: () => Failure | undefined,
): SqlDatabase {
  return aroundDatabase(database, async (run) => {
    const failure = fails();
    if (failure === "before") throw new MortiseError("CONNECTION_FAILED", "failed before");
    const result = await run();
    if (failure === "after") throw new MortiseError("CONNECTION_FAILED", "failed after");
    return result;
  });
}

/** A database whose answers are handed on when the promise that `wait` returns for their statement is over. */
export function slowDatabase(
  database: SqlDatabase,
  wait: (values: readonly unknown[]) => Promise<void> | undefined,
): SqlDatabase {
  return aroundDatabase(database, async (run, values = []) => {
    const result = await run();
    await wait(values);
    return result;
  });
}

function aroundDatabase(database: SqlDatabase, call: Around): SqlDatabase {
  return {
    dialect: database.dialect,
    query: (statement, values) => call(() => database.query(statement, values), values),
    execute: (statement, values) => call(() => database.execute(statement, values), values),
    transaction: (work, options) => call(() => database.transaction(work, options)),
    tryAlone: (name, work) => call(() => database.tryAlone(name, work)),
    migrate: (schema) => database.migrate(schema),
    openBus: (channel) => database.openBus(channel),
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database.close(),
  };
}

/** A database of which no message arrives. */
export function deafDatabase(database: SqlDatabase): SqlDatabase {
  const bus: DatabaseBus = {
    publish: async () => undefined,
    subscribe: async () => async () => undefined,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { ...failingDatabase(database, () => undefined), openBus: async () => bus };
}

/** A database of which the bus cannot be opened. */
export function busLessDatabase(database: SqlDatabase): SqlDatabase {
  return {
    ...failingDatabase(database, () => undefined),
    openBus: async () => {
      throw new MortiseError("CONNECTION_FAILED", "LISTEN is refused");
    },
  };
}
