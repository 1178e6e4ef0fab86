import type {
  Clock,
  DetailedTask,
  JsonObject,
  NewTask,
  OptionNames,
  Random,
  TaskEngine,
  TaskWorker,
  Telemetry,
} from "@mortise/protocol";
import {
  checkOptions,
  MortiseError,
  noTelemetry,
  systemClock,
  systemRandom,
} from "@mortise/protocol";
import type { PayloadLimits, TaskEncryption } from "@mortise/tasks";
import type { LeaseTimes } from "@mortise/tasks/internal";
import {
  makeTaskId,
  Payloads,
  readLeaseTimes,
  readPayloadLimits,
  TaskSealer,
  Watchers,
} from "@mortise/tasks/internal";
import { BullInstance } from "./queue/bull-instance.ts";
import { Tickets } from "./queue/tickets.ts";
import type { Connections } from "./redis/connections.ts";
import { openConnections, toFailure } from "./redis/connections.ts";
import { RedisTaskStore } from "./store/redis-task-store.ts";
import { openTaskScripts } from "./store/task-scripts.ts";

/** Settings of {@link bullTaskEngine}; times in milliseconds. */
export interface BullTaskEngineOptions extends Partial<Omit<PayloadLimits, "blobBytes">> {
  /** The Redis, as `redis://…` or `rediss://…`. */
  readonly url: string;
  /** The first part of its keys, with a hash tag for Redis Cluster. Default `{mortise}`. */
  readonly prefix?: string;
  /** Tasks of one kind that this process runs at once. Default 16. */
  readonly concurrency?: number;
  /** How long a process that no longer answers keeps a task. Default 15,000. */
  readonly leaseMs?: number;
  /** How often the lock of a running task is renewed; at most a third of `leaseMs`. Default 5,000. */
  readonly heartbeatMs?: number;
  /** How often expired tasks and lost tickets are looked for. Default 1,000. */
  readonly sweepMs?: number;
  /** How often new kinds, and changes of which no message came, are looked for. Default 1,000. */
  readonly pollMs?: number;
  /** How long a question is waited for in memory. Default 60,000. */
  readonly parkAfterMs?: number;
  /** How long `close` lets tasks finish. Default 5,000. */
  readonly graceMs?: number;
  /** Encrypts what callers and handlers write into tasks. Default: it is not encrypted. */
  readonly encryption?: TaskEncryption;
  /** Receives spans and metrics. Default: none. */
  readonly telemetry?: Telemetry;
  /** Counts pauses and locks of this process. Default: the system's. */
  readonly clock?: Clock;
  /** Makes ids. Default: the system's. */
  readonly random?: Random;
  /** Receives errors that no call can return. Default: none. */
  readonly onError?: (error: unknown) => void;
}

const OPTIONS: OptionNames<BullTaskEngineOptions> = {
  url: true,
  prefix: true,
  concurrency: true,
  leaseMs: true,
  heartbeatMs: true,
  sweepMs: true,
  pollMs: true,
  parkAfterMs: true,
  graceMs: true,
  maxArgumentBytes: true,
  maxStepBytes: true,
  maxAnswerBytes: true,
  maxResultBytes: true,
  maxSteps: true,
  encryption: true,
  telemetry: true,
  clock: true,
  random: true,
  onError: true,
};

/**
 * Makes a task engine on BullMQ and Redis 6.2 or later, which connects when it is first used.
 *
 * @example
 * ```ts
 * const engine = bullTaskEngine({ url: process.env.REDIS_URL });
 * const server = createServer({ name: "desk", version: "1.0.0", tasks: tasks({ engine }) });
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` for an option that there is not, a heartbeat that is longer than a third of
 * the lease, a limit below 1 and a key that is too short.
 */
export function bullTaskEngine(options: BullTaskEngineOptions): TaskEngine {
  checkOptions("bullTaskEngine", options, OPTIONS);
  const times = readLeaseTimes(options);
  if (typeof options.url !== "string" || !/^rediss?:\/\//.test(options.url)) {
    throw new MortiseError(
      "INVALID_OPTION",
      "url: the engine needs the URL of a Redis, as redis://127.0.0.1:6379",
      { data: { option: "url" } },
    );
  }
  const { random = systemRandom, encryption } = options;
  const payloads = new Payloads(readPayloadLimits(options), new TaskSealer(encryption, random));
  return new BullTaskEngine(payloads, { ...options, ...times });
}

class BullTaskEngine implements TaskEngine {
  readonly #connections: Connections;
  readonly #store: RedisTaskStore;
  readonly #tickets: Tickets;
  readonly #instance: BullInstance;
  readonly #watchers: Watchers;
  readonly #random: Random;
  readonly #channel: string;
  readonly #graceMs: number;
  readonly #leaseMs: number;
  readonly #clock: Clock;
  #listening: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;

  constructor(payloads: Payloads, options: BullTaskEngineOptions & LeaseTimes) {
    const { url, prefix = "{mortise}", clock = systemClock, random = systemRandom } = options;
    const { pollMs = 1_000, onError = () => undefined, graceMs = 5_000 } = options;
    const report = (error: unknown): void => {
      if (this.#closing === undefined) onError(error);
    };
    this.#random = random;
    this.#graceMs = graceMs;
    this.#leaseMs = options.leaseMs;
    this.#clock = clock;
    this.#channel = `${prefix}:events`;
    this.#connections = openConnections(url, report);
    const { commands, queues } = this.#connections;
    const ofBull = { redis: queues, prefix: `${prefix}:bull` };
    const written = (ticket: { readonly taskId: string; readonly number: number }) =>
      this.#store.ticketed(ticket.taskId, ticket.number);
    this.#tickets = new Tickets({ ...ofBull, report, written });
    const scripts = openTaskScripts(commands, prefix, (tickets) => this.#tickets.give(tickets));
    this.#store = new RedisTaskStore(scripts, payloads);
    this.#watchers = new Watchers({ store: this.#store, clock, pollMs, report });
    this.#instance = new BullInstance({
      ...ofBull,
      store: this.#store,
      scripts,
      payloads,
      concurrency: options.concurrency ?? 16,
      leaseMs: options.leaseMs,
      heartbeatMs: options.heartbeatMs,
      sweepMs: options.sweepMs ?? 1_000,
      pollMs,
      parkAfterMs: options.parkAfterMs ?? 60_000,
      clock,
      random,
      telemetry: options.telemetry ?? noTelemetry,
      report,
    });
    this.#receive();
  }

  create(task: NewTask): Promise<DetailedTask> {
    return this.#store.create(makeTaskId({ random: this.#random, clock: this.#clock }), task);
  }

  async get(owner: string, taskId: string): Promise<DetailedTask | undefined> {
    return (await this.#store.get(owner, taskId))?.task;
  }

  answer(owner: string, taskId: string, responses: JsonObject): Promise<boolean> {
    return this.#store.answer(owner, taskId, responses);
  }

  cancel(owner: string, taskId: string): Promise<boolean> {
    return this.#store.cancel(owner, taskId);
  }

  wake(taskId: string): Promise<boolean> {
    return this.#store.wake(taskId);
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
    this.#instance.kindsChanged();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#watchers.close();
    // BullMQ waits for a Redis that is away without an end.
    const limit = Promise.withResolvers<void>();
    const cancel = this.#clock.schedule(this.#graceMs + this.#leaseMs, limit.resolve);
    await Promise.race([this.#hand(), limit.promise]);
    cancel();
    await this.#connections.close();
  }

  /** Hands back what runs, and writes the tickets for it. */
  async #hand(): Promise<void> {
    await this.#instance.close(this.#graceMs);
    await this.#tickets.idle();
    await this.#tickets.close();
  }

  /** Messages only say that something changed; polls and sweeps find it without them. */
  #listen(): Promise<unknown> {
    this.#listening ??= this.#connections.listening
      .subscribe(this.#channel)
      .catch((error: unknown) => {
        this.#listening = undefined;
        throw toFailure(error);
      });
    return this.#listening;
  }

  #receive(): void {
    const { listening } = this.#connections;
    listening.on("message", (_channel: string, message: string) => {
      const [about, id = ""] = message.split(" ");
      if (about === "state") this.#watchers.changed(id);
      else this.#instance.review(id);
    });
    // After a reconnection messages may have been missed.
    listening.on("ready", () => {
      this.#watchers.changed();
      this.#instance.review();
    });
  }
}
