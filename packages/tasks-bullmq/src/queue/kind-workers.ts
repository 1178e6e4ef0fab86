import type { Job } from "bullmq";
import { Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { TicketData } from "./tickets.ts";
import { queueName } from "./tickets.ts";

/** A ticket that this process took, under a lock of BullMQ. */
export interface TakenTicket extends TicketData {
  readonly kind: string;
  /** The token of the lock. */
  readonly token: string;
  /** The key of the lock, whose value is the token. */
  readonly lock: string;
  /** Renews the lock; resolves with `false` once it is another's. */
  renew(): Promise<boolean>;
}

/** The means of {@link KindWorkers}. */
export interface KindWorkersParts {
  readonly redis: Redis;
  readonly prefix: string;
  /** Tasks of one kind that this process runs at once. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How often locks that ran out are looked for, in milliseconds. */
  readonly stalledMs: number;
  /** Does the work of a ticket. */
  readonly run: (ticket: TakenTicket) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** A worker of BullMQ for each kind that this process knows. */
export class KindWorkers {
  readonly #parts: KindWorkersParts;
  readonly #workers = new Map<string, Worker<TicketData>>();
  readonly #closing = new Set<Promise<void>>();

  constructor(parts: KindWorkersParts) {
    this.#parts = parts;
  }

  /** Takes tickets of these kinds from now on, and of no others. */
  use(kinds: ReadonlySet<string>): void {
    for (const [kind, worker] of this.#workers) {
      if (!kinds.has(kind)) this.#end(kind, worker);
    }
    for (const kind of kinds) {
      if (!this.#workers.has(kind)) this.#workers.set(kind, this.#create(kind));
    }
  }

  /** Takes no more tickets; resolves when those that were taken are done. */
  async close(): Promise<void> {
    this.use(new Set());
    await Promise.all(this.#closing);
  }

  #end(kind: string, worker: Worker<TicketData>): void {
    this.#workers.delete(kind);
    const closing = worker.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #create(kind: string): Worker<TicketData> {
    const { redis, prefix, concurrency, leaseMs, stalledMs, report } = this.#parts;
    const worker = new Worker<TicketData>(
      queueName(kind),
      (job, token) => this.#run(kind, job, token),
      {
        connection: redis as never,
        prefix,
        concurrency,
        lockDuration: leaseMs,
        // The run renews its lock, since it has to know until when it may go on.
        skipLockRenewal: true,
        stalledInterval: stalledMs,
        // Lost processes are counted by the task.
        maxStalledCount: Number.MAX_SAFE_INTEGER,
        runRetryDelay: 1_000,
      },
    );
    worker.on("error", (error) => {
      // The run knows it, and the task has gone on.
      if (!/^Missing lock/.test(error.message)) report(error);
    });
    return worker;
  }

  async #run(kind: string, job: Job<TicketData>, token = ""): Promise<void> {
    const { prefix, leaseMs, run } = this.#parts;
    await run({
      ...job.data,
      kind,
      token,
      lock: `${prefix}:${job.queueName}:${job.id}:lock`,
      renew: async () => {
        try {
          return (await job.extendLock(token, leaseMs)) > 0;
        } catch (error) {
          if (String(error).includes("lock")) return false;
          throw error;
        }
      },
    });
  }
}
