/**
 * Databases for the parts of Mortise: PostgreSQL for several machines, a SQLite file for one.
 *
 * @module
 */
export type * from "@mortise/protocol";
export type { ConnectionOptions } from "./connection/connection-options.ts";
export { KeyRing, type KeyRingOptions } from "./key-ring.ts";
export {
  checkDatabaseUrl,
  type DatabaseOptions,
  openDatabase,
  schemeOf,
  sqlitePath,
} from "./open-database.ts";
export { openPostgres } from "./postgres/postgres-database.ts";
export type { PostgresOptions } from "./postgres/postgres-options.ts";
export {
  ExpiringValues,
  type ExpiringValuesOptions,
  type SqlTime,
} from "./sql/expiring-values.ts";
export { checkName, type DatabaseSchema, type Migration } from "./sql/schema.ts";
export type {
  DatabaseBus,
  SqlDatabase,
  SqlDialect,
  SqlRow,
  SqlRunner,
  SqlValue,
  Statement,
  TransactionOptions,
} from "./sql/sql-database.ts";
export { Sweeper, type SweeperOptions } from "./sql/sweeper.ts";
export { openSqlite } from "./sqlite/sqlite-database.ts";
export type { SqliteOptions } from "./sqlite/sqlite-options.ts";
