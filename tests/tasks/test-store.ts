import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TaskEngine } from "@mortise/protocol";
import type { SqlDatabase } from "@mortise/storage";
import { openDatabase, openPostgres, openSqlite } from "@mortise/storage";
import type { SqlTaskEngineOptions } from "@mortise/tasks";
import { openSqlTaskEngine } from "@mortise/tasks";
import { expect, inject, onTestFinished } from "vitest";

interface Service {
  readonly url: string;
  readonly missing: string | undefined;
}

/** The tasks of one test. */
interface TestStore {
  readonly url: string;
  readonly namespace: string;
  /** Opens the database once more; closed at the end of the test. */
  openDatabase(): Promise<SqlDatabase>;
  /** Opens an engine on a database that the test opened. */
  openOn(database: SqlDatabase, options?: SqlTaskEngineOptions): Promise<TaskEngine>;
  /** Opens an engine on a connection of its own; an error that no call returned fails the test. */
  open(options?: SqlTaskEngineOptions): Promise<TaskEngine>;
  /** Ends the leases of all processes, as if each had been lost. */
  loseLeases(): Promise<void>;
}

/** A kind of database, to run tests on. */
export interface StoreKind {
  readonly name: "PostgreSQL" | "SQLite";
  /** Why tests are skipped; `undefined` if they are not. */
  readonly missing: string | undefined;
  /** Makes a store for the test that calls it. */
  create(): TestStore;
}

/** `tests/setup/services.ts` looks for it before any test; with `CI=true` it must be there. */
const found = inject("postgres" as never) as Service;

/** The PostgreSQL of the tests. */
export const postgres: StoreKind = {
  name: "PostgreSQL",
  missing: found.missing,
  create() {
    const namespace = `test_${randomBytes(6).toString("hex")}`;
    onTestFinished(async () => {
      await using database = await openDatabase(found.url);
      await database.execute(`DROP SCHEMA IF EXISTS ${namespace} CASCADE`);
    });
    return storeAt(found.url, namespace);
  },
};

/** A SQLite file in a folder of the test. */
export const sqlite: StoreKind = {
  name: "SQLite",
  missing: undefined,
  create() {
    const folder = mkdtempSync(join(tmpdir(), "mortise-tasks-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return storeAt(`sqlite:${join(folder, "test.db")}`, "mortise");
  },
};

/** Beside busy processes a database may take its time, which is no failure. */
const PATIENCE_MS = 600_000;

function openPatiently(url: string): Promise<SqlDatabase> {
  const timeoutMs = PATIENCE_MS;
  if (!url.startsWith("sqlite:")) {
    return openPostgres(url, { timeoutMs, connectTimeoutMs: PATIENCE_MS });
  }
  return openSqlite(url.slice("sqlite:".length), { timeoutMs });
}

function storeAt(url: string, namespace: string): TestStore {
  const faults: unknown[] = [];
  onTestFinished(() => expect(faults).toEqual([]));
  const open = async (): Promise<SqlDatabase> => {
    const database = await openPatiently(url);
    onTestFinished(() => database.close());
    return database;
  };
  const openOn: TestStore["openOn"] = async (database, options) => {
    const engine = await openSqlTaskEngine(database, {
      namespace,
      graceMs: 0,
      leaseMs: PATIENCE_MS,
      sweepMs: 20,
      pollMs: 200,
      onError: (error) => void faults.push(error),
      ...options,
    });
    onTestFinished(() => engine.close());
    return engine;
  };
  return {
    url,
    namespace,
    openDatabase: open,
    openOn,
    open: async (options) => openOn(await open(), options),
    loseLeases: async () => {
      await using database = await openPatiently(url);
      await database.execute(`DELETE FROM ${database.dialect.table(namespace, "task_instance")}`);
    },
  };
}

/** A path for a database file, in a folder that is removed after the test. */
export function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise-tasks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "tasks.db");
}
