import type { Clock, Random, TaskKind, TaskWorker } from "@mortise/protocol";
import { heldStatements } from "./held-statements.ts";
import type { HeldTaskParts } from "./held-task.ts";
import { HeldTask } from "./held-task.ts";
import { isGone, nameInstance } from "./instance-name.ts";
import type { QueueStore } from "./queue-store.ts";
import { RunningTask } from "./running-task.ts";
import type { TaskWorkRow } from "./task-row.ts";
import type { TaskStoreParts } from "./task-store.ts";

/** The instances of this process, which its pid alone does not tell apart. */
const OWN = new Set<string>();

/** The pause before a claim that found another process claiming. */
const TURN_PAUSE_MS = 20;

/** Sweeps of several processes drift apart. */
const SWEEP_JITTER = 0.5;

/** How a process runs tasks; times in milliseconds. */
export interface InstanceSettings {
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly sweepMs: number;
  readonly pollMs: number;
  readonly parkAfterMs: number;
  readonly maxResultBytes: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: (error: unknown) => void;
  /** Reports a change of a task to other processes. */
  readonly publish: (id: string) => void;
  /** Reports to other processes that there may be work. */
  readonly publishWork: () => void;
}

/** One process that runs tasks: claims them, keeps its lease, and sweeps up after others. */
export class TaskInstance {
  readonly #parts: TaskStoreParts;
  readonly #held: HeldTaskParts;
  readonly #store: QueueStore;
  readonly #settings: InstanceSettings;
  readonly #running = new Map<
    string,
    { readonly task: RunningTask; readonly done: Promise<void> }
  >();
  readonly #atWork = new Set<Promise<void>>();
  readonly #timers = new Map<string, () => void>();
  #worker: TaskWorker | undefined;
  #instance = "";
  #leaseEnd = 0;
  #claiming: Promise<void> | undefined;
  #claimAgain = false;
  #hasMissed = false;
  #isClosing = false;

  constructor(parts: TaskStoreParts, store: QueueStore, settings: InstanceSettings) {
    this.#parts = parts;
    this.#held = { ...parts, held: heldStatements(parts.sql) };
    this.#store = store;
    this.#settings = settings;
  }

  /** Begins to run the worker's tasks. */
  async start(worker: TaskWorker): Promise<void> {
    this.#worker = worker;
    await this.#register();
    await this.#sweep();
    this.#every("heartbeat", this.#settings.heartbeatMs, () => this.#renew());
    this.#every("sweep", this.#settings.sweepMs, () => this.#sweep());
    this.#every("poll", this.#settings.pollMs, async () => this.claim());
    this.claim();
  }

  /** Claims tasks while there are places, and again for a call that came meanwhile. */
  claim(): void {
    if (this.#worker === undefined || this.#isClosing) return;
    this.#claimAgain = true;
    this.#claiming ??= this.#claimAll().finally(() => {
      this.#claiming = undefined;
    });
  }

  /** Looks at a task that changed elsewhere, or at every one that runs here. */
  async changed(id?: string): Promise<void> {
    if (id !== undefined && !this.#running.has(id)) {
      // The task may have just been claimed, and be here in a moment.
      this.#hasMissed = this.#claiming !== undefined;
      return;
    }
    for (const row of await this.#store.running(this.#instance)) {
      const task = this.#running.get(row.id)?.task;
      if (row.ending !== null) task?.end(row.ending);
    }
    const ids = id === undefined ? [...this.#running.keys()] : [id];
    for (const each of ids) await this.#running.get(each)?.task.refresh();
  }

  /** Waits for what runs, up to `graceMs`, hands the rest back, and ends. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    for (const cancel of this.#timers.values()) cancel();
    await this.#claiming;
    await Promise.all(this.#atWork);
    const done = Promise.all([...this.#running.values()].map((each) => each.done));
    const { clock } = this.#settings;
    let cancel = (): void => undefined;
    const grace = new Promise<void>((resolve) => {
      cancel = clock.schedule(graceMs, resolve);
    });
    await Promise.race([done, grace]);
    cancel();
    for (const { task } of this.#running.values()) task.end("handed-back");
    await Promise.all([...this.#running.values()].map((each) => each.done));
    if (this.#instance !== "") {
      await this.#store.unregister(this.#instance).catch(this.#settings.report);
      OWN.delete(this.#instance);
    }
    this.#settings.publishWork();
  }

  async #register(): Promise<void> {
    const { random, leaseMs, clock } = this.#settings;
    OWN.delete(this.#instance);
    const instance = nameInstance(random.uuid());
    OWN.add(instance);
    // Counted from before the statement, so that it ends here no later than in the database.
    const leaseEnd = clock.monotonic() + leaseMs;
    await this.#store.register(instance, leaseMs);
    this.#instance = instance;
    this.#leaseEnd = leaseEnd;
  }

  async #renew(): Promise<void> {
    const { clock, leaseMs, report } = this.#settings;
    const leaseEnd = clock.monotonic() + leaseMs;
    try {
      if (await this.#store.renew(this.#instance, leaseMs)) {
        this.#leaseEnd = leaseEnd;
        await this.changed();
        return;
      }
    } catch (error) {
      report(error);
      if (clock.monotonic() < this.#leaseEnd) return;
    }
    // The lease is over: others may have the tasks, so nothing here may go on with them.
    for (const { task } of this.#running.values()) task.end("lost");
    await this.#register();
    this.claim();
  }

  async #sweep(): Promise<void> {
    const { publish, publishWork } = this.#settings;
    if (this.#parts.database.dialect.name === "sqlite") await this.#forgetGone();
    const reclaimed = await this.#store.reclaim();
    const expired = await this.#store.expire();
    for (const id of [...reclaimed, ...expired]) publish(id);
    if (reclaimed.length > 0) publishWork();
    while (!this.#isClosing && (await this.#store.purge()));
  }

  /** A process of this machine that has ended cannot come back, so its lease need not run out. */
  async #forgetGone(): Promise<void> {
    for (const instance of await this.#store.instances()) {
      if (isGone(instance, (name) => OWN.has(name))) await this.#store.unregister(instance);
    }
  }

  async #claimAll(): Promise<void> {
    const { concurrency, clock, report } = this.#settings;
    while (this.#claimAgain && !this.#isClosing) {
      this.#claimAgain = false;
      const limit = concurrency - this.#running.size;
      if (limit <= 0 || clock.monotonic() >= this.#leaseEnd) return;
      const kinds = (this.#worker as TaskWorker).kinds();
      if (kinds.size === 0) return;
      try {
        const isAlone = [...kinds.values()].some(({ perOwner }) => perOwner !== undefined);
        const claim = { kinds: [...kinds.keys()], limit, isAlone };
        const rows = await this.#store.claim(this.#instance, claim);
        if (rows === undefined) this.#later("claim", TURN_PAUSE_MS, () => this.claim());
        for (const row of rows ?? []) this.#run(row, kinds.get(row.kind));
        if (this.#hasMissed) {
          this.#hasMissed = false;
          await this.changed();
        }
        if (rows?.length === limit) this.#claimAgain = true;
        else if (!this.#isClosing) await this.#wakeWhenDue();
      } catch (error) {
        // The poll tries again.
        report(error);
      }
    }
  }

  /** Claims again when the next delayed task is due, if that is before the next poll. */
  async #wakeWhenDue(): Promise<void> {
    const dueMs = await this.#store.nextDueMs();
    if (dueMs === undefined || dueMs > this.#settings.pollMs) return;
    this.#later("due", Math.max(dueMs, 1), () => this.claim());
  }

  #run(row: TaskWorkRow, kind: TaskKind | undefined): void {
    const { clock, parkAfterMs, maxResultBytes, random, report, publish } = this.#settings;
    const fence = { id: row.id, instance: this.#instance, attempt: row.attempt };
    const task = new RunningTask({
      row,
      held: new HeldTask(this.#held, fence),
      worker: this.#worker as TaskWorker,
      revision: kind?.revision ?? row.revision,
      clock,
      parkAfterMs,
      maxResultBytes,
      random: () => (random.bytes(1)[0] ?? 0) / 255,
      changed: () => publish(row.id),
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

  #every(name: string, milliseconds: number, work: () => Promise<void>): void {
    const jitter = 1 + ((this.#settings.random.bytes(1)[0] ?? 0) / 255) * SWEEP_JITTER;
    const wait = name === "sweep" ? milliseconds * jitter : milliseconds;
    const run = (): void => {
      const done = work()
        .catch(this.#settings.report)
        .then(() => {
          this.#atWork.delete(done);
          if (!this.#isClosing) this.#every(name, milliseconds, work);
        });
      this.#atWork.add(done);
    };
    this.#later(name, wait, run);
  }

  #later(name: string, milliseconds: number, run: () => void): void {
    this.#timers.get(name)?.();
    const cancel = this.#settings.clock.schedule(milliseconds, run, { isBackground: true });
    this.#timers.set(name, cancel);
  }
}
