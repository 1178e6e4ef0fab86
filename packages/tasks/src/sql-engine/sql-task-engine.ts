import type {
  Clock,
  DetailedTask,
  JsonObject,
  NewTask,
  Random,
  TaskEngine,
  TaskWorker,
  Telemetry,
} from "@mortise/protocol";
import { MortiseError, noTelemetry, systemClock, systemRandom } from "@mortise/protocol";
import type { SqlDatabase } from "@mortise/storage";
import type { PayloadLimits } from "../payload/payload-limits.ts";
import { readPayloadLimits } from "../payload/payload-limits.ts";
import { Payloads } from "../payload/payloads.ts";
import { makeTaskId } from "../payload/task-id.ts";
import type { TaskEncryption } from "../payload/task-sealer.ts";
import { TaskSealer } from "../payload/task-sealer.ts";
import { GroupedWrites } from "./group.ts";
import type { Hint } from "./hints.ts";
import { Hints } from "./hints.ts";
import type { LeaseTimes } from "./lease-times.ts";
import { readLeaseTimes } from "./lease-times.ts";
import { QueueStore } from "./queue-store.ts";
import { TaskInstance } from "./task-instance.ts";
import { taskSchema } from "./task-schema.ts";
import type { TaskSql } from "./task-sql.ts";
import { taskSql } from "./task-sql.ts";
import type { TaskStoreParts } from "./task-store.ts";
import { TaskStore } from "./task-store.ts";
import { Watchers } from "./watchers.ts";

/** Settings of {@link openSqlTaskEngine}; times in milliseconds. */
export interface SqlTaskEngineOptions extends Partial<PayloadLimits> {
  /** The schema, or in SQLite the first part, of its tables. Default `mortise`. */
  readonly namespace?: string;
  /** Tasks that this process runs at once. Default 16. */
  readonly concurrency?: number;
  /** How long a process that no longer answers keeps its tasks. Default 15,000. */
  readonly leaseMs?: number;
  /** How often the lease is renewed; at most a third of it. Default 5,000. */
  readonly heartbeatMs?: number;
  /** How often lost and expired tasks are looked for. Default 1,000. */
  readonly sweepMs?: number;
  /** How often work is looked for without a hint. Default 1,000. */
  readonly pollMs?: number;
  /** How long a question is waited for in memory. Default 60,000. */
  readonly parkAfterMs?: number;
  /** How long `close` lets tasks finish. Default 5,000. */
  readonly graceMs?: number;
  /** Encrypts what callers and handlers write into tasks. Default: it is not encrypted. */
  readonly encryption?: TaskEncryption;
  /** Receives spans and metrics. Default: none. */
  readonly telemetry?: Telemetry;
  /** Counts pauses and leases of this process. Default: the system's. */
  readonly clock?: Clock;
  /** Makes ids. Default: the system's. */
  readonly random?: Random;
  /** Receives errors that no call can return. Default: none. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Opens an engine on the tables of `database`, which stays open after `close`.
 *
 * Rejects with MortiseError `INVALID_OPTION` for a heartbeat that is longer than a third of the lease, for
 * a limit below 1 and for a key that is too short; with `STORAGE_FAILED` for a database whose tasks were
 * moved to another.
 */
export async function openSqlTaskEngine(
  database: SqlDatabase,
  options: SqlTaskEngineOptions = {},
): Promise<TaskEngine> {
  const { namespace = "mortise" } = options;
  const times = readLeaseTimes(options);
  const { random = systemRandom, encryption } = options;
  const payloads = new Payloads(readPayloadLimits(options), new TaskSealer(encryption, random));
  await database.migrate(taskSchema(database.dialect, namespace));
  const sql = taskSql(database.dialect, namespace);
  await refuseMoved(database, sql);
  const writes = new GroupedWrites(database);
  const parts: TaskStoreParts = { database, writes, sql, payloads };
  return new SqlTaskEngine(parts, { ...options, namespace, ...times });
}

/** Two databases with the same tasks would do their work twice. */
async function refuseMoved(database: SqlDatabase, { task }: TaskSql): Promise<void> {
  const moved = await database.query(`SELECT id FROM ${task} WHERE phase = 'moved' LIMIT 1`);
  if (moved.length === 0) return;
  throw new MortiseError(
    "STORAGE_FAILED",
    "The tasks of this database were moved to another one by mortise tasks migrate; start with that one, or move them back",
    { data: { reason: "incompatible" } },
  );
}

class SqlTaskEngine implements TaskEngine {
  readonly #store: TaskStore;
  readonly #instance: TaskInstance;
  readonly #watchers: Watchers;
  readonly #hints: Hints;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #graceMs: number;
  #closing: Promise<void> | undefined;

  constructor(
    parts: TaskStoreParts,
    options: SqlTaskEngineOptions & LeaseTimes & { readonly namespace: string },
  ) {
    const { database } = parts;
    const { namespace, random = systemRandom, clock = systemClock, pollMs = 1_000 } = options;
    const report = options.onError ?? (() => undefined);
    this.#random = random;
    this.#clock = clock;
    this.#graceMs = options.graceMs ?? 5_000;
    this.#store = new TaskStore(parts);
    this.#watchers = new Watchers({ store: this.#store, clock, pollMs, report });
    this.#hints = new Hints({
      database,
      clock,
      random,
      report,
      receive: (hint) => this.#receive(hint),
      missed: () => {
        this.#watchers.changed();
        this.#instance.claimDelayed();
        this.#instance.review();
      },
    });
    this.#instance = new TaskInstance(parts, new QueueStore(parts, namespace), {
      concurrency: options.concurrency ?? 16,
      leaseMs: options.leaseMs,
      heartbeatMs: options.heartbeatMs,
      sweepMs: options.sweepMs ?? 1_000,
      pollMs,
      parkAfterMs: options.parkAfterMs ?? 60_000,
      clock,
      random,
      report,
      telemetry: options.telemetry ?? noTelemetry,
      give: (hint) => this.#hints.give(hint),
    });
  }

  async create(task: NewTask): Promise<DetailedTask> {
    await this.#hints.listen();
    const id = makeTaskId({ random: this.#random, clock: this.#clock });
    const created = await this.#instance.begin(id, task, (instance) =>
      this.#store.create(id, task, instance),
    );
    const isDelayed = (task.delayMs ?? 0) > 0;
    if (!created.work) this.#hints.give({ about: isDelayed ? "delayed" : "work" });
    return created.task;
  }

  async get(owner: string, taskId: string): Promise<DetailedTask | undefined> {
    return (await this.#store.get(owner, taskId))?.task;
  }

  async answer(owner: string, taskId: string, responses: JsonObject): Promise<boolean> {
    const { isKnown, isChanged } = await this.#store.answer(owner, taskId, responses);
    if (isChanged) {
      this.#changed(taskId);
      this.#hints.give({ about: "work" });
    }
    return isKnown;
  }

  async cancel(owner: string, taskId: string): Promise<boolean> {
    if (await this.#store.cancel(owner, taskId)) {
      this.#changed(taskId);
      // It may be queued to end what it began elsewhere.
      this.#hints.give({ about: "work" });
      return true;
    }
    return (await this.#store.get(owner, taskId)) !== undefined;
  }

  async wake(taskId: string): Promise<boolean> {
    const isWoken = await this.#store.wake(taskId);
    if (isWoken) this.#hints.give({ about: "delayed" });
    return isWoken;
  }

  async watch(
    owner: string,
    taskId: string,
    receive: (task: DetailedTask) => void,
  ): Promise<(() => void) | undefined> {
    await this.#hints.listen();
    return this.#watchers.watch(owner, taskId, receive);
  }

  async work(worker: TaskWorker): Promise<void> {
    await this.#hints.listen();
    await this.#instance.start(worker);
  }

  kindsChanged(): void {
    this.#instance.claim();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#instance.close(this.#graceMs);
    this.#watchers.close();
    await this.#hints.close();
  }

  /** Reports a change that an owner made. */
  #changed(id: string): void {
    this.#hints.give({ about: "state", id });
    this.#hints.give({ about: "order", id });
  }

  #receive(hint: Hint): void {
    if ("id" in hint) {
      if (hint.about === "state") this.#watchers.changed(hint.id);
      else this.#instance.review(hint.id);
    } else if (hint.about === "work") this.#instance.claim();
    else this.#instance.claimDelayed();
  }
}
