import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Ticket } from "../redis/scripts.ts";

/** A ticket that fails is tried again after this time, in milliseconds. */
const RETRY_MS = 1_000;

/** More often than any ticket fails. */
const ATTEMPTS = 1_000_000;

/** The data of a job in BullMQ. */
export interface TicketData {
  readonly taskId: string;
  readonly number: number;
}

/** The name of the queue of a kind; a colon would be BullMQ's own. */
export function queueName(kind: string): string {
  return `tasks.${encodeURIComponent(kind)}`;
}

/** The id of a job: BullMQ adds no second one with it. */
function jobId({ taskId, number }: Ticket): string {
  return `${taskId}.${number}`;
}

/** The parts of {@link Tickets}. */
export interface TicketsParts {
  readonly redis: Redis;
  /** The prefix of the keys of BullMQ. */
  readonly prefix: string;
  /** A ticket has been written. */
  readonly written: (ticket: Ticket) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** Writes tickets as jobs of BullMQ, on a queue for each kind. */
export class Tickets {
  readonly #parts: TicketsParts;
  readonly #queues = new Map<string, Queue<TicketData>>();
  readonly #writing = new Set<Promise<void>>();

  constructor(parts: TicketsParts) {
    this.#parts = parts;
  }

  /** Writes tickets; a sweep writes those again that could not be written. */
  give(tickets: readonly Ticket[]): void {
    for (const ticket of tickets) {
      const writing = this.#write(ticket)
        .catch(this.#parts.report)
        .finally(() => this.#writing.delete(writing));
      this.#writing.add(writing);
    }
  }

  /** Resolves once all tickets are written. */
  async idle(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  /** Lets the queues go. */
  async close(): Promise<void> {
    for (const queue of this.#queues.values()) await queue.close();
  }

  async #write(ticket: Ticket): Promise<void> {
    const { taskId, number, kind, priority, delayMs } = ticket;
    await this.#queueOf(kind).add(
      kind,
      { taskId, number },
      {
        jobId: jobId(ticket),
        priority,
        delay: delayMs,
        attempts: ATTEMPTS,
        backoff: { type: "fixed", delay: RETRY_MS },
        removeOnComplete: true,
        removeOnFail: true,
      },
    );
    if (delayMs === 0) await this.#parts.written(ticket);
  }

  #queueOf(kind: string): Queue<TicketData> {
    const known = this.#queues.get(kind);
    if (known) return known;
    const { redis, prefix, report } = this.#parts;
    const queue = new Queue<TicketData>(queueName(kind), {
      connection: redis as never,
      prefix,
      skipMetasUpdate: true,
    });
    queue.on("error", report);
    this.#queues.set(kind, queue);
    return queue;
  }
}
