import type { Clock, JsonObject, TaskEnd, TaskFailure, TaskWorker } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { toMessage } from "../payload/payload-limits.ts";
import type { Payloads } from "../payload/payloads.ts";
import type { TaskHold } from "./held-task.ts";
import { insist } from "./insist.ts";
import { RowJournal } from "./row-journal.ts";
import type { AttemptOutcome, TaskMetrics } from "./task-metrics.ts";
import type { TaskWorkRow } from "./task-row.ts";
import { EXPIRED } from "./task-sql.ts";

/** Progress is written at most this often; the last message wins. */
const REPORT_EVERY_MS = 250;

/** Retries that failed together are spread over this part of their pause. */
const JITTER = 0.5;

/** Characters of the data of an error, as JSON; larger data is left out. */
const MAX_ERROR_DATA = 16_384;

/** Why a run ends before its work does. */
export type RunEnding = "cancelled" | "failed" | "parked" | "lost" | "handed-back";

const REASONS: Readonly<Record<RunEnding, string>> = {
  cancelled: "The task was cancelled",
  failed: EXPIRED,
  parked: "The task waits for input",
  lost: "The task belongs to another process",
  "handed-back": "The process ends; another one goes on with the task",
};

/** The failure of work that threw what cannot be read. */
const UNREADABLE: TaskFailure = {
  code: ErrorCode.InternalError,
  message: "The attempt failed unexpectedly",
};

/** No task lives as long as this: 366 days. */
const LONGEST_PAUSE_MS = 366 * 24 * 3_600_000;

/** The failure of a task whose end the database refused. */
const NOT_STORED: TaskFailure = {
  code: ErrorCode.InternalError,
  message: "The end of the task could not be stored",
};

/** The means of a {@link RunningTask}. */
export interface RunningTaskParts {
  readonly row: TaskWorkRow;
  readonly held: TaskHold;
  readonly worker: TaskWorker;
  /** The present version of the work's code. */
  readonly revision: string;
  /** Whether the lease of the run is known to be held at this moment. */
  readonly isHeld: () => boolean;
  readonly clock: Clock;
  readonly parkAfterMs: number;
  readonly payloads: Payloads;
  readonly metrics: TaskMetrics;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Reports that the state of the task has changed. */
  readonly changed: () => void;
  /** Reports that the task is to begin again after a pause. */
  readonly delayed: (pauseMs: number) => void;
  /** Receives errors of the database that no call can return. */
  readonly report: (error: unknown) => void;
}

/** One attempt at a task in this process, from its claim until its row is given up. */
export class RunningTask {
  readonly #parts: RunningTaskParts;
  readonly #controller = new AbortController();
  readonly #lost = new AbortController();
  readonly #journal: RowJournal;
  readonly #ended = Promise.withResolvers<RunEnding | TaskEnd>();
  #ending: RunEnding | undefined;
  #message: string | undefined;
  #written: string | undefined;
  #cancelReport: (() => void) | undefined;
  #reporting: Promise<void> = Promise.resolve();

  constructor(parts: RunningTaskParts) {
    this.#parts = parts;
    const { held, isHeld, clock, parkAfterMs, changed, report, payloads } = parts;
    this.#journal = new RowJournal({
      held,
      signal: this.#controller.signal,
      isHeld,
      clock,
      maxSteps: payloads.limits.maxSteps,
      parkAfterMs,
      end: (why) => this.end(why),
      changed,
      report,
    });
  }

  /** Counts the starts of the work. */
  get attempt(): number {
    return this.#parts.row.attempt;
  }

  /** Ends the run; the first reason counts. */
  end(why: RunEnding): void {
    // The status that a cleanup run cleans up for does not end it.
    if (why === this.#parts.row.ending) return;
    if (why === "lost") this.#lost.abort();
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
    const { clock, metrics, row } = this.#parts;
    const begun = clock.monotonic();
    const end = await metrics.attempt(row, async (span) => {
      const end = await this.#attempt();
      const outcome = this.#nameOutcome(end);
      span.setAttributes({ "mortise.task.outcome": outcome });
      const times = { attemptMs: clock.monotonic() - begun, taskMs: clock.now() - row.created_at };
      metrics.ended(row.kind, outcome, times);
      return end;
    });
    await this.#settle(end);
  }

  async #attempt(): Promise<TaskEnd | RunEnding> {
    const outcome = await Promise.race([this.#work(), this.#ended.promise]);
    this.#cancelReport?.();
    await this.#reporting;
    // A worker that fails by the signal ends for the signal's reason.
    const isDone = typeof outcome === "object" && "result" in outcome && !("retry" in outcome);
    const end = isDone ? outcome : (this.#ending ?? outcome);
    // An end has a message of its own.
    if (end === "parked" || end === "handed-back" || isAgain(end)) {
      await this.#journal.recorded();
      await this.#flush();
    }
    return end;
  }

  #nameOutcome(end: TaskEnd | RunEnding): AttemptOutcome {
    if (end === "failed") return "expired";
    if (end === "handed-back") return "handed_back";
    if (typeof end === "string") return end;
    if ("again" in end) return "waited";
    if ("error" in end) return "failed";
    if (end.retry === undefined) return "completed";
    const { failures, crashes, attempts } = this.#parts.row;
    return failures + crashes + 1 < attempts ? "retried" : "failed";
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
        revision: this.#parts.revision,
        input: this.#parts.held.openInput(row.input),
        attempt: row.attempt,
        ...(row.ending !== null && { ending: row.ending === "failed" ? "expired" : row.ending }),
        journal: this.#journal,
        signal,
        report: (message) => this.#report(message),
      });
    } catch (error) {
      return toEnd(error);
    } finally {
      cancel();
    }
  }

  /** A run that takes longer than its kind may counts as a failure that may pass. */
  #limit(): () => void {
    const { row, clock } = this.#parts;
    const limitMs = row.timeout_ms;
    if (limitMs === null) return () => undefined;
    const stop = (): void => {
      const error = timedOut(limitMs);
      this.#controller.abort(error);
      // Work that does not heed the signal gives its place up all the same.
      this.#ended.resolve({ retry: { code: ErrorCode.InternalError, message: error.message } });
    };
    return clock.schedule(limitMs, stop, { isBackground: true });
  }

  /** Another version of the code may not go on with what this one recorded; without a record the task is its own. */
  async #findRevisionFault(): Promise<TaskFailure | undefined> {
    const { row, revision: present, held, clock, report } = this.#parts;
    if (present === row.revision) return undefined;
    const options = { clock, report, signal: this.#controller.signal };
    if ((await insist(() => held.journalSize(), options)) === 0) {
      if (await insist(() => held.adopt(present), options)) return undefined;
      this.end("lost");
      throw this.#controller.signal.reason;
    }
    return {
      code: ErrorCode.InternalError,
      message: `${row.kind} is at revision ${JSON.stringify(present)}, and this task has steps of revision ${JSON.stringify(row.revision)}; start it again`,
    };
  }

  #report(text: string): void {
    if (this.#ending !== undefined) return;
    const message = toMessage(text);
    const isScheduled = this.#message !== undefined;
    if (!isScheduled && message === this.#written) return;
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
    if (message === undefined || message === this.#written) return;
    this.#written = message;
    try {
      if (await held.report(message)) changed();
    } catch (error) {
      report(error);
    }
  }

  /** Writes the end until the database takes it, or the task is another process's. */
  async #settle(outcome: TaskEnd | RunEnding): Promise<void> {
    if (outcome === "lost") return;
    const { clock, report, changed } = this.#parts;
    const options = { clock, report, signal: this.#lost.signal };
    const write = this.#writer(outcome);
    try {
      if (await insist(write, options)) changed();
    } catch (error) {
      if (this.#lost.signal.aborted) return;
      // A task whose end cannot be stored would stay, and be run again and again.
      report(error);
      const refused = this.#writer({ error: NOT_STORED });
      if (await insist(refused, options)) changed();
    }
  }

  /** Prepares the write of an end, which may be made more than once. */
  #writer(outcome: TaskEnd | Exclude<RunEnding, "lost">): () => Promise<boolean> {
    const { held, row, random } = this.#parts;
    const fail = (error: TaskFailure) => () => held.end({ status: "failed", error }, null);
    if (outcome === "parked" || outcome === "handed-back") return () => held.park();
    // A task that is to end what it began elsewhere is queued for that.
    if (typeof outcome === "string") {
      return row.cleanup === 1 ? () => held.park() : this.#ender(outcome);
    }
    if ("again" in outcome) {
      const { afterMs } = outcome.again;
      return () => this.#delay(held.again(afterMs), afterMs);
    }
    const isDone = "error" in outcome || outcome.retry === undefined;
    if (isDone && row.ending !== null) return this.#ender(row.ending);
    if ("error" in outcome) return fail(bound(outcome.error));
    const written = this.#writeResult(outcome.result);
    if (typeof written === "object" && written !== null) return fail(written);
    if (outcome.retry === undefined) {
      return () => held.end({ status: "completed", result: written ?? "{}" }, null);
    }
    const { retry, afterMs = 0 } = outcome;
    const { failures, backoff_ms: first, max_backoff_ms: longest } = row;
    const backoff = Math.min(first * 2 ** failures, longest) * (1 + random() * JITTER);
    const pauseMs = Math.min(Math.max(backoff, afterMs || 0), LONGEST_PAUSE_MS);
    return () => this.#delay(held.retry(bound(retry), pauseMs, written), pauseMs);
  }

  #ender(ending: "cancelled" | "failed"): () => Promise<boolean> {
    const { held } = this.#parts;
    if (ending === "cancelled") return () => held.end({ status: "cancelled" }, null);
    const error = { code: ErrorCode.InternalError, message: REASONS.failed };
    return () => held.end({ status: "failed", error }, null);
  }

  async #delay(writing: Promise<boolean>, pauseMs: number): Promise<boolean> {
    const isWritten = await writing;
    if (isWritten) this.#parts.delayed(pauseMs);
    return isWritten;
  }

  /** Writes a result as JSON; returns a failure for one that cannot be kept, `null` without one. */
  #writeResult(result: JsonObject | undefined): string | TaskFailure | null {
    if (result === undefined) return null;
    let text: string;
    try {
      text = JSON.stringify(result);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return bound({
        code: ErrorCode.InternalError,
        message: `The result is not JSON: ${reason}`,
      });
    }
    const excess = this.#parts.payloads.findExcess("result", text);
    return excess ? toFailure(excess) : text;
  }
}

function isAgain(end: TaskEnd | RunEnding): boolean {
  return typeof end === "object" && "again" in end;
}

function toEnd(error: unknown): TaskEnd {
  try {
    if (ProtocolError.is(error)) return { error: toFailure(error) };
    const message = error instanceof Error ? error.message : String(error);
    return { retry: { code: ErrorCode.InternalError, message: toMessage(message) } };
  } catch {
    return { retry: UNREADABLE };
  }
}

function toFailure({ code, message, data }: ProtocolError): TaskFailure {
  return bound({ code, message, ...(data !== undefined && { data }) });
}

/** An error is read with every state of its task, and may not grow. */
function bound({ code, message, data }: TaskFailure): TaskFailure {
  return { code, message: toMessage(message), ...(isSmall(data) && { data }) };
}

/** Data that is not JSON, such as a cycle, is left out too. */
function isSmall(data: unknown): boolean {
  try {
    return (JSON.stringify(data)?.length ?? Number.POSITIVE_INFINITY) <= MAX_ERROR_DATA;
  } catch {
    return false;
  }
}

function timedOut(timeoutMs: number): Error {
  return new MortiseError("TIMEOUT", `The attempt did not end within ${timeoutMs / 1000} s`);
}
