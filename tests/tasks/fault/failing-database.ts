import { MortiseError } from "@mortise/protocol";
import type { DatabaseBus, SqlDatabase } from "@mortise/storage";

/** A call that fails before it has an effect, or after it. */
export type Failure = "before" | "after";

/** A database of which each call fails as `fails` says. */
export function failingDatabase(
  database: SqlDatabase,
  fails: () => Failure | undefined,
): SqlDatabase {
  const call = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    const failure = fails();
    if (failure === "before") throw new MortiseError("CONNECTION_FAILED", "failed before");
    const result = await run();
    if (failure === "after") throw new MortiseError("CONNECTION_FAILED", "failed after");
    return result;
  };
  return {
    dialect: database.dialect,
    query: (statement, values) => call(() => database.query(statement, values)),
    execute: (statement, values) => call(() => database.execute(statement, values)),
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
