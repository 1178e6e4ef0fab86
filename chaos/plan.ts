import type { NewTask, TaskPolicy } from "@mortise/protocol";

/** How often a task of a run may begin; kills are meant to be survived. */
export const ATTEMPTS = 40;

/** How often a task that ends its process may begin. */
export const POISON_ATTEMPTS = 3;

/** The kinds of a run's tasks, and the share of each in a thousand. */
const SHARES = {
  steps: 600,
  ask: 150,
  flaky: 100,
  cancelled: 100,
  limited: 30,
  large: 15,
  stall: 3,
  poison: 2,
} as const;

/** A kind of task. */
export type Kind = keyof typeof SHARES;

export const KINDS = Object.keys(SHARES) as readonly Kind[];

/** Returns the kind of the task with a number, evenly spread. */
export function kindOf(number: number): Kind {
  // A step that shares no factor with a thousand visits every place once.
  let place = (number * 617) % 1_000;
  for (const kind of KINDS) {
    if (place < SHARES[kind]) return kind;
    place -= SHARES[kind];
  }
  return "steps";
}

/** The owner of the task with a number. */
export function ownerOf(number: number): string {
  return `owner-${number % 7}`;
}

/** The task with a number. */
export function toNewTask(number: number): NewTask {
  const kind = kindOf(number);
  const policy: TaskPolicy = {
    attempts: kind === "poison" ? POISON_ATTEMPTS : ATTEMPTS,
    backoffMs: 20,
    maxBackoffMs: 500,
    ttlMs: 3_600_000,
    onCrash: "retry",
    pollMs: 1_000,
    ...(kind === "limited" && { perOwner: 2 }),
  };
  return { owner: ownerOf(number), kind, revision: "1", input: { number }, policy };
}
