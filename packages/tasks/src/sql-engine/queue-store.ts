import type { SqlDatabase, SqlRunner } from "@mortise/storage";
import { deleteTasks } from "./delete-tasks.ts";
import type { GroupedWrites } from "./group.ts";
import type { QueueStatements } from "./queue-statements.ts";
import { queueStatements } from "./queue-statements.ts";
import type { ServedCode } from "./served-code.ts";
import type { SweepStatements } from "./sweep-statements.ts";
import { sweepStatements } from "./sweep-statements.ts";
import type { TaskWorkRow } from "./task-row.ts";
import { SWEEP_BATCH } from "./task-sql.ts";
import type { TaskStoreParts } from "./task-store.ts";

/** The open tasks of one phase. */
export interface DepthRow {
  readonly phase: string;
  readonly tasks: number;
  readonly age: number;
}

/** A running task as its row has it. */
export interface HeldRow {
  readonly id: string;
  readonly attempt: number;
  /** The status that the task is to end with, because it was cancelled or has expired. */
  readonly ending: "cancelled" | "failed" | null;
}

/** The queue, the leases and the sweeps, as the processes that run tasks use them. */
export class QueueStore {
  readonly #database: SqlDatabase;
  readonly #writes: GroupedWrites;
  readonly #sql: QueueStatements & SweepStatements;
  readonly #namespace: string;
  readonly #keys: readonly string[];

  constructor({ database, writes, sql, payloads }: TaskStoreParts, namespace: string) {
    this.#keys = payloads.sealer.keys;
    this.#database = database;
    this.#writes = writes;
    this.#sql = { ...queueStatements(sql), ...sweepStatements(sql) };
    this.#namespace = namespace;
  }

  /** Adds a process with a lease. */
  async register(instance: string, leaseMs: number, serves: ServedCode): Promise<void> {
    const values = [instance, leaseMs, JSON.stringify(serves)];
    await this.#writes.one((runner) => runner.execute(this.#sql.register, values));
  }

  /** Renews the lease of a process; `false` once it is over. */
  async renew(instance: string, leaseMs: number, serves: ServedCode): Promise<boolean> {
    const values = [instance, leaseMs, JSON.stringify(serves)];
    const renewed = await this.#writes.one((runner) => runner.execute(this.#sql.heartbeat, values));
    return renewed > 0;
  }

  /** Removes a process, whose running tasks go to others at their next sweep. */
  async unregister(instance: string): Promise<void> {
    await this.#writes.one((runner) => runner.execute(this.#sql.unregister, [instance]));
  }

  /** Returns the processes that there are. */
  async instances(): Promise<readonly string[]> {
    const rows = await this.#database.query<{ id: string }>(this.#sql.instances);
    return rows.map(({ id }) => id);
  }

  /** Returns the tasks that `instance` runs. */
  running(instance: string): Promise<readonly HeldRow[]> {
    return this.#database.query<HeldRow>(this.#sql.running, [instance]);
  }

  /**
   * Takes up to `limit` tasks of `kinds` that are due. A task of another revision than the one that this process
   * `serves` is left to a process that has it, if there is one. Kinds with a limit for
   * each owner are claimed by one process at a time (`isAlone`); `undefined` while it is another one.
   */
  claim(
    instance: string,
    { kinds, serves, limit, isAlone, withDelayed }: ClaimOptions,
  ): Promise<readonly TaskWorkRow[] | undefined> {
    const claim = async (runner: SqlRunner): Promise<readonly TaskWorkRow[]> => {
      if (withDelayed) await runner.execute(this.#sql.promote);
      const values = [instance, kinds, limit, this.#keys, serves];
      return runner.query<TaskWorkRow>(this.#sql.claim, values);
    };
    if (!isAlone) return withDelayed ? this.#writes.several(claim) : this.#writes.one(claim);
    return this.#database.tryAlone(`${this.#namespace}.task.claim`, claim);
  }

  /** Counts open tasks by phase, with the milliseconds that the oldest has been due. */
  depth(): Promise<readonly DepthRow[]> {
    return this.#database.query<DepthRow>(this.#sql.depth);
  }

  /** Counts the open tasks of each key that this process does not have. */
  unreadable(): Promise<readonly { readonly sealed_by: string; readonly tasks: number }[]> {
    return this.#database.query(this.#sql.unreadable, [this.#keys]);
  }

  /** Returns the milliseconds until the next delayed task is due; `undefined` without one. */
  async nextDueMs(): Promise<number | undefined> {
    const [row] = await this.#database.query<{ ms: number | null }>(this.#sql.nextDue);
    return row?.ms ?? undefined;
  }

  /** Takes the tasks of lost processes away from them; returns their ids. */
  async reclaim(): Promise<readonly string[]> {
    const lost = await this.#database.query<{ id: string }>(this.#sql.lost);
    const rows =
      lost.length === 0 ? [] : await this.#writes.several((runner) => this.#take(runner));
    await this.#database.execute(this.#sql.forgetInstances);
    return rows.map(({ id }) => id);
  }

  async #take(runner: SqlRunner): Promise<readonly { readonly id: string }[]> {
    const locked = await runner.query<{ id: string }>(this.#sql.lockLost);
    const ids = locked.map(({ id }) => id);
    const taken = await runner.query<{ id: string }>(this.#sql.reclaim, [ids]);
    if (taken.length > 0) await runner.execute(this.#sql.keepCrashes, [taken.map(({ id }) => id)]);
    return taken;
  }

  /** Ends tasks whose time is over, and marks those that run; returns their ids. */
  async expire(): Promise<readonly string[]> {
    const rows = await this.#database.query<{ id: string }>(this.#sql.expire);
    return rows.map(({ id }) => id);
  }

  /** Deletes tasks that need not be kept; returns whether there may be more. */
  async purge(): Promise<boolean> {
    const purged = await this.#database.tryAlone(
      `${this.#namespace}.task.purge`,
      async (runner) => {
        const rows = await runner.query<{ id: string }>(this.#sql.purgeable);
        const ids = rows.map(({ id }) => id);
        return deleteTasks(runner, this.#sql, ids);
      },
    );
    return purged === SWEEP_BATCH;
  }
}

/** A claim of one process. */
export interface ClaimOptions {
  readonly kinds: readonly string[];
  readonly serves: ServedCode;
  readonly limit: number;
  /** Whether one of the kinds has a limit for each owner. */
  readonly isAlone: boolean;
  /** Whether delayed tasks may be due. */
  readonly withDelayed: boolean;
}
