import { readFileSync } from "node:fs";
import pg from "pg";
import { POSTGRES_URL } from "../../bench/tasks/services.ts";
import type { StorePlace } from "./store-place.ts";

/** Opens a database of its own, so that nothing else is counted, and drops it at the end. */
export async function openPostgresPlace(prefix: string): Promise<StorePlace> {
  const client = new pg.Client(POSTGRES_URL);
  await client.connect();
  await client.query(`CREATE DATABASE ${prefix}`);
  const url = new URL(POSTGRES_URL);
  url.pathname = `/${prefix}`;
  return {
    name: "postgres",
    url: String(url),
    prefix: "mortise",
    readProcessor: async () => {
      const sql = "SELECT pid FROM pg_stat_activity WHERE datname = $1";
      const { rows } = await client.query<{ readonly pid: number }>(sql, [prefix]);
      const times = rows.map(({ pid }) => readRunTime(pid));
      return times.includes(undefined)
        ? undefined
        : times.reduce<number>((total, time) => total + (time ?? 0), 0);
    },
    readOperations: async () => ({}),
    [Symbol.asyncDispose]: async () => {
      await client.query(`DROP DATABASE ${prefix} WITH (FORCE)`);
      await client.end();
    },
  };
}

/** Returns the microseconds that a process with one thread has run on this machine, on Linux. */
function readRunTime(pid: number): number | undefined {
  try {
    const [nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ");
    return Number(nanoseconds) / 1_000;
  } catch {
    // Another machine, another system, or a connection that has just ended.
    return undefined;
  }
}
