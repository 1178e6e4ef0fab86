/** Finds out, before any test runs, which of the services that tests use answer. */
import process from "node:process";
import { createClient } from "@redis/client";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { findChromium } from "../fixture/browser/find-chromium.ts";

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
  const found = findChromium();
  const chromium =
    "path" in found ? { url: found.path, missing: undefined } : { url: "", ...found };
  const missing = [postgres, redis, chromium].flatMap((service) => service.missing ?? []);
  if (process.env["CI"] === "true" && missing.length > 0) {
    throw new Error(`With CI=true no test may be skipped. ${missing.join(" ")}`);
  }
  provide("postgres", postgres);
  provide("redis", redis);
  provide("chromium", chromium);
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
