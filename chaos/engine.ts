import type { Clock, TaskEngine } from "@mortise/protocol";
import type { SqlDatabase } from "@mortise/storage";
import { openDatabase } from "@mortise/storage";
import { openSqlTaskEngine } from "@mortise/tasks";
import { bullTaskEngine } from "@mortise/tasks-bullmq";
import { openRedisClient } from "../tests/fixture/service/redis-client.ts";

/** How the engine of a process is opened; times in milliseconds. */
export interface EngineSettings {
  readonly leaseMs?: number;
  readonly heartbeatMs?: number;
  readonly sweepMs?: number;
  readonly pollMs?: number;
  readonly parkAfterMs?: number;
  readonly clock?: Clock;
}

/** A task that has not ended, with one of its open questions. */
interface OpenTask {
  readonly id: string;
  readonly owner: string;
  readonly key: string | null;
}

/** An engine, and a look at its store beside it. */
export interface OpenEngine extends AsyncDisposable {
  readonly engine: TaskEngine;
  /** Returns the tasks of all owners that have not ended. */
  open(): Promise<readonly OpenTask[]>;
}

const PREFIX = "{mortise}";

const silent = (): void => undefined;

/** Opens the engine on a database, or on the Redis of a `redis://` URL. */
export async function openEngine(url: string, settings: EngineSettings = {}): Promise<OpenEngine> {
  if (url.startsWith("redis:")) return openRedis(url, settings);
  const database = await openDatabase(url, { onError: silent });
  const engine = await openSqlTaskEngine(database, { ...settings, onError: silent });
  return {
    engine,
    open: () => openTasks(database),
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await database.close();
    },
  };
}

function openTasks(database: SqlDatabase): Promise<readonly OpenTask[]> {
  const task = database.dialect.table("mortise", "task");
  const input = database.dialect.table("mortise", "task_input");
  return database.query<OpenTask & Record<string, never>>(
    `SELECT t.id, t.owner, i.key FROM ${task} t
      LEFT JOIN ${input} i ON i.task = t.id AND i.answer IS NULL WHERE t.phase <> 'done'`,
  );
}

type RedisClient = Awaited<ReturnType<typeof openRedisClient>>;

async function openRedis(url: string, settings: EngineSettings): Promise<OpenEngine> {
  const engine = bullTaskEngine({ ...settings, url, prefix: PREFIX, onError: silent });
  const read = async (client: RedisClient, id: string): Promise<OpenTask> => {
    const owner = (await client.hGet(`${PREFIX}:task:${id}`, "owner")) ?? "";
    const state = await engine.get(owner, id);
    return { id, owner, key: Object.keys(state?.inputRequests ?? {})[0] ?? null };
  };
  return {
    engine,
    open: async () => {
      const client = await openRedisClient(url);
      const ids = await client.zRange(`${PREFIX}:expiry`, 0, -1);
      const tasks = await Promise.all(ids.map((id) => read(client, id)));
      client.destroy();
      return tasks;
    },
    [Symbol.asyncDispose]: () => engine.close(),
  };
}
