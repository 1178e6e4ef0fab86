import { ToolError } from "mortise";
import type { Database } from "./database.ts";
import { openPostgres } from "./postgres-database.ts";
import { openSqlite } from "./sqlite-database.ts";

/**
 * Opens the database that `DATABASE_URL` names: `postgres://…`, `file:` and a path, or nothing for
 * SQLite in memory.
 *
 * @throws ToolError `not_configured` when the URL is of another kind.
 */
export function openDatabase(url: string | undefined): Database {
  if (!url || url === ":memory:") return openSqlite(":memory:");
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  const [, path] = /^(?:file|sqlite):(?:\/\/(?=\/))?(.+)$/.exec(url) ?? [];
  if (path !== undefined) return openSqlite(path);
  throw new ToolError(
    "DATABASE_URL names no database this server knows. The operator must set it to postgres://user@host/database or file:customers.sqlite, or leave it out for one in memory.",
    { code: "not_configured" },
  );
}
