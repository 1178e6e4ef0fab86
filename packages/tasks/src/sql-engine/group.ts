import type { SqlDatabase, SqlRunner } from "@mortise/storage";

/** Writes that wait together share a transaction; more would keep readers waiting. */
const MAX_GROUP = 256;

interface Waiting {
  readonly work: (runner: SqlRunner) => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits the writes that wait together in one transaction, on SQLite, where each commit waits for
 * the disk. PostgreSQL groups commits by itself, so that there each write goes its own way.
 *
 * A write must not throw but for a failure of the database, which all of its group share.
 */
export class GroupedWrites {
  readonly #database: SqlDatabase;
  readonly #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Runs a write of one statement; resolves after its commit. */
  one<Result>(work: (runner: SqlRunner) => Promise<Result>): Promise<Result> {
    return this.#database.dialect.name === "sqlite" ? this.#join(work) : work(this.#database);
  }

  /** Runs a write of several statements, all or none; resolves after its commit. */
  several<Result>(work: (runner: SqlRunner) => Promise<Result>): Promise<Result> {
    return this.#database.dialect.name === "sqlite"
      ? this.#join(work)
      : this.#database.transaction(work);
  }

  #join<Result>(work: (runner: SqlRunner) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      void this.#write();
    });
  }

  async #write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    // Writes that begin in this turn of the event loop join the group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_GROUP);
      try {
        const results = await this.#database.transaction(async (transaction) => {
          const done: unknown[] = [];
          for (const { work } of group) done.push(await work(transaction));
          return done;
        });
        for (const [index, { resolve }] of group.entries()) resolve(results[index] as never);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#isWriting = false;
  }
}
