import type { Backplane } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { schemeOf } from "@mortise/storage";
import type { BackplaneSettings, OpenBackplaneOptions } from "./backplane-options.ts";
import { readOptions } from "./backplane-options.ts";

type Open = (url: string, settings: BackplaneSettings) => Promise<Backplane>;

const openPostgres: Open = async (url, settings) => {
  const { openPostgresBackplane } = await import("./postgres/postgres-backplane.ts");
  return openPostgresBackplane(url, settings).catch(advise(url));
};

const openRedis: Open = async (url, settings) => {
  const { openRedisBackplane } = await import("./redis/redis-backplane.ts");
  return openRedisBackplane(url, settings).catch(advise(url));
};

const openSqlite: Open = async (url, settings) => {
  const { openSqliteBackplane } = await import("./sqlite/sqlite-backplane.ts");
  return openSqliteBackplane(url, settings);
};

const openMemory: Open = async () => {
  const { createMemoryBackplane } = await import("@mortise/server");
  return createMemoryBackplane();
};

/** The kinds of backplanes, by the scheme of their URLs. */
const KINDS: ReadonlyMap<string, Open> = new Map([
  ["postgres:", openPostgres],
  ["postgresql:", openPostgres],
  ["redis:", openRedis],
  ["rediss:", openRedis],
  ["sqlite:", openSqlite],
  ["memory:", openMemory],
]);

/**
 * Opens the backplane that `url` names:
 *
 * - `postgres://…` or `postgresql://…`, with the package `pg`: any number of machines
 * - `redis://…` or `rediss://…`, with the package `@redis/client`: any number of machines
 * - `sqlite:` and the path of a file, as `sqlite:./data/desk.db`: the processes of one machine
 * - `memory:`: this process alone
 *
 * Instances that open the same database with the same prefix share everything; tables are created and
 * brought up to date. Rejects with MortiseError `INVALID_OPTION` for any other URL and without the
 * package, `CONNECTION_FAILED` if the service does not answer, `STORAGE_FAILED` if the database or the
 * file cannot be used.
 *
 * A connection that is lost later is opened again. Calls meanwhile reject with `CONNECTION_FAILED`;
 * once messages arrive again, `missed` of each subscription is called.
 */
export async function openBackplane(
  url: string,
  options: OpenBackplaneOptions = {},
): Promise<Backplane> {
  const settings = readOptions(options);
  const open = KINDS.get(schemeOf(url));
  if (open) return open(url, settings);
  // The URL itself may hold a password.
  throw new MortiseError(
    "INVALID_OPTION",
    "A backplane is opened by a URL that begins with postgres://, postgresql://, redis://, " +
      `rediss://, sqlite: or memory:, but ${describeStart(url)}`,
  );
}

function describeStart(url: string): string {
  const scheme = schemeOf(url);
  return scheme === ""
    ? "this one has no scheme"
    : `this one begins with ${JSON.stringify(scheme)}`;
}

/** Adds the place to the error of a service that does not answer or refuses the login. */
function advise(url: string): (error: unknown) => never {
  return (error) => {
    if (!MortiseError.is(error) || error.code !== "CONNECTION_FAILED") throw error;
    throw new MortiseError(
      "CONNECTION_FAILED",
      `${error.message}; check the URL of the backplane, which begins with ${placeOf(url)}, and ` +
        "that the service is running",
      { cause: error },
    );
  };
}

/** The scheme and the host, without the user and the password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return schemeOf(url);
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
