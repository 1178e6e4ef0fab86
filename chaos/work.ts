import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject, TaskEnd, TaskRun, TaskWorker } from "@mortise/protocol";
import type { Diary } from "./diary.ts";
import type { Kind } from "./plan.ts";
import { KINDS } from "./plan.ts";

const LARGE_BYTES = 512 * 1024;

/** The question of the tasks that ask. */
const QUESTION = {
  method: "elicitation/create",
  params: { message: "Go on?", requestedSchema: { type: "object", properties: {} } },
};

/** Does the tasks of a run, and writes down what it does. */
export function createWorker(diary: Diary, stallMs: number): TaskWorker {
  const kinds = new Map(
    KINDS.map((kind) => [kind, { revision: "1", ...(kind === "limited" && { perOwner: 2 }) }]),
  );
  return {
    kinds: () => kinds,
    run: async (run) => {
      note(diary, run, "start");
      const step = stepper(diary, run);
      return WORK[run.kind as Kind](run, step, stallMs);
    },
  };
}

type Step = (name: string) => Promise<string>;

const WORK: Readonly<
  Record<Kind, (run: TaskRun, step: Step, stallMs: number) => Promise<TaskEnd>>
> = {
  steps: async (run, step) => {
    const tokens = [await step("a"), await step("b")];
    run.report("two of three");
    return toEnd(run, [...tokens, await step("c")]);
  },
  ask: async (run, step) => {
    const tokens = [await step("a")];
    const recorded = await run.journal.recall("go", QUESTION);
    const answer = recorded ?? (await run.journal.ask("go", QUESTION));
    return toEnd(run, [...tokens, await step("b"), JSON.stringify(answer)]);
  },
  flaky: async (run, step) => {
    const tokens = [await step("a")];
    if (run.attempt < 3) return { retry: { code: -32603, message: "not yet" } };
    return toEnd(run, [...tokens, await step("b")]);
  },
  cancelled: async (run, step) => {
    const tokens = [await step("a")];
    await pause(2_000, undefined, { signal: run.signal });
    return toEnd(run, [...tokens, await step("b")]);
  },
  limited: async (run, step) => toEnd(run, [await step("a")]),
  large: async (run, step) => {
    const token = await step("a");
    const end = toEnd(run, [token]);
    return { result: { ...end.result, padding: "x".repeat(LARGE_BYTES) } };
  },
  stall: async (run, step, stallMs) => {
    const token = await step("a");
    const end = Date.now() + stallMs;
    while (Date.now() < end && run.attempt === 1);
    return toEnd(run, [token, await step("b")]);
  },
  poison: async (_run, step) => {
    await step("a");
    process.kill(process.pid, "SIGKILL");
    return pause(60_000);
  },
};

function toEnd(run: TaskRun, tokens: readonly string[]): { readonly result: JsonObject } {
  return { result: { number: Number(run.input["number"]), tokens } };
}

/** Steps that this process has begun. */
let steps = 0;

function stepper(diary: Diary, run: TaskRun): Step {
  return async (name) => {
    const { value } = await run.journal.step(name, async () => {
      // A call of the system here would be a place to be stopped at between the engine's check and the note.
      steps += 1;
      const token = `${process.pid}-${steps}`;
      note(diary, run, "begin", { step: name, token });
      await pause(5);
      return { value: token };
    });
    const token = String(value);
    note(diary, run, "recorded", { step: name, token });
    return token;
  };
}

function note(
  diary: Diary,
  { taskId, attempt }: TaskRun,
  event: "start" | "begin" | "recorded",
  { step, token } = { step: "-", token: "-" },
): void {
  diary.write({ task: taskId, event, attempt, step, token });
}
