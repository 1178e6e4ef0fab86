import { MortiseError } from "@mortise/protocol";
import type { ConnectionOptions } from "./connection/connection-options.ts";
import { openPostgres } from "./postgres/postgres-database.ts";
import type { SqlDatabase } from "./sql/sql-database.ts";
import { openSqlite } from "./sqlite/sqlite-database.ts";

/** How a database of either kind is opened. */
export interface DatabaseOptions
  extends Pick<ConnectionOptions, "timeoutMs" | "heartbeatMs" | "onError" | "clock" | "random"> {
  /** Whether a commit waits until it is on the disk. Default `true`. */
  readonly isDurable?: boolean;
}

type Open = (url: string, options: DatabaseOptions) => Promise<SqlDatabase>;

const KINDS: ReadonlyMap<string, Open> = new Map<string, Open>([
  ["postgres:", openPostgres],
  ["postgresql:", openPostgres],
  ["sqlite:", (url, options) => openSqlite(sqlitePath(url), options)],
]);

/**
 * Opens the database that `url` names: `postgres://…`, `postgresql://…`, or `sqlite:` and the path of
 * a file, as `sqlite:./data/desk.db`; see {@link openPostgres} and {@link openSqlite}.
 *
 * Rejects with MortiseError `INVALID_OPTION` for any other URL.
 */
export async function openDatabase(
  url: string,
  options: DatabaseOptions = {},
): Promise<SqlDatabase> {
  return findKind(url)(url, options);
}

/**
 * Refuses a URL that {@link openDatabase} could not open, without opening it.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function checkDatabaseUrl(url: string): void {
  findKind(url);
  if (schemeOf(url) === "sqlite:") sqlitePath(url);
}

function findKind(url: string): Open {
  const open = KINDS.get(schemeOf(url));
  if (open) return open;
  // The URL itself may hold a password.
  throw new MortiseError(
    "INVALID_OPTION",
    "A database is opened by a URL that begins with postgres://, postgresql:// or sqlite:, but this " +
      `one begins with ${JSON.stringify(schemeOf(url))}`,
  );
}

/** Returns the part of a URL up to its first colon, such as `sqlite:`; empty without one. */
export function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? "";
}

/**
 * Returns the path in a URL like `sqlite:desk.db`, `sqlite:/var/desk.db` or `sqlite:///var/desk.db`,
 * as it is written.
 *
 * @throws MortiseError `INVALID_OPTION` without a path, and for a host in its place.
 */
export function sqlitePath(url: string): string {
  const rest = url.slice("sqlite:".length);
  const path = rest.startsWith("///") ? rest.slice(2) : rest;
  if (path !== "" && !path.startsWith("//")) return path;
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(url)} names no file; write sqlite:./data/desk.db or sqlite:///var/lib/desk.db`,
  );
}
