import type { DetailedTask } from "@mortise/protocol";
import { ErrorCode, hasTaskEnded, MortiseError, ProtocolError } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import { PollPace } from "./poll-pace.ts";
import { readTask } from "./read-task.ts";
import { persist } from "./task-link.ts";
import type { TaskReports } from "./task-reports.ts";

/** The time after its time to live in which the end of a task can still be read. */
const GRACE_MS = 60_000;
/** How long a task without a time to live is waited for. */
const ENDLESS_MS = 24 * 3_600_000;

/** The connection whose tasks are followed, and the reports on it. */
export interface TaskSource {
  readonly connection: ClientConnection;
  readonly reports: TaskReports;
}

/** How a task is followed. */
export interface FollowTaskOptions {
  /** Ends it; then its reason is thrown. */
  readonly signal: AbortSignal;
  /** The state that is known already; it is not yielded. Default: the server is asked at once. */
  readonly seed?: DetailedTask | undefined;
}

/**
 * Yields the states of a task until the final one: those that the server reports, and those it is asked for.
 * Lost connections and restarts of the server are waited out.
 *
 * @throws MortiseError `TASK_GONE` for a task that the server does not have, and for one that has not ended a
 * minute after its time to live; `TIMEOUT` for one without a time to live after a day.
 */
export async function* followTask(
  id: string,
  source: TaskSource,
  { signal, seed }: FollowTaskOptions,
): AsyncGenerator<DetailedTask, void, undefined> {
  const report = source.reports.watch(id);
  const pace = new PollPace();
  const life = new Lifetime(id, source.connection);
  let known = seed;
  if (seed) life.extend(seed);
  try {
    for (;;) {
      const waitMs = known === undefined ? 0 : pace.next(known, report.isCurrent);
      const reported = waitMs > 0 ? await report.next(waitMs, signal) : undefined;
      signal.throwIfAborted();
      const task = reported ?? (await askFor(id, source, { signal, life }));
      if (reported === undefined) report.asked();
      life.extend(task);
      if (known !== undefined && isOlder(task, known)) continue;
      const isNew = known === undefined || hasChanged(task, known);
      known = task;
      if (isNew) {
        pace.changed();
        yield task;
        if (hasTaskEnded(task)) return;
      } else life.check();
    }
  } finally {
    report.close();
  }
}

/** Asks the server for the state of a task once; passing failures are waited out. */
async function askFor(
  id: string,
  { connection }: TaskSource,
  { signal, life }: { readonly signal: AbortSignal; readonly life: Lifetime },
): Promise<DetailedTask> {
  const request = { method: "tasks/get", params: { taskId: id } };
  try {
    return readTask(await persist(connection, request, { signal, isOver: () => life.isOver }), id);
  } catch (error) {
    if (life.isOver && !signal.aborted) throw life.ended(error);
    throw asGone(error, id, life.ttlMs);
  }
}

/** Turns the refusal of a request about a task into `TASK_GONE`, if it says that there is none. */
export function asGone(error: unknown, taskId: string, ttlMs?: number): unknown {
  if (!ProtocolError.is(error) || error.code !== ErrorCode.InvalidParams) return error;
  return gone(taskId, { ttlMs, cause: error, why: error.message });
}

function gone(
  taskId: string,
  { ttlMs, cause, why }: { ttlMs?: number | undefined; cause?: unknown; why: string },
): MortiseError {
  const shown = JSON.stringify(taskId.slice(0, 100));
  // Without a time to live the task was never seen here, so that its id may be wrong.
  const advice =
    ttlMs === undefined
      ? `The server does not have the task ${shown}: ${why}. Check the id, and that this is the server and the caller of the call; if the task was deleted, its effects remain`
      : `The task ${shown} cannot be waited for: ${why}. Its effects until then remain; make the call again if that does no harm`;
  return new MortiseError("TASK_GONE", advice, {
    cause,
    data: { taskId, ...(ttlMs !== undefined && { ttlMs }) },
  });
}

/** The time for which a task is worth waiting: that to live, as the server says it in each state. */
class Lifetime {
  ttlMs: number | undefined;
  readonly #id: string;
  readonly #connection: ClientConnection;
  readonly #start: number;

  constructor(id: string, connection: ClientConnection) {
    this.#id = id;
    this.#connection = connection;
    this.#start = connection.options.clock.monotonic();
  }

  get isOver(): boolean {
    const { clock } = this.#connection.options;
    // The time to live counts from the creation by the server's clock, so this one is never too short.
    const limitMs = this.ttlMs === undefined ? ENDLESS_MS : this.ttlMs + GRACE_MS;
    return clock.monotonic() - this.#start > limitMs;
  }

  extend({ ttlMs }: DetailedTask): void {
    this.ttlMs = ttlMs ?? undefined;
  }

  check(): void {
    if (this.isOver) throw this.ended(undefined);
  }

  /** Makes the error of a task whose time is over. */
  ended(cause: unknown): MortiseError {
    const { ttlMs } = this;
    if (ttlMs !== undefined) {
      const why = `it has not ended within its time to live of ${ttlMs} ms`;
      return gone(this.#id, { ttlMs, cause, why });
    }
    const shown = JSON.stringify(this.#id.slice(0, 100));
    return new MortiseError(
      "TIMEOUT",
      `The task ${shown} has no time to live, and has not ended within a day; client.task(id).result() waits for it again`,
      { cause, data: { timeoutMs: ENDLESS_MS, taskId: this.#id } },
    );
  }
}

/** A report and an answer may cross; the final state is never too old. */
function isOlder(task: DetailedTask, known: DetailedTask): boolean {
  return !hasTaskEnded(task) && Date.parse(task.lastUpdatedAt) < Date.parse(known.lastUpdatedAt);
}

function hasChanged(task: DetailedTask, known: DetailedTask): boolean {
  return (
    hasTaskEnded(task) ||
    task.status !== known.status ||
    task.statusMessage !== known.statusMessage ||
    task.lastUpdatedAt !== known.lastUpdatedAt ||
    JSON.stringify(task.inputRequests) !== JSON.stringify(known.inputRequests)
  );
}
