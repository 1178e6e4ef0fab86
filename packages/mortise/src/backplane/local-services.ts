import { randomBytes } from "node:crypto";
import process from "node:process";
import { createClient } from "@redis/client";
import { Client } from "pg";
import { expect, test } from "vitest";

/** A PostgreSQL or Redis that the tests may use. */
export interface LocalService {
  readonly name: "postgres" | "redis";
  readonly url: string;
  /** It answers; where it does not, that was said loudly. */
  readonly isUsable: boolean;
  /** Removes everything that was kept under a prefix. */
  readonly drop: (prefix: string) => Promise<void>;
}

const CONNECT_MS = 2_000;

/** A prefix that no other test uses. */
export function freshPrefix(): string {
  return `test_${randomBytes(6).toString("hex")}`;
}

/** The PostgreSQL of `TEST_DATABASE_URL`, by default the one on this machine. */
export function localPostgres(): Promise<LocalService> {
  const url = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";
  const run = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  return tried("PostgreSQL", "TEST_DATABASE_URL", {
    name: "postgres",
    url,
    // Quietly: PostgreSQL would list every table.
    drop: (prefix) =>
      run(`SET client_min_messages TO warning; DROP SCHEMA IF EXISTS ${prefix} CASCADE`),
  });
}

/** The Redis of `TEST_REDIS_URL`, by default the one on this machine. */
export function localRedis(): Promise<LocalService> {
  const url = process.env["TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";
  return tried("Redis", "TEST_REDIS_URL", {
    name: "redis",
    url,
    drop: async (prefix) => {
      const client = createClient({
        url,
        socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
      });
      client.on("error", () => undefined);
      await client.connect();
      for await (const keys of client.scanIterator({ MATCH: `${prefix}:*`, COUNT: 1_000 })) {
        if (keys.length > 0) await client.unlink(keys);
      }
      await client.close();
    },
  });
}

/** Those of the two that answer. */
export async function usableServices(): Promise<readonly LocalService[]> {
  const services = [await localPostgres(), await localRedis()];
  return services.filter(({ isUsable }) => isUsable);
}

/** Says on standard error where `service` does not answer; with `CI=true` throws instead. */
async function tried(
  title: string,
  variable: string,
  service: Omit<LocalService, "isUsable">,
): Promise<LocalService> {
  try {
    await service.drop(freshPrefix());
    return { ...service, isUsable: true };
  } catch (error) {
    const told = `no ${title} at ${new URL(service.url).host}. Start one, or set ${variable}.`;
    if (process.env["CI"] === "true")
      throw new Error(`The tests need it: ${told}`, { cause: error });
    process.stderr.write(`\n*** SKIPPED: ${told} ***\n\n`);
    return { ...service, isUsable: false };
  }
}

/** Stands for the tests of a file that there is no service for, since a file without tests fails. */
export function skipWithout(services: readonly unknown[]): void {
  test.skipIf(services.length === 0)("there is a service to test with", () => {
    expect(services).not.toHaveLength(0);
  });
}
