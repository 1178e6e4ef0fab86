import type { Clock, NewTask, Random, TaskKind, TaskWorker, Telemetry } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { heldStatements } from "./held-statements.ts";
import type { Fence, HeldTaskParts } from "./held-task.ts";
import { HeldTask } from "./held-task.ts";
import type { Hint } from "./hints.ts";
import { journalStatements } from "./journal-statements.ts";
import { Lease } from "./lease.ts";
import type { QueueStore } from "./queue-store.ts";
import { Rounds } from "./rounds.ts";
import { RunningTask } from "./running-task.ts";
import { servedCode } from "./served-code.ts";
import { TaskMetrics } from "./task-metrics.ts";
import type { TaskWorkRow } from "./task-row.ts";
import type { CreatedTask, TaskStoreParts } from "./task-store.ts";
import { Timers } from "./timers.ts";

/** The pause before a claim that found another process claiming. */
const TURN_PAUSE_MS = 20;

/** The longest pause between two attempts to take a lease. */
const REGISTER_PAUSE_MS = 1_000;

/** How much earlier a sweep may come, so that those of several processes drift apart. */
const SWEEP_SPREAD = 0.5;

/** How a process runs tasks; times in milliseconds. */
export interface InstanceSettings {
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly sweepMs: number;
  readonly pollMs: number;
  readonly parkAfterMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: (error: unknown) => void;
  readonly telemetry: Telemetry;
  /** Sends a hint to this process and to others. */
  readonly give: (hint: Hint) => void;
}

/** One process that runs tasks: claims them, keeps its lease, and sweeps up after others. */
export class TaskInstance {
  readonly #parts: TaskStoreParts;
  readonly #held: HeldTaskParts;
  readonly #store: QueueStore;
  readonly #settings: InstanceSettings;
  readonly #lease: Lease;
  readonly #timers: Timers;
  readonly #metrics: TaskMetrics;
  readonly #rounds: Readonly<Record<"heartbeat" | "sweep" | "poll", Rounds>>;
  readonly #running = new Map<
    string,
    { readonly task: RunningTask; readonly done: Promise<void> }
  >();
  /** Tasks that may be created as running ones of this process. */
  readonly #starting = new Set<string>();
  #worker: TaskWorker | undefined;
  #claiming: Promise<void> = Promise.resolve();
  #isClaiming = false;
  #claimAgain = false;
  /** Rows of this process may have changed without its knowledge. */
  #reviewDue = false;
  /** Delayed tasks may be due. */
  #promoteDue = true;
  #isClosing = false;

  constructor(parts: TaskStoreParts, store: QueueStore, settings: InstanceSettings) {
    const { clock, random, leaseMs, heartbeatMs, sweepMs, pollMs, report } = settings;
    this.#parts = parts;
    this.#held = {
      ...parts,
      held: { ...heldStatements(parts.sql), ...journalStatements(parts.sql) },
    };
    this.#store = store;
    this.#settings = settings;
    this.#timers = new Timers(clock);
    const running = (): number => this.#running.size;
    this.#metrics = new TaskMetrics({ telemetry: settings.telemetry, store, running });
    this.#lease = new Lease({
      store,
      clock,
      random,
      leaseMs,
      serves: () => servedCode(this.#kinds()),
      lost: () => {
        this.#metrics.leaseLost();
        for (const { task } of this.#running.values()) task.end("lost");
      },
      handBack: (name) => this.#handBack(name),
    });
    const evenly = { clock, report, spread: () => 1 };
    const spread = (): number => 1 - this.#fraction() * SWEEP_SPREAD;
    const renewIn = (): number =>
      this.#lease.isHeld ? heartbeatMs : Math.min(heartbeatMs, REGISTER_PAUSE_MS);
    this.#rounds = {
      heartbeat: new Rounds(evenly, renewIn, () => this.#renew()),
      sweep: new Rounds(
        { ...evenly, spread },
        () => sweepMs,
        () => this.#sweep(),
      ),
      poll: new Rounds(
        evenly,
        () => pollMs,
        async () => this.#poll(),
      ),
    };
  }

  /** Begins to run the worker's tasks; a database that is away is waited for. */
  async start(worker: TaskWorker): Promise<void> {
    this.#worker = worker;
    await this.#rounds.heartbeat.start();
    await this.#reportUnreadable().catch(this.#settings.report);
    await this.#rounds.sweep.start();
    await this.#rounds.poll.start();
  }

  /** Claims tasks while there are places, and again for a call that came meanwhile. */
  claim(): void {
    if (this.#worker === undefined || this.#isClosing) return;
    this.#claimAgain = true;
    if (this.#isClaiming) return;
    this.#isClaiming = true;
    this.#claiming = this.#claimAll();
  }

  /** Claims tasks, delayed ones that are due included. */
  claimDelayed(): void {
    this.#promoteDue = true;
    this.claim();
  }

  /** Looks at a task that was cancelled or answered elsewhere, or at every one that runs here. */
  review(id?: string): void {
    if (id !== undefined && !this.#running.has(id)) {
      // The task may be about to begin here.
      if (!this.#isClaiming && this.#starting.size === 0) return;
    }
    this.#reviewDue = true;
    this.claim();
  }

  /**
   * Creates a task by `create`. If this process can run the task now, `create` receives its name, and stores the
   * task as a running one: the kind is known, a place is free, and no limit for an owner has to be kept.
   */
  async begin(
    id: string,
    { kind, policy, delayMs = 0 }: NewTask,
    create: (instance: string | undefined) => Promise<CreatedTask>,
  ): Promise<CreatedTask> {
    const isFree = this.#worker !== undefined && !this.#isClosing && this.#places() > 0;
    const isPlain = policy.perOwner === undefined && delayMs === 0;
    const known = isFree && isPlain && this.#lease.isHeld ? this.#kinds().get(kind) : undefined;
    if (known === undefined || known.perOwner !== undefined) return create(undefined);
    const name = this.#lease.name;
    this.#starting.add(id);
    try {
      const created = await create(name);
      this.#starting.delete(id);
      if (created.work && this.#holds(name)) this.#run(created.work, known);
      return created;
    } catch (error) {
      this.#starting.delete(id);
      // It may have been created all the same, as a running task of this process.
      this.review();
      throw error;
    }
  }

  /** Waits for what runs, up to `graceMs`, hands the rest back, and ends. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    this.#metrics.close();
    for (const name of ["claim", "delayed"]) this.#timers.cancel(name);
    await Promise.all([this.#rounds.poll.stop(), this.#rounds.sweep.stop(), this.#claiming]);
    const { clock, give, report } = this.#settings;
    const grace = Promise.withResolvers<void>();
    const cancel = clock.schedule(graceMs, grace.resolve);
    await Promise.race([this.#done(), grace.promise]);
    cancel();
    for (const { task } of this.#running.values()) task.end("handed-back");
    // Without the database this lasts until the lease is over.
    await this.#done();
    await this.#rounds.heartbeat.stop();
    await this.#lease.end().catch(report);
    if (this.#worker) give({ about: "work" });
  }

  /** Tasks of another key are left to processes that have it; without any they wait until they expire. */
  async #reportUnreadable(): Promise<void> {
    for (const { sealed_by: key, tasks } of await this.#store.unreadable()) {
      const message = `${tasks} open ${tasks === 1 ? "task is" : "tasks are"} encrypted by the key ${key}, which this process does not have, and wait for one that has it; add its secret to the end of encryption.keys`;
      const data = { reason: "sealed" } as const;
      this.#settings.report(new MortiseError("STORAGE_FAILED", message, { data }));
    }
  }

  async #done(): Promise<void> {
    await Promise.all([...this.#running.values()].map((each) => each.done));
  }

  async #renew(): Promise<void> {
    if (this.#isClosing && !this.#lease.isHeld) return;
    await this.#lease.keep();
    this.review();
  }

  #poll(): void {
    if (this.#lease.isHeld) this.claimDelayed();
  }

  /** Each part is done even if one before it fails. */
  async #sweep(): Promise<void> {
    const { report } = this.#settings;
    const parts = [
      () => this.#forgetGone(),
      () => this.#reclaim(),
      () => this.#expire(),
      () => this.#purge(),
    ];
    for (const part of parts) await part().catch(report);
  }

  async #forgetGone(): Promise<void> {
    if (this.#parts.database.dialect.name === "sqlite") await this.#lease.forgetGone();
  }

  async #reclaim(): Promise<void> {
    const { give } = this.#settings;
    const reclaimed = await this.#store.reclaim();
    this.#metrics.crashed(reclaimed.length);
    for (const id of reclaimed) give({ about: "state", id });
    if (reclaimed.length > 0) give({ about: "delayed" });
  }

  async #expire(): Promise<void> {
    const { give } = this.#settings;
    const expired = await this.#store.expire();
    for (const id of expired) {
      give({ about: "state", id });
      give({ about: "order", id });
    }
    if (expired.length > 0) give({ about: "delayed" });
  }

  async #purge(): Promise<void> {
    while (!this.#isClosing && (await this.#store.purge()));
  }

  #places(): number {
    return this.#settings.concurrency - this.#running.size - this.#starting.size;
  }

  #kinds(): ReadonlyMap<string, TaskKind> {
    return this.#worker?.kinds() ?? new Map();
  }

  async #claimAll(): Promise<void> {
    while (this.#claimAgain && !this.#isClosing && this.#lease.isHeld) {
      this.#claimAgain = false;
      try {
        if (this.#reviewDue) await this.#reviewRows();
        await this.#claimOnce();
      } catch (error) {
        // It may have been done all the same; the poll tries again.
        this.#reviewDue = true;
        this.#settings.report(error);
      }
    }
    this.#isClaiming = false;
  }

  async #claimOnce(): Promise<void> {
    const kinds = this.#kinds();
    const limit = this.#places();
    if (limit <= 0 || kinds.size === 0) return;
    const isAlone = [...kinds.values()].some(({ perOwner }) => perOwner !== undefined);
    const withDelayed = this.#promoteDue;
    const { name } = this.#lease;
    const serves = servedCode(kinds);
    const claim = { kinds: [...kinds.keys()], serves, limit, isAlone, withDelayed };
    const rows = await this.#store.claim(name, claim);
    if (rows === undefined) {
      this.#timers.sooner("claim", TURN_PAUSE_MS, () => this.claim());
      return;
    }
    if (withDelayed) this.#promoteDue = false;
    // Those of a lease that is over meanwhile are handed back under its name.
    if (this.#holds(name)) for (const row of rows) this.#run(row, kinds.get(row.kind));
    if (rows.length === limit) this.#claimAgain = true;
    if (withDelayed && !this.#isClosing) await this.#wakeWhenDue();
  }

  /** Claims again when the next delayed task is due, if that is before the next poll. */
  async #wakeWhenDue(): Promise<void> {
    const dueMs = await this.#store.nextDueMs();
    if (dueMs !== undefined && dueMs <= this.#settings.pollMs) this.#wakeIn(dueMs);
  }

  #wakeIn(milliseconds: number): void {
    this.#timers.sooner("delayed", Math.max(milliseconds, 1), () => this.claimDelayed());
  }

  /** Ends runs that were cancelled or have expired, finds answers, and hands back unknown rows. */
  async #reviewRows(): Promise<void> {
    this.#reviewDue = false;
    const { name } = this.#lease;
    for (const { id, attempt, ending } of await this.#store.running(name)) {
      // The rows of a lease that was lost meanwhile count as crashed.
      if (name !== this.#lease.name) return;
      const known = this.#running.get(id)?.task;
      if (known && ending !== null) known.end(ending);
      // The answer to its claim was lost, and the task with it.
      if (known || this.#starting.has(id)) continue;
      await this.#giveUp({ id, sealed_by: null, instance: name, attempt });
    }
    for (const { task } of this.#running.values()) await task.refresh();
  }

  async #handBack(name: string): Promise<void> {
    for (const { id, attempt } of await this.#store.running(name)) {
      await this.#giveUp({ id, sealed_by: null, instance: name, attempt });
    }
  }

  async #giveUp(fence: Fence): Promise<void> {
    const isGivenUp = await new HeldTask(this.#held, fence).park();
    if (!isGivenUp) return;
    this.#settings.give({ about: "state", id: fence.id });
    this.#settings.give({ about: "work" });
  }

  /** A process that stood still learns from its clock, before its timers, that its lease is over. */
  #holds(name: string): boolean {
    return name === this.#lease.name && this.#lease.isHeld;
  }

  #fraction(): number {
    return (this.#settings.random.bytes(1)[0] ?? 0) / 255;
  }

  #run(row: TaskWorkRow, kind: TaskKind | undefined): void {
    const { clock, parkAfterMs, report, give } = this.#settings;
    const { id, sealed_by, attempt } = row;
    const instance = this.#lease.name;
    const fence = { id, sealed_by, attempt, instance };
    const task = new RunningTask({
      row,
      held: new HeldTask(this.#held, fence),
      worker: this.#worker as TaskWorker,
      revision: kind?.revision ?? row.revision,
      isHeld: () => this.#holds(instance),
      clock,
      parkAfterMs,
      payloads: this.#parts.payloads,
      metrics: this.#metrics,
      random: () => this.#fraction(),
      changed: () => give({ about: "state", id: row.id }),
      delayed: (pauseMs) => this.#wakeIn(pauseMs),
      report,
    });
    const done = task
      .run()
      .catch(report)
      .finally(() => {
        if (this.#running.get(row.id)?.task === task) this.#running.delete(row.id);
        this.claim();
      });
    this.#running.set(row.id, { task, done });
  }
}
