import type {
  DetailedTask,
  JsonObject,
  NewTask,
  TaskEnd,
  TaskEngine,
  TaskKind,
  TaskRun,
  TaskWorker,
} from "@mortise/protocol";
import { hasTaskEnded } from "@mortise/protocol";

/** The means of a case. */
export interface TaskEngineCaseContext {
  /**
   * Opens an engine on the store under test, as one process has it. Engines of one case share their
   * tasks, other cases do not see them; the runner of the case closes them.
   */
  readonly open: () => Promise<TaskEngine>;
}

/** One behaviour that every task engine has. */
export interface TaskEngineCase {
  /** A sentence that states the behaviour. */
  readonly name: string;
  /** Rejects with an AssertionError unless the behaviour holds. */
  readonly run: (context: TaskEngineCaseContext) => Promise<void>;
}

/** The owner of the tasks of a case. */
export const OWNER = "ann";

/** Makes a task of `kind` that is retried at once. */
export function newTask(kind: string, changes: Partial<NewTask> = {}): NewTask {
  return {
    owner: OWNER,
    kind,
    revision: "1",
    input: { kind },
    ...changes,
    policy: {
      attempts: 3,
      backoffMs: 1,
      maxBackoffMs: 5,
      ttlMs: 3_600_000,
      onCrash: "retry",
      pollMs: 1_000,
      ...changes.policy,
    },
  };
}

/** The work of one kind. */
export type Work = (run: TaskRun) => Promise<TaskEnd>;

/** Makes a worker of functions by kind. */
export function workerOf(
  works: Readonly<Record<string, Work>>,
  { revision = "1", perOwner }: Partial<TaskKind> = {},
): TaskWorker {
  const kind = { revision, ...(perOwner !== undefined && { perOwner }) };
  return {
    kinds: () => new Map(Object.keys(works).map((name) => [name, kind])),
    run: (run) => (works[run.kind] as Work)(run),
  };
}

/** A result with a text. */
export function textOf(text: string): { readonly result: JsonObject } {
  return { result: { content: [{ type: "text", text }] } };
}

/** Work that counts its runs by `count` and ends with `end`. */
export function counted(count: () => void, end: TaskEnd): Work {
  return async () => {
    count();
    return end;
  };
}

/** Resolves with the first state of a task that `is` accepts. */
export async function until(
  engine: TaskEngine,
  task: DetailedTask,
  is: (state: DetailedTask) => boolean,
): Promise<DetailedTask> {
  const { promise, resolve } = Promise.withResolvers<DetailedTask>();
  const stop = await engine.watch(OWNER, task.taskId, (state) => {
    if (is(state)) resolve(state);
  });
  if (!stop) throw new Error(`There is no task ${task.taskId}`);
  try {
    return await promise;
  } finally {
    stop();
  }
}

/** Resolves with the state in which a task ended. */
export function ended(engine: TaskEngine, task: DetailedTask): Promise<DetailedTask> {
  return until(engine, task, hasTaskEnded);
}

/** Resolves with the state in which a task has the open question `key`. */
export function asked(engine: TaskEngine, task: DetailedTask, key: string): Promise<DetailedTask> {
  return until(engine, task, ({ inputRequests }) => inputRequests?.[key] !== undefined);
}

/** A question to a user. */
export function question(message: string): { method: string; params: JsonObject } {
  return {
    method: "elicitation/create",
    params: { message, requestedSchema: { type: "object", properties: {} } },
  };
}
