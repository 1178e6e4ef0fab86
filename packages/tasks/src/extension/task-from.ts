import type { Duration, JsonValue, OptionNames, Schema } from "@mortise/protocol";
import {
  checkOptions,
  MortiseError,
  parseDuration,
  pause,
  systemClock,
  ToolError,
} from "@mortise/protocol";
import type { ElicitAnswer, RequestContext } from "@mortise/server";
import { ENDS_ELSEWHERE } from "@mortise/server/internal";
import { Again } from "./again.ts";

/** A job of another system, as it is now. */
export type JobState<Result = unknown> =
  | {
      readonly status: "working";
      /** The message of the task. Default: it stays as it is. */
      readonly message?: string;
      /** The pause before the next look. Default: `every` of the handle. */
      readonly after?: Duration;
    }
  | {
      readonly status: "input_required";
      /** The questions to the user, by keys that the job uses once. */
      readonly questions: Readonly<
        Record<string, { readonly message: string; readonly schema: Schema }>
      >;
    }
  | {
      readonly status: "completed";
      /** The result of the tool, as a handler returns it. */
      readonly result: Result;
    }
  | {
      readonly status: "failed" | "cancelled";
      /** The reason, for the model. */
      readonly message: string;
      /** A short stable word for it. Default: the status. */
      readonly code?: string;
    };

/** The way to jobs of another system, which does the work of a tool. */
export interface JobHandle<Input, Job extends JsonValue, Result> {
  /**
   * Begins the job and returns what names it there, which is kept. If the process is lost before that,
   * it is called again: begin the job under `context.task.id`, so that it begins once.
   */
  readonly start: (input: Input, context: RequestContext) => Job | Promise<Job>;
  /**
   * Returns the present state of the job. A look that fails is tried again as a handler is, with `attempts` and
   * `backoff` of the tool; a ToolError that is not `retryable` is the result at once.
   */
  readonly look: (
    job: Job,
    context: RequestContext,
  ) => JobState<Result> | Promise<JobState<Result>>;
  /** Hands the answer to a question on, once. Default: jobs ask nothing. */
  readonly answer?: (
    job: Job,
    key: string,
    answer: ElicitAnswer<unknown>,
    context: RequestContext,
  ) => unknown;
  /**
   * Ends the job, when the task is cancelled or its time is over, or the client of a plain call has gone. It is
   * tried again as a handler is; a ToolError that is not `retryable` gives up. Default: the job goes on.
   */
  readonly cancel?: (job: Job, signal: AbortSignal) => unknown;
  /** The pause between two looks. Default 5 s. */
  readonly every?: Duration;
}

const OPTIONS: OptionNames<JobHandle<unknown, JsonValue, unknown>> = {
  start: true,
  look: true,
  answer: true,
  cancel: true,
  every: true,
};

/** The end of a run that has nothing to cancel. */
const NOTHING = Symbol("nothing was begun");

/** The time for the cancellation of a job of a plain call, in milliseconds. */
const CANCEL_MS = 30_000;

/**
 * Makes the handler of a tool whose work another system does, such as a workflow engine, a queue or the job API of
 * a service.
 *
 * The task keeps what names the job, so that any instance of the server looks at it after a restart. Between two
 * looks it takes no memory and no place, and an attempt counts for one look. Without a task the call waits for the
 * job.
 *
 * @example
 * ```ts
 * server.tool("render", { description: "Renders a scene.", input, task: "required" }, taskFrom({
 *   start: ({ scene }, { task }) => farm.submit(scene, { key: task?.id }),
 *   look: (id) => farm.state(id),
 *   cancel: (id) => farm.cancel(id),
 * }));
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` for an option that there is not, and a pause that is none.
 */
export function taskFrom<Input, Job extends JsonValue, Result>(
  handle: JobHandle<Input, Job, Result>,
): (input: Input, context: RequestContext) => Promise<Result> {
  checkOptions("taskFrom", handle, OPTIONS);
  const everyMs = parseDuration(handle.every ?? "5s", "taskFrom, every");
  const follow = async (input: Input, context: RequestContext): Promise<Result> => {
    const { task } = context;
    if (task?.ending) return end(handle, context);
    const job = await context.step("job", () => handle.start(input, context));
    let reports = 0;
    const report = (message: string): void => context.progress(++reports, undefined, message);
    for (;;) {
      const found = await look(handle, job, { context, report });
      if (typeof found === "object") return found.result;
      const pauseMs = found ?? everyMs;
      if (task) throw new Again(pauseMs);
      const isOver = !(await pause(pauseMs, { clock: systemClock, signal: context.signal }));
      if (isOver) await handle.cancel?.(job, AbortSignal.timeout(CANCEL_MS));
      context.signal.throwIfAborted();
    }
  };
  return handle.cancel ? Object.assign(follow, { [ENDS_ELSEWHERE]: true }) : follow;
}

/** Looks at a job, and hands on answers until it asks nothing new; returns its result, or how long to wait. */
async function look<Job extends JsonValue, Result>(
  handle: JobHandle<never, Job, Result>,
  job: Job,
  {
    context,
    report,
  }: { readonly context: RequestContext; readonly report: (message: string) => void },
): Promise<{ readonly result: Result } | number | undefined> {
  for (const answered = new Set<string>(); ; ) {
    const state = await handle.look(job, context);
    switch (state.status) {
      case "completed":
        return { result: state.result };
      case "working":
        if (state.message !== undefined) report(state.message);
        return state.after === undefined ? undefined : parseDuration(state.after, "look, after");
      case "input_required":
        // The job may take a while to see an answer.
        if (Object.keys(state.questions).every((key) => answered.has(key))) return undefined;
        await askAll(handle, job, { questions: state.questions, context });
        for (const key of Object.keys(state.questions)) answered.add(key);
        break;
      case "failed":
      case "cancelled":
        throw new ToolError(state.message, { code: state.code ?? state.status });
      default:
        throw unknownState(state);
    }
  }
}

async function askAll<Job extends JsonValue>(
  { answer: handOn }: JobHandle<never, Job, unknown>,
  job: Job,
  {
    questions,
    context,
  }: {
    readonly questions: Readonly<Record<string, { message: string; schema: Schema }>>;
    readonly context: RequestContext;
  },
): Promise<void> {
  if (!handOn) {
    throw new MortiseError(
      "INVALID_OPTION",
      "taskFrom: the job asks questions, and the handle has no answer; add answer, or look without input_required",
    );
  }
  const ask = async ([key, question]: [string, { message: string; schema: Schema }]) => {
    const answer = await context.elicit(key, question as never);
    await context.step(`answer ${key}`, async () => {
      await handOn(job, key, answer, context);
    });
  };
  await Promise.all(Object.entries(questions).map(ask));
}

/** Ends the job of a task that was cancelled or has expired. */
async function end<Job extends JsonValue>(
  { cancel }: JobHandle<never, Job, unknown>,
  context: RequestContext,
): Promise<never> {
  try {
    // An attempt that was lost before the name of the job was kept has nothing on record.
    const job = await context.step<Job>("job", () => Promise.reject(NOTHING));
    await cancel?.(job, context.signal);
  } catch (error) {
    if (error !== NOTHING) throw error;
  }
  throw new ToolError("The job was cancelled", { code: "cancelled" });
}

function unknownState(state: never): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `taskFrom: look returned ${JSON.stringify(state)}; status is working, input_required, completed, failed or cancelled`,
  );
}
