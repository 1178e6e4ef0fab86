import { isDeepStrictEqual } from "node:util";
import type { DetailedTask } from "@mortise/protocol";
import { hasTaskEnded } from "@mortise/protocol";
import type { Seen } from "./client.ts";
import type { Entry } from "./diary.ts";
import { ATTEMPTS, kindOf, POISON_ATTEMPTS } from "./plan.ts";

/** A promise of the engine that did not hold, by the promise. */
export type Faults = Readonly<
  Record<"lost" | "wrong" | "repeated" | "changed" | "ended", string[]>
>;

/** Steps that the diary has on record, with the value of each. */
type Records = Map<string, string>;

/** The traces of a run, by which it is judged. */
export interface Evidence {
  readonly seen: readonly Seen[];
  readonly diary: readonly Entry[];
  /** The states that the database has at the end, by id. */
  readonly stored: ReadonlyMap<string, DetailedTask | undefined>;
  /** Processes that ended by themselves. */
  readonly failures: readonly string[];
}

/** Finds each promise that was broken. */
export function check({ seen, diary, stored, failures }: Evidence): Faults {
  const faults: Faults = { lost: [], wrong: [], repeated: [], changed: [], ended: [...failures] };
  const records = readRecords(diary, faults);
  const starts = countStarts(diary);
  for (const task of seen) {
    const last = task.states.at(-1);
    if (!last) faults.lost.push(`${task.id} was never reported`);
    else checkTask(task, last, { faults, records, starts });
    if (!isDeepStrictEqual(stored.get(task.id), last)) {
      faults.changed.push(`${task.id} was reported as ${last?.status} and is another now`);
    }
    checkHistory(task, faults);
  }
  return faults;
}

interface CheckParts {
  readonly faults: Faults;
  readonly records: Records;
  readonly starts: ReadonlyMap<string, number>;
}

function checkTask(
  { number, id }: Seen,
  last: DetailedTask,
  { faults, records, starts }: CheckParts,
): void {
  const kind = kindOf(number);
  const begun = starts.get(id) ?? 0;
  const allowed = kind === "poison" ? POISON_ATTEMPTS : ATTEMPTS;
  if (begun > allowed) faults.repeated.push(`${id} (${kind}) was begun ${begun} times`);
  if (kind === "cancelled" && last.status === "cancelled") return;
  if (kind === "poison") {
    if (last.status !== "failed") faults.wrong.push(`${id} (poison) is ${last.status}`);
    return;
  }
  if (last.status !== "completed") {
    faults.wrong.push(`${id} (${kind}) is ${last.status}: ${last.error?.message}`);
    return;
  }
  const tokens = (last.result?.["tokens"] ?? []) as readonly string[];
  const steps = tokens.filter((token) => !token.startsWith("{"));
  const isRight =
    last.result?.["number"] === number &&
    steps.length > 0 &&
    steps.every((token, index) => records.get(`${id} ${"abc"[index]}`) === token);
  const answers = tokens.filter((token) => token.startsWith("{"));
  const isFirstAnswer = answers.every((answer) => answer === '{"action":"accept"}');
  if (!isRight || !isFirstAnswer || (kind === "ask" && answers.length !== 1)) {
    faults.wrong.push(`${id} (${kind}) has ${JSON.stringify(tokens)}`);
  }
}

/** A final state is the last one, and what belongs to the whole life of a task stays. */
function checkHistory({ id, states }: Seen, faults: Faults): void {
  const [first] = states;
  for (const [index, state] of states.entries()) {
    if (hasTaskEnded(state) && index < states.length - 1)
      faults.changed.push(`${id} changed after its end`);
    if (state.createdAt !== first?.createdAt || state.ttlMs !== first.ttlMs) {
      faults.changed.push(`${id} has another time of creation`);
    }
    const before = states[index - 1];
    if (before && state.lastUpdatedAt < before.lastUpdatedAt) {
      faults.changed.push(`${id} went back in time`);
    }
  }
}

function readRecords(diary: readonly Entry[], faults: Faults): Records {
  const records: Records = new Map();
  for (const { task, event, step, token } of diary) {
    const key = `${task} ${step}`;
    const recorded = records.get(key);
    if (event === "begin" && recorded !== undefined) {
      faults.repeated.push(`${key} was run again after it was recorded:${history(diary, task)}`);
    }
    if (event !== "recorded") continue;
    if (recorded !== undefined && recorded !== token) {
      faults.repeated.push(`${key} has two records`);
    }
    records.set(key, recorded ?? token);
  }
  return records;
}

function countStarts(diary: readonly Entry[]): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const { task, event } of diary) {
    if (event === "start") starts.set(task, (starts.get(task) ?? 0) + 1);
  }
  return starts;
}

/** The events of a task, a line for each, with the seconds since the first. */
function history(diary: readonly Entry[], id: string): string {
  const entries = diary.filter(({ task }) => task === id);
  const first = entries[0]?.at ?? 0n;
  return entries
    .map(({ at, pid, event, attempt, step, token }) => {
      const seconds = (Number(at - first) / 1e9).toFixed(4);
      return `\n  ${seconds} s: process ${pid}, attempt ${attempt}: ${event} ${step} ${token}`;
    })
    .join("");
}
