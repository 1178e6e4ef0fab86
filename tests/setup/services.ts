/** Finds out, before any test runs, which of the services that tests use answer. */
import { accessSync, constants } from "node:fs";
import process from "node:process";
import { createClient } from "@redis/client";
import { Client } from "pg";
import type { TestProject } from "vitest/node";

/** A service that tests use, and the reason if they cannot. */
export interface ServiceState {
  readonly url: string;
  /** One sentence on what is missing and how to supply it; `undefined` when the service answers. */
  readonly missing: string | undefined;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly postgres: ServiceState;
    readonly redis: ServiceState;
    /** A browser; its `url` is the path of the program. */
    readonly chromium: ServiceState;
  }
}

const CONNECT_MS = 60_000;

/**
 * Provides `inject("postgres")`, `inject("redis")` and `inject("chromium")`.
 *
 * @throws Error with `CI=true`, when one of them is missing.
 */
export async function setup({ provide }: TestProject): Promise<void> {
  const [postgres, redis] = await Promise.all([findPostgres(), findRedis()]);
  const chromium = findChromium();
  const missing = [postgres, redis, chromium].flatMap((service) => service.missing ?? []);
  if (process.env["CI"] === "true" && missing.length > 0) {
    throw new Error(`With CI=true no test may be skipped. ${missing.join(" ")}`);
  }
  provide("postgres", postgres);
  provide("redis", redis);
  provide("chromium", chromium);
}

/** Where distributions put the browser; `CHROMIUM` names another place. */
const CHROMIUM_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

function findChromium(): ServiceState {
  const { CHROMIUM } = process.env;
  const places = CHROMIUM === undefined ? CHROMIUM_PLACES : [CHROMIUM];
  const url = places.find(isProgram);
  if (url !== undefined) return { url, missing: undefined };
  const missing = `No Chromium at ${places.join(", ")}: install it (apt-get install chromium), or set CHROMIUM.`;
  return { url: "", missing };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findPostgres(): Promise<ServiceState> {
  const url = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";
  return find("PostgreSQL", "TEST_DATABASE_URL", url, async () => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
    await client.connect();
    await client.query("SELECT 1");
    await client.end();
  });
}

function findRedis(): Promise<ServiceState> {
  const url = process.env["TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";
  return find("Redis", "TEST_REDIS_URL", url, async () => {
    const socket = { connectTimeout: CONNECT_MS, reconnectStrategy: false } as const;
    const client = createClient({ url, socket });
    client.on("error", () => undefined);
    await client.connect();
    await client.ping();
    await client.close();
  });
}

async function find(
  title: string,
  variable: string,
  url: string,
  use: () => Promise<void>,
): Promise<ServiceState> {
  try {
    await use();
    return { url, missing: undefined };
  } catch (error) {
    // An AggregateError of several addresses has no message of its own.
    const [first = error] = error instanceof AggregateError ? error.errors : [];
    const reason = first instanceof Error ? first.message : String(first);
    const { host } = new URL(url);
    return {
      url,
      missing: `No ${title} at ${host} (${reason}): start one, or set ${variable}.`,
    };
  }
}
