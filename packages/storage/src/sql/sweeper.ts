import type { Clock } from "@mortise/protocol";
import type { Report } from "../connection/report.ts";
import type { SqlDatabase, Statement } from "./sql-database.ts";

/** Rows that one statement removes, so that it ends in time. */
const BATCH = 5_000;

/** The work of a {@link Sweeper}. */
export interface SweeperOptions {
  /** Names the sweeper; processes with the same name take turns. */
  readonly name: string;
  /** Each removes expired rows, up to its parameter `$1`. */
  readonly statements: readonly (Statement | string)[];
  /** The parameter `$1`. Default 5,000; smaller where a statement blocks the process. */
  readonly batch?: number;
  /** Milliseconds between two sweeps. */
  readonly everyMs: number;
  /** Default: the system's clock. */
  readonly clock: Clock;
  /** Receives the error of a sweep; the next one is tried all the same. */
  readonly report: Report;
}

/** Removes expired rows now and then, in small transactions, on one instance at a time. */
export class Sweeper {
  readonly #database: SqlDatabase;
  readonly #options: SweeperOptions;
  #cancel: () => void = () => undefined;
  #sweeping: Promise<void> | undefined;
  #isClosed = false;

  constructor(database: SqlDatabase, options: SweeperOptions) {
    this.#database = database;
    this.#options = options;
    this.#schedule();
  }

  /** Removes expired rows now; resolves when there are none left, or another instance is at it. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  /** Ends after the transaction in flight. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#sweeping;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    const { clock, everyMs } = this.#options;
    const run = (): void => void this.sweep().then(() => this.#schedule());
    this.#cancel = clock.schedule(everyMs, run, { isBackground: true });
  }

  async #sweep(): Promise<void> {
    try {
      while ((await this.#removeSome()) && !this.#isClosed);
    } catch (error) {
      this.#options.report(error);
    }
  }

  /** Removes one batch with each statement; returns whether there may be more. */
  async #removeSome(): Promise<boolean> {
    const { name, statements, batch = BATCH } = this.#options;
    const most = await this.#database.tryAlone(name, async (transaction) => {
      let most = 0;
      for (const statement of statements) {
        most = Math.max(most, await transaction.execute(statement, [batch]));
      }
      return most;
    });
    return most !== undefined && most >= batch;
  }
}
