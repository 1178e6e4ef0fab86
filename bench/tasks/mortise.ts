import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { TaskRun } from "@mortise/protocol";
import type { SqlDatabase } from "@mortise/storage";
import { openDatabase } from "@mortise/storage";
import { openSqlTaskEngine } from "@mortise/tasks";
import { IS_OPEN } from "@mortise/tasks/internal";
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
  let created = 0;
  let commits = 0;
  return {
    create: async (number) => {
      await engine.create({
        owner: "ann",
        kind: KIND,
        revision: "1",
        input: inputOf(number),
        policy: POLICY,
      });
      created += 1;
    },
    countStored: async () => {
      // To count those that have ended would be to read a million rows, and to measure that.
      const sql = `SELECT count(*) AS open FROM ${table} WHERE ${IS_OPEN}`;
      const [row] = await database.query<{ readonly open: number | string }>(sql);
      return created - Number(row?.open);
    },
    commit: () => {
      commits += 1;
      const body = JSON.stringify(inputOf(commits));
      return database.execute(`INSERT INTO ${probe} (id, body) VALUES ($1, $2)`, [
        String(commits),
        body,
      ]);
    },
    fill: (count) => fill({ database, namespace }, count),
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await remove();
    },
  };
}

/** Characters of an id before the random ones. */
const ID_START = 10;
/** Rows that one statement copies. */
const PART = 50_000;

/** Copies a task that has ended; the ids of the copies begin with the time of it, as ids do. */
async function fill({ database, namespace }: Place, count: number): Promise<void> {
  const isPostgres = database.dialect.name === "postgres";
  const table = database.dialect.table(namespace, "task");
  const find = `SELECT * FROM ${table} WHERE phase = 'done' LIMIT 1`;
  const [row] = await database.query<{ readonly id: string }>(find);
  if (!row) throw new Error("A task must have ended before others can be copied from it");
  const rest = Object.keys(row)
    .filter((column) => column !== "id")
    .join(", ");
  const random = isPostgres ? "md5(random()::text)" : "lower(hex(randomblob(16)))";
  // A statement for all of them would take longer than the database lets one take.
  for (let from = 0; from < count; from += PART) {
    const to = Math.min(from + PART, count);
    await database.execute(
      `INSERT INTO ${table} (id, ${rest})
      WITH RECURSIVE copy(n) AS (SELECT ${from + 1} UNION ALL SELECT n + 1 FROM copy WHERE n < ${to})
      SELECT substr(id, 1, ${ID_START}) || ${random}, ${rest} FROM copy, ${table} WHERE id = $1`,
      [row.id],
    );
  }
  // An old system has done this long ago.
  if (isPostgres) {
    await database.execute(`VACUUM (ANALYZE) ${table}`);
    await database.execute("CHECKPOINT");
  } else {
    await database.query("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  // The disk is busy with the copies for a while.
  await pause(10_000);
}
