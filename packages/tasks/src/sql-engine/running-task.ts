import type { Clock, TaskEnd, TaskFailure, TaskWorker } from "@mortise/protocol";
import { ErrorCode, MortiseError } from "@mortise/protocol";
import type { HeldTask } from "./held-task.ts";
import { RowJournal } from "./row-journal.ts";
import type { TaskWorkRow } from "./task-row.ts";
import { EXPIRED } from "./task-sql.ts";

/** Progress is written at most this often; the last message wins. */
const REPORT_EVERY_MS = 250;

/** The first pause after a write of the final state failed; doubled up to the longest. */
const SETTLE_PAUSE_MS = 100;
const MAX_SETTLE_PAUSE_MS = 5_000;

/** Retries that failed together are spread over this part of their pause. */
const JITTER = 0.5;

/** Why a run ends before its work does. */
export type RunEnding = "cancelled" | "failed" | "parked" | "lost" | "handed-back";

const REASONS: Readonly<Record<RunEnding, string>> = {
  cancelled: "The task was cancelled",
  failed: EXPIRED,
  parked: "The task waits for input",
  lost: "The task belongs to another process",
  "handed-back": "The process ends; another one goes on with the task",
};

/** The means of a {@link RunningTask}. */
export interface RunningTaskParts {
  readonly row: TaskWorkRow;
  readonly held: HeldTask;
  readonly worker: TaskWorker;
  /** The present version of the work's code. */
  readonly revision: string;
  readonly clock: Clock;
  readonly parkAfterMs: number;
  readonly maxResultBytes: number;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Reports that the state of the task has changed. */
  readonly changed: () => void;
  /** Receives errors of the database that no call can return. */
  readonly report: (error: unknown) => void;
}

/** One attempt at a task in this process, from its claim until its row is given up. */
export class RunningTask {
  readonly #parts: RunningTaskParts;
  readonly #controller = new AbortController();
  readonly #journal: RowJournal;
  readonly #ended = Promise.withResolvers<RunEnding>();
  #ending: RunEnding | undefined;
  #message: string | undefined;
  #cancelReport: (() => void) | undefined;
  #reporting: Promise<void> = Promise.resolve();

  constructor(parts: RunningTaskParts) {
    this.#parts = parts;
    const { held, clock, parkAfterMs, changed } = parts;
    this.#journal = new RowJournal({
      held,
      signal: this.#controller.signal,
      clock,
      parkAfterMs,
      end: (why) => this.end(why),
      changed,
    });
  }

  /** Counts the starts of the work. */
  get attempt(): number {
    return this.#parts.row.attempt;
  }

  /** Ends the run; the first reason counts. */
  end(why: RunEnding): void {
    if (this.#ending !== undefined) return;
    this.#ending = why;
    this.#controller.abort(new MortiseError("ABORTED", REASONS[why]));
    this.#ended.resolve(why);
  }

  /** Looks for answers that have arrived. */
  refresh(): Promise<void> {
    return this.#journal.refresh();
  }

  /** Does the work, and writes its end. */
  async run(): Promise<void> {
    const outcome = await Promise.race([this.#work(), this.#ended.promise]);
    this.#cancelReport?.();
    await this.#reporting;
    await this.#flush();
    // A worker that fails by the signal ends for the signal's reason.
    const isDone = typeof outcome === "object" && "result" in outcome && !outcome.retry;
    await this.#settle(isDone ? outcome : (this.#ending ?? outcome));
  }

  async #work(): Promise<TaskEnd> {
    const { row, worker } = this.#parts;
    const { signal } = this.#controller;
    const cancel = this.#limit();
    try {
      const fault = await this.#findRevisionFault();
      if (fault) return { error: fault };
      return await worker.run({
        taskId: row.id,
        owner: row.owner,
        kind: row.kind,
        revision: row.revision,
        input: JSON.parse(row.input),
        attempt: row.attempt,
        journal: this.#journal,
        signal,
        report: (message) => this.#report(message),
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { retry: { code: ErrorCode.InternalError, message } };
    } finally {
      cancel();
    }
  }

  /** A run that takes longer than its kind may counts as a failure that may pass. */
  #limit(): () => void {
    const { row, clock } = this.#parts;
    if (row.timeout_ms === null) return () => undefined;
    return clock.schedule(row.timeout_ms, () => this.#controller.abort(timedOut(row.timeout_ms)), {
      isBackground: true,
    });
  }

  /** Another version of the code may not go on with what this one recorded. */
  async #findRevisionFault(): Promise<TaskFailure | undefined> {
    const { row, revision: present, held } = this.#parts;
    if (present === row.revision) return undefined;
    if ((await held.journalSize()) === 0) return undefined;
    return {
      code: ErrorCode.InternalError,
      message: `${row.kind} is at revision ${JSON.stringify(present)}, and this task has steps of revision ${JSON.stringify(row.revision)}; start it again`,
    };
  }

  #report(message: string): void {
    if (this.#ending !== undefined) return;
    const isScheduled = this.#message !== undefined;
    this.#message = message;
    if (isScheduled) return;
    const write = (): void => {
      this.#reporting = this.#flush();
    };
    const { clock } = this.#parts;
    this.#cancelReport = clock.schedule(REPORT_EVERY_MS, write, { isBackground: true });
  }

  /** Writes the latest message, if it is not written yet. */
  async #flush(): Promise<void> {
    const { held, changed, report } = this.#parts;
    const message = this.#message;
    this.#message = undefined;
    if (message === undefined) return;
    try {
      if (await held.report(message)) changed();
    } catch (error) {
      report(error);
    }
  }

  /** Writes the end until the database takes it, or the task is another process's. */
  async #settle(outcome: TaskEnd | RunEnding): Promise<void> {
    const { clock, report, changed } = this.#parts;
    for (let pause = SETTLE_PAUSE_MS; this.#ending !== "lost"; ) {
      try {
        if (await this.#write(outcome)) changed();
        return;
      } catch (error) {
        report(error);
        await new Promise<void>((resolve) => {
          clock.schedule(pause, resolve, { isBackground: true });
        });
        pause = Math.min(pause * 2, MAX_SETTLE_PAUSE_MS);
      }
    }
  }

  async #write(outcome: TaskEnd | RunEnding): Promise<boolean> {
    const { held, row, random } = this.#parts;
    if (outcome === "lost") return false;
    if (outcome === "parked" || outcome === "handed-back") return held.park();
    if (outcome === "cancelled") return held.end({ status: "cancelled" }, null);
    if (outcome === "failed") {
      const error = { code: ErrorCode.InternalError, message: REASONS.failed };
      return held.end({ status: "failed", error }, null);
    }
    if ("error" in outcome) return held.end({ status: "failed", error: outcome.error }, null);
    if (outcome.retry === undefined) return this.#complete(JSON.stringify(outcome.result));
    const { failures, backoff_ms: first, max_backoff_ms: longest } = row;
    const pause = Math.min(first * 2 ** failures, longest) * (1 + random() * JITTER);
    const last = outcome.result === undefined ? null : JSON.stringify(outcome.result);
    return held.retry(outcome.retry, Math.max(pause, outcome.afterMs ?? 0), last);
  }

  #complete(result: string): Promise<boolean> {
    const { held, maxResultBytes } = this.#parts;
    const bytes = Buffer.byteLength(result);
    if (bytes <= maxResultBytes) return held.end({ status: "completed", result }, null);
    const message = `The result has ${bytes} bytes, and a task keeps at most ${maxResultBytes}; return a link to a resource instead`;
    return held.end({ status: "failed", error: { code: ErrorCode.InternalError, message } }, null);
  }
}

function timedOut(timeoutMs: number | null): Error {
  return new MortiseError(
    "TIMEOUT",
    `The attempt did not end within ${Number(timeoutMs) / 1000} s`,
  );
}
