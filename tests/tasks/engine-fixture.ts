import type {
  DetailedTask,
  NewTask,
  TaskEnd,
  TaskEngine,
  TaskPolicy,
  TaskRun,
  TaskWorker,
} from "@mortise/protocol";

/** The owner of the tasks of a test. */
export const OWNER = "ann";

/** Makes a task of `kind` that is retried at once. */
export function createTask(
  kind: string,
  { policy, ...changes }: Partial<Omit<NewTask, "policy">> & { policy?: Partial<TaskPolicy> } = {},
): NewTask {
  return {
    owner: OWNER,
    kind,
    revision: "1",
    input: {},
    ...changes,
    policy: {
      attempts: 3,
      backoffMs: 1,
      maxBackoffMs: 5,
      ttlMs: 3_600_000,
      onCrash: "retry",
      pollMs: 1_000,
      ...policy,
    },
  };
}

/** Makes a worker of functions by kind. */
export function createWorker(
  works: Readonly<Record<string, (run: TaskRun) => Promise<TaskEnd>>>,
  revision = "1",
): TaskWorker {
  return {
    kinds: () => new Map(Object.keys(works).map((name) => [name, { revision }])),
    run: (run) => (works[run.kind] as (run: TaskRun) => Promise<TaskEnd>)(run),
  };
}

/** Resolves with the first state of a task that `is` accepts. */
export async function until(
  engine: TaskEngine,
  { taskId }: DetailedTask,
  is: (state: DetailedTask) => boolean,
): Promise<DetailedTask> {
  const { promise, resolve } = Promise.withResolvers<DetailedTask>();
  const stop = await engine.watch(OWNER, taskId, (state) => {
    if (is(state)) resolve(state);
  });
  if (!stop) throw new Error(`There is no task ${taskId}`);
  try {
    return await promise;
  } finally {
    stop();
  }
}

/** Resolves with the final state of a task. */
export function ended(engine: TaskEngine, task: DetailedTask): Promise<DetailedTask> {
  return until(engine, task, ({ status }) => status !== "working" && status !== "input_required");
}
