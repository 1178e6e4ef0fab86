import type { Backplane } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { OpenBackplaneOptions } from "./backplane-options.ts";
import { readOptions } from "./backplane-options.ts";
import { loadDriver } from "./load-driver.ts";
import { openPostgresBackplane } from "./postgres/postgres-backplane.ts";
import { openRedisBackplane } from "./redis/redis-backplane.ts";

/**
 * Opens what the instances of one server share, on the PostgreSQL or Redis at `url`.
 *
 * `postgres://` and `postgresql://` need the package `pg`, `redis://` and `rediss://` the package
 * `@redis/client`. Instances that open the same database with the same prefix see the same; tables are
 * created where they are missing. Rejects with MortiseError `INVALID_OPTION` for any other URL and
 * for a package that is not installed, with `CONNECTION_FAILED` where nobody answers.
 *
 * A connection that is lost later is opened again; calls meanwhile reject with `CONNECTION_FAILED`,
 * and subscribers are told by `missed` once messages arrive again.
 */
export async function openBackplane(
  url: string,
  options: OpenBackplaneOptions = {},
): Promise<Backplane> {
  const settings = readOptions(options);
  const { protocol, host } = parseUrl(url);
  const advise = (error: unknown): never => {
    throw withAdvice(error, `${protocol}//${host}`);
  };
  switch (protocol) {
    case "postgres:":
    case "postgresql:": {
      const pg = await loadDriver("pg", () => import("pg"));
      return openPostgresBackplane(pg, url, settings).catch(advise);
    }
    case "redis:":
    case "rediss:": {
      const redis = await loadDriver("@redis/client", () => import("@redis/client"));
      return openRedisBackplane(redis, url, settings).catch(advise);
    }
    default:
      throw invalidUrl(`of the kind ${protocol}//`);
  }
}

/** What to look at where nobody was there, or nobody was let in. */
function withAdvice(error: unknown, place: string): unknown {
  if (!MortiseError.is(error) || error.code !== "CONNECTION_FAILED") return error;
  return new MortiseError(
    "CONNECTION_FAILED",
    `${error.message}; check the URL of the backplane, which begins with ${place}, and that it is running`,
    { cause: error },
  );
}

function parseUrl(url: string): URL {
  if (URL.canParse(url)) return new URL(url);
  throw invalidUrl("not a URL");
}

/** The URL itself stays out of the message: it may hold a password. */
function invalidUrl(found: string): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    "A backplane is opened by a URL that begins with postgres://, postgresql://, redis:// or " +
      `rediss://; the one given is ${found}`,
  );
}
