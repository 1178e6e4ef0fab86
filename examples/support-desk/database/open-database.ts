import type { Database } from "./database.ts";
import { openPostgres } from "./postgres-database.ts";
import { openSqlite } from "./sqlite-database.ts";

/**
 * Opens the database that `DATABASE_URL` names: `postgres://…`, `file:` and a path, or nothing for
 * SQLite in memory.
 *
 * @throws Error when the URL is of another kind.
 */
export function openDatabase(url: string | undefined): Database {
  if (!url || url === ":memory:") return openSqlite(":memory:");
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  const [, path] = /^(?:file|sqlite):(?:\/\/(?=\/))?(.+)$/.exec(url) ?? [];
  if (path !== undefined) return openSqlite(path);
  throw new Error(
    `DATABASE_URL names no database this server knows. Use postgres://user@host/database, file:customers.sqlite, or leave it out for one in memory.`,
  );
}
