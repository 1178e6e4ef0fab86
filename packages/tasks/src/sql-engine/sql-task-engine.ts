import type {
  Clock,
  DetailedTask,
  JsonObject,
  NewTask,
  Random,
  TaskEngine,
  TaskWorker,
} from "@mortise/protocol";
import { MortiseError, systemClock, systemRandom } from "@mortise/protocol";
import type { DatabaseBus, SqlDatabase } from "@mortise/storage";
import { GroupedWrites } from "./group.ts";
import { QueueStore } from "./queue-store.ts";
import { TaskInstance } from "./task-instance.ts";
import { taskSchema } from "./task-schema.ts";
import { taskSql } from "./task-sql.ts";
import { TaskStore } from "./task-store.ts";
import { Watchers } from "./watchers.ts";

/** Bytes of a task id: 144 bits cannot be guessed (Tasks extension, Security Considerations). */
const ID_BYTES = 18;

/** The topic of hints: the id of a task that changed, or {@link WORK}. */
const TOPIC = "task";
const WORK = "work";

/** Settings of {@link openSqlTaskEngine}; times in milliseconds. */
export interface SqlTaskEngineOptions {
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
  /** The longest result, as JSON in UTF-8. Default 8 MiB. */
  readonly maxResultBytes?: number;
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
 * Rejects with MortiseError `INVALID_OPTION` for a heartbeat that is longer than a third of the lease.
 */
export async function openSqlTaskEngine(
  database: SqlDatabase,
  options: SqlTaskEngineOptions = {},
): Promise<TaskEngine> {
  const { namespace = "mortise", leaseMs = 15_000, heartbeatMs = leaseMs / 3 } = options;
  if (heartbeatMs > leaseMs / 3) {
    throw new MortiseError(
      "INVALID_OPTION",
      `heartbeatMs is ${heartbeatMs} and leaseMs ${leaseMs}; a lease must outlast three heartbeats`,
    );
  }
  await database.migrate(taskSchema(database.dialect, namespace));
  const bus = await database.openBus("mortise_tasks");
  return new SqlTaskEngine(database, bus, { ...options, namespace, leaseMs, heartbeatMs });
}

class SqlTaskEngine implements TaskEngine {
  readonly #store: TaskStore;
  readonly #instance: TaskInstance;
  readonly #watchers: Watchers;
  readonly #bus: DatabaseBus;
  readonly #random: Random;
  readonly #graceMs: number;
  readonly #report: (error: unknown) => void;
  #unsubscribe: Promise<() => Promise<void>> | undefined;
  #closing: Promise<void> | undefined;
  #isClosed = false;

  constructor(
    database: SqlDatabase,
    bus: DatabaseBus,
    options: SqlTaskEngineOptions & { namespace: string; leaseMs: number; heartbeatMs: number },
  ) {
    const { namespace, random = systemRandom, clock = systemClock } = options;
    const parts = {
      database,
      writes: new GroupedWrites(database),
      sql: taskSql(database.dialect, namespace),
    };
    this.#bus = bus;
    this.#random = random;
    this.#graceMs = options.graceMs ?? 5_000;
    this.#report = options.onError ?? (() => undefined);
    this.#store = new TaskStore(parts);
    this.#watchers = new Watchers(this.#store, this.#report);
    this.#instance = new TaskInstance(parts, new QueueStore(parts, namespace), {
      concurrency: options.concurrency ?? 16,
      leaseMs: options.leaseMs,
      heartbeatMs: options.heartbeatMs,
      sweepMs: options.sweepMs ?? 1_000,
      pollMs: options.pollMs ?? 1_000,
      parkAfterMs: options.parkAfterMs ?? 60_000,
      maxResultBytes: options.maxResultBytes ?? 8 * 1024 * 1024,
      clock,
      random,
      report: this.#report,
      publish: (id) => this.#publish(id),
      publishWork: () => this.#publish(WORK),
    });
  }

  async create(task: NewTask): Promise<DetailedTask> {
    await this.#listen();
    const id = Buffer.from(this.#random.bytes(ID_BYTES)).toString("base64url");
    const created = await this.#store.create(id, task);
    this.#instance.claim();
    this.#publish(WORK);
    return created;
  }

  async get(owner: string, taskId: string): Promise<DetailedTask | undefined> {
    return (await this.#store.get(owner, taskId))?.task;
  }

  async answer(owner: string, taskId: string, responses: JsonObject): Promise<boolean> {
    const { isKnown, isChanged } = await this.#store.answer(owner, taskId, responses);
    if (isChanged) {
      this.#publish(taskId);
      this.#publish(WORK);
    }
    return isKnown;
  }

  async cancel(owner: string, taskId: string): Promise<boolean> {
    if (await this.#store.cancel(owner, taskId)) {
      this.#publish(taskId);
      return true;
    }
    return (await this.#store.get(owner, taskId)) !== undefined;
  }

  async watch(
    owner: string,
    taskId: string,
    receive: (task: DetailedTask) => void,
  ): Promise<(() => void) | undefined> {
    await this.#listen();
    return this.#watchers.watch(owner, taskId, receive);
  }

  async work(worker: TaskWorker): Promise<void> {
    await this.#listen();
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
    await (await this.#unsubscribe)?.();
    this.#isClosed = true;
    await this.#bus.close();
  }

  /** Hints make things faster; without them the polls and the sweeps find everything. */
  async #listen(): Promise<void> {
    const all = (): void => {
      this.#watchers.changed();
      this.#instance.claim();
      void this.#instance.changed().catch(this.#report);
    };
    this.#unsubscribe ??= this.#bus
      .subscribe(TOPIC, (message) => this.#hint(message), all)
      .catch((error: unknown) => {
        this.#report(error);
        this.#unsubscribe = undefined;
        return async () => undefined;
      });
    await this.#unsubscribe;
  }

  #hint(message: string): void {
    if (message === WORK) {
      this.#instance.claim();
      return;
    }
    this.#watchers.changed(message);
    void this.#instance.changed(message).catch(this.#report);
  }

  /** A hint may be lost: the next poll finds the change. */
  #publish(message: string): void {
    // This process need not wait for its own hint.
    this.#hint(message);
    if (this.#isClosed) return;
    this.#bus.publish(TOPIC, message).catch(this.#report);
  }
}
