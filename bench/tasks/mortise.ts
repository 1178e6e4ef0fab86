import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TaskRun } from "@mortise/protocol";
import type { SqlDatabase } from "@mortise/storage";
import { openDatabase } from "@mortise/storage";
import { openSqlTaskEngine } from "@mortise/tasks";
import type { OpenQueue, Queue, QueueEvents } from "./queue.ts";
import { CONCURRENCY, inputOf, RESULT } from "./queue.ts";
import { POSTGRES_URL } from "./services.ts";

const KIND = "report";
const POLICY = {
  attempts: 3,
  backoffMs: 1_000,
  maxBackoffMs: 60_000,
  ttlMs: 86_400_000,
  onCrash: "retry",
  pollMs: 1_000,
} as const;

/** Mortise on PostgreSQL. */
export const openOnPostgres: OpenQueue = async (events) => {
  const namespace = `bench_${process.pid}`;
  const database = await openDatabase(POSTGRES_URL);
  return open({ database, namespace }, events, async () => {
    await database.execute(`DROP SCHEMA ${namespace} CASCADE`);
    await database.close();
  });
};

/** Mortise on a SQLite file, each commit on the disk before it is acknowledged. */
export const openOnSqlite: OpenQueue = async (events) => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-bench-"));
  const database = await openDatabase(`sqlite:${join(folder, "tasks.db")}`);
  return open({ database, namespace: "bench" }, events, async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
};

interface Place {
  readonly database: SqlDatabase;
  readonly namespace: string;
}

async function open(
  { database, namespace }: Place,
  { begun }: QueueEvents,
  remove: () => Promise<void>,
): Promise<Queue> {
  const engine = await openSqlTaskEngine(database, { namespace, concurrency: CONCURRENCY });
  await engine.work({
    kinds: () => new Map([[KIND, { revision: "1" }]]),
    run: async ({ input }: TaskRun) => {
      begun(Number(input["number"]));
      return { result: RESULT };
    },
  });
  const table = database.dialect.table(namespace, "task");
  const probe = database.dialect.table(namespace, "probe");
  await database.execute(`CREATE TABLE ${probe} (id text PRIMARY KEY, body text)`);
  let filled = 0;
  let commits = 0;
  return {
    create: (number) =>
      engine.create({
        owner: "ann",
        kind: KIND,
        revision: "1",
        input: inputOf(number),
        policy: POLICY,
      }),
    countStored: async () => {
      const sql = `SELECT count(*) AS stored FROM ${table} WHERE phase = 'done'`;
      const [row] = await database.query<{ readonly stored: number | string }>(sql);
      return Number(row?.stored) - filled;
    },
    commit: () => {
      commits += 1;
      const body = JSON.stringify(inputOf(commits));
      return database.execute(`INSERT INTO ${probe} (id, body) VALUES ($1, $2)`, [
        String(commits),
        body,
      ]);
    },
    fill: async (count) => {
      await fill({ database, namespace }, count);
      filled += count;
    },
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await remove();
    },
  };
}

/** Rows that one statement copies. */
const PART = 50_000;

/** Copies a task that has ended. */
async function fill({ database, namespace }: Place, count: number): Promise<void> {
  const table = database.dialect.table(namespace, "task");
  const find = `SELECT * FROM ${table} WHERE phase = 'done' LIMIT 1`;
  const [row] = await database.query<{ readonly id: string }>(find);
  if (!row) throw new Error("A task must have ended before others can be copied from it");
  const rest = Object.keys(row)
    .filter((column) => column !== "id")
    .join(", ");
  // A statement for all of them would take longer than the database lets one take.
  for (let from = 0; from < count; from += PART) {
    const to = Math.min(from + PART, count);
    await database.execute(
      `INSERT INTO ${table} (id, ${rest})
      WITH RECURSIVE copy(n) AS (SELECT ${from + 1} UNION ALL SELECT n + 1 FROM copy WHERE n < ${to})
      SELECT 'copy-' || n, ${rest} FROM copy, ${table} WHERE id = $1`,
      [row.id],
    );
  }
  // An old system has done this long ago.
  if (database.dialect.name === "postgres") await database.execute(`ANALYZE ${table}`);
  else await database.query("PRAGMA wal_checkpoint(TRUNCATE)");
}
