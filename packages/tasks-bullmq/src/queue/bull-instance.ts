import type { Clock, Random, TaskKind, TaskWorker, Telemetry } from "@mortise/protocol";
import type { Payloads } from "@mortise/tasks/internal";
import { insist, Rounds, RunningTask, TaskMetrics } from "@mortise/tasks/internal";
import { RedisHeldTask } from "../store/redis-held-task.ts";
import type { Claim, RedisTaskStore, ServedKinds } from "../store/redis-task-store.ts";
import type { TaskScripts } from "../store/task-scripts.ts";
import { HeldLock } from "./held-lock.ts";
import type { KindWorkersParts, TakenTicket } from "./kind-workers.ts";
import { KindWorkers } from "./kind-workers.ts";

/** How much earlier a sweep may come, so that those of several processes drift apart. */
const SWEEP_SPREAD = 0.5;

/** How a process runs tasks; times in milliseconds. */
export interface BullInstanceParts
  extends Pick<KindWorkersParts, "redis" | "prefix" | "concurrency" | "leaseMs"> {
  readonly store: RedisTaskStore;
  readonly scripts: TaskScripts;
  readonly payloads: Payloads;
  readonly heartbeatMs: number;
  readonly sweepMs: number;
  readonly pollMs: number;
  readonly parkAfterMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly report: (error: unknown) => void;
}

interface Running {
  readonly task: RunningTask;
  readonly holder: string;
  readonly done: Promise<void>;
}

/** One process that runs tasks: takes tickets, holds their locks, and sweeps up after others. */
export class BullInstance {
  readonly #parts: BullInstanceParts;
  readonly #workers: KindWorkers;
  readonly #metrics: TaskMetrics;
  readonly #rounds: readonly Rounds[];
  readonly #running = new Map<string, Running>();
  readonly #closing = new AbortController();
  readonly #name: string;
  /** Tasks of lost locks that are handed back. */
  readonly #handingBack = new Set<Promise<void>>();
  #worker: TaskWorker | undefined;
  #reviewing: Promise<void> = Promise.resolve();
  #isReviewing = false;
  #reviewAgain = false;

  constructor(parts: BullInstanceParts) {
    const { clock, report, leaseMs, heartbeatMs, sweepMs, pollMs, store, telemetry } = parts;
    this.#parts = parts;
    this.#name = parts.random.uuid();
    this.#workers = new KindWorkers({
      ...parts,
      stalledMs: Math.max(Math.floor(leaseMs / 3), 1),
      run: (ticket) => this.#take(ticket),
    });
    this.#metrics = new TaskMetrics({ telemetry, store, running: () => this.#running.size });
    const evenly = { clock, report, spread: () => 1 };
    const spread = (): number => 1 - this.#fraction() * SWEEP_SPREAD;
    this.#rounds = [
      new Rounds(
        { ...evenly, spread },
        () => sweepMs,
        () => store.sweep(),
      ),
      new Rounds(
        evenly,
        () => pollMs,
        async () => this.kindsChanged(),
      ),
      new Rounds(
        evenly,
        () => heartbeatMs,
        async () => {
          this.review();
          await this.#serve();
        },
      ),
    ];
  }

  /** Begins to run the worker's tasks. */
  async start(worker: TaskWorker): Promise<void> {
    this.#worker = worker;
    await this.#serve().catch(this.#parts.report);
    for (const round of this.#rounds) await round.start();
  }

  /** Takes tickets of the kinds that the worker has now. */
  kindsChanged(): void {
    if (!this.#worker || this.#closing.signal.aborted) return;
    this.#workers.use(new Set(this.#worker.kinds().keys()));
  }

  /** Looks at the tasks that run here: whether they were cancelled, answered or lost elsewhere. */
  review(id?: string): void {
    if (id !== undefined && !this.#running.has(id)) return;
    this.#reviewAgain = true;
    if (this.#isReviewing) return;
    this.#isReviewing = true;
    this.#reviewing = this.#reviewAll();
  }

  /** Waits for what runs, up to `graceMs`, hands the rest back, and ends. */
  async close(graceMs: number): Promise<void> {
    const { clock } = this.#parts;
    this.#closing.abort();
    this.#metrics.close();
    for (const round of this.#rounds) await round.stop();
    const closed = this.#workers.close();
    const grace = Promise.withResolvers<void>();
    const cancel = clock.schedule(graceMs, grace.resolve);
    await Promise.race([closed, grace.promise]);
    cancel();
    for (const { task } of this.#running.values()) task.end("handed-back");
    const served = this.#kinds();
    // Without Redis this lasts until the locks are over.
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    await Promise.all(this.#handingBack);
    if (this.#worker) await this.#parts.store.leave(this.#name, served).catch(this.#parts.report);
    await closed;
    await this.#reviewing;
  }

  #kinds(): ServedKinds {
    const kinds = this.#worker?.kinds() ?? new Map<string, TaskKind>();
    return new Map([...kinds].map(([kind, { revision }]) => [kind, revision]));
  }

  async #serve(): Promise<void> {
    const { store, leaseMs } = this.#parts;
    if (!this.#closing.signal.aborted) await store.serve(this.#name, this.#kinds(), leaseMs);
  }

  /** Does the work of a ticket; resolves when its task is given up. */
  async #take(ticket: TakenTicket): Promise<void> {
    const { store, clock, report } = this.#parts;
    const { taskId, kind, number, token: holder, lock } = ticket;
    const revision = this.#kinds().get(kind) ?? "";
    let askedAt = 0;
    const claim = (): Promise<Claim> => {
      askedAt = clock.monotonic();
      return store.claim(taskId, number, { holder, lock, revision });
    };
    // The same claim may be made twice: the answer to the first may be lost.
    const claimed = await insist(claim, { clock, report, signal: this.#closing.signal });
    if (!claimed) return;
    const running = this.#run(claimed, { ticket, askedAt });
    this.#running.set(taskId, running);
    // A change may have come before there was a place for it.
    this.review(taskId);
    if (this.#closing.signal.aborted) running.task.end("handed-back");
    await running.done;
  }

  #run(
    { work, leftMs }: NonNullable<Claim>,
    { ticket, askedAt }: { readonly ticket: TakenTicket; readonly askedAt: number },
  ): Running {
    const { clock, parkAfterMs, payloads, report, leaseMs, heartbeatMs, scripts } = this.#parts;
    const { token: holder, renew } = ticket;
    const { id, sealed_by } = work;
    const held = new RedisHeldTask(scripts, payloads, { id, sealed_by, holder });
    const worker = this.#worker as TaskWorker;
    const lock = new HeldLock({
      clock,
      leaseMs,
      heartbeatMs,
      leftMs,
      askedAt,
      renew,
      report,
      lost: (isUnanswered) => {
        this.#metrics.leaseLost();
        task.end("lost");
        // A Redis that was away takes time and nothing else.
        if (isUnanswered) this.#handBack(held);
      },
    });
    const task = new RunningTask({
      row: work,
      held,
      isHeld: () => lock.isHeld,
      worker,
      revision: worker.kinds().get(work.kind)?.revision ?? work.revision,
      clock,
      parkAfterMs,
      payloads,
      metrics: this.#metrics,
      random: () => this.#fraction(),
      changed: () => undefined,
      delayed: () => undefined,
      report,
    });
    const done = task
      .run()
      .catch(report)
      .finally(() => {
        lock.release();
        if (this.#running.get(id)?.task === task) this.#running.delete(id);
      });
    return { task, holder, done };
  }

  #handBack(held: RedisHeldTask): void {
    const { clock, report } = this.#parts;
    const handing = insist(() => held.park(), { clock, report, signal: this.#closing.signal })
      .then(() => undefined, report)
      .finally(() => this.#handingBack.delete(handing));
    this.#handingBack.add(handing);
  }

  async #reviewAll(): Promise<void> {
    while (this.#reviewAgain) {
      this.#reviewAgain = false;
      await this.#reviewOnce().catch(this.#parts.report);
    }
    this.#isReviewing = false;
  }

  async #reviewOnce(): Promise<void> {
    const running = [...this.#running.entries()];
    const held = running.map(([id, { holder }]) => [id, holder] as const);
    const endings = await this.#parts.store.review(held);
    for (const [index, [, { task }]] of running.entries()) {
      const ending = endings[index];
      if (ending === "cancelled" || ending === "failed" || ending === "lost") task.end(ending);
      else await task.refresh();
    }
  }

  #fraction(): number {
    return (this.#parts.random.bytes(1)[0] ?? 0) / 255;
  }
}
