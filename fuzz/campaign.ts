import { Worker } from "node:worker_threads";

/** One subject's part of a run. */
export interface Task {
  readonly name: string;
  readonly seed: number;
  readonly cases: number;
  /** The path of one case to repeat, as fast-check prints it. */
  readonly path: string | undefined;
  /** Counts the cases that were begun. */
  readonly pulse: SharedArrayBuffer;
}

/** The outcome of a {@link Task}. */
export interface Outcome {
  readonly cases: number;
  readonly heapBytes: number;
  /** The reason of a failure, with the smallest input that shows it. */
  readonly failure?: string;
}

/** A case that takes longer than this hangs. */
const HANG_MS = 20_000;
/** A subject that needs more leaks memory. */
const HEAP_MB = 192;

/** Runs a subject in its own thread; a hang, and memory that grows without bound, are failures. */
export async function runTask(task: Omit<Task, "pulse">): Promise<Outcome> {
  const pulse = new SharedArrayBuffer(4);
  const beat = new Int32Array(pulse);
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { ...task, pulse } satisfies Task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    execArgv: ["--no-warnings"],
  });
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const fail = (why: string): void =>
    resolve({
      cases: Atomics.load(beat, 0),
      heapBytes: 0,
      failure: `${why} in case ${Atomics.load(beat, 0)}; repeat it with --subject "${task.name}" --seed ${task.seed} --path ${Atomics.load(beat, 0) - 1}`,
    });
  worker.once("message", resolve);
  worker.once("error", (error: NodeJS.ErrnoException) =>
    fail(
      error.code === "ERR_WORKER_OUT_OF_MEMORY"
        ? `It needed more than ${HEAP_MB} MB`
        : `It crashed (${error.stack ?? error})`,
    ),
  );
  worker.once("exit", () => fail("The thread ended"));
  let last = -1;
  const watch = setInterval(() => {
    const now = Atomics.load(beat, 0);
    if (now === last) fail(`It hung for ${HANG_MS / 1000} s`);
    last = now;
  }, HANG_MS);
  try {
    return await promise;
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}
