import type { JsonObject } from "../schema/json.ts";
import type { DetailedTask, TaskFailure } from "./task.ts";

/** How a task is retried, limited and kept. */
export interface TaskPolicy {
  /** How often the work may be begun; failures that may pass and lost processes count. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one. */
  readonly backoffMs: number;
  /** The longest pause between two attempts, in milliseconds. */
  readonly maxBackoffMs: number;
  /** Milliseconds from its creation for which the task is worked on and can be read. */
  readonly ttlMs: number;
  /** The time limit of one attempt in milliseconds. Default: until `ttlMs` is over. */
  readonly timeoutMs?: number;
  /** Begins again, or fails, when the process that ran it is lost. */
  readonly onCrash: "retry" | "fail";
  /** How many tasks of this kind run at once for one owner. Default: no limit. */
  readonly perOwner?: number;
  /** Milliseconds that clients should leave between two requests. */
  readonly pollMs: number;
}

/** Answers and steps that are known before the first attempt. */
export interface TaskRecord {
  /** The raw answers by the handler's key, each with the question that it answers. */
  readonly answers: readonly {
    readonly key: string;
    readonly question: JsonObject;
    readonly answer: unknown;
  }[];
  /** The values of steps by name. */
  readonly steps: readonly { readonly name: string; readonly value?: unknown }[];
}

/** Work that is to become a task. */
export interface NewTask {
  /** The id of the principal that the task belongs to; empty for anonymous callers. */
  readonly owner: string;
  /** Names the work; a worker takes the kinds that it knows. */
  readonly kind: string;
  /** The version of the work's code; the journal of another version is not replayed. */
  readonly revision: string;
  /** Everything that the work needs, as JSON. */
  readonly input: JsonObject;
  /** How it is retried, limited and kept. */
  readonly policy: TaskPolicy;
  /** The record of what happened before. Default: none. */
  readonly record?: TaskRecord;
  /** Milliseconds before the first attempt. Default 0. */
  readonly delayMs?: number;
}

/** A question to the client, as it goes on the wire. */
export interface TaskQuestion {
  /** Such as `elicitation/create`. */
  readonly method: string;
  /** The parameters of the request. */
  readonly params: object;
}

/** The answers and steps of one task, across attempts, restarts and instances. */
export interface TaskJournal {
  /** Resolves with the answer to `question` under `key`; `undefined` without one. */
  recall(key: string, question: TaskQuestion): Promise<unknown>;
  /** Asks, and resolves with the answer; rejects with the reason of the run's signal when the run ends first. */
  ask(key: string, question: TaskQuestion, refused?: string): Promise<unknown>;
  /** Confirms that an answer was usable. */
  keep(key: string, answer: unknown): Promise<void>;
  /** Resolves with the recorded value of a step, or runs `work` once and records its value. */
  step(
    name: string,
    work: () => Promise<{ readonly value?: unknown }>,
  ): Promise<{ readonly value?: unknown }>;
}

/** One attempt at a task. */
export interface TaskRun {
  /** Identifies the task. */
  readonly taskId: string;
  /** The owner that it was created for. */
  readonly owner: string;
  /** The kind that it was created with. */
  readonly kind: string;
  /** The revision that it was created with. */
  readonly revision: string;
  /** The input that it was created with. */
  readonly input: JsonObject;
  /** Counts the starts of the work, from 1. */
  readonly attempt: number;
  /** Keeps its answers and steps. */
  readonly journal: TaskJournal;
  /** Aborts when the task is cancelled or expires, waits for input, or belongs to this process no longer. */
  readonly signal: AbortSignal;
  /** Sets the message of the task; the last one of a short while wins. */
  report(message: string): void;
}

/** The end of one attempt. */
export type TaskEnd =
  | { readonly result: JsonObject; readonly retry?: undefined }
  | { readonly error: TaskFailure }
  | {
      /** A failure that may pass: tried again while attempts are left, and failed with it otherwise. */
      readonly retry: TaskFailure;
      /** The result that ends the task in place of the failure when no attempt is left. */
      readonly result?: JsonObject;
      /** Milliseconds before which a new attempt is of no use. */
      readonly afterMs?: number;
    };

/** Code that does the work of tasks. */
export interface TaskWorker {
  /** The kinds of work that it can do now, with the revision of each. */
  kinds(): ReadonlyMap<string, string>;
  /** Whether one of the kinds has a limit for each owner. Default: none has. */
  hasOwnerLimits?(): boolean;
  /** Does one attempt; a rejection counts as a failure that may pass. */
  run(run: TaskRun): Promise<TaskEnd>;
}

/**
 * Stores tasks and runs them, once or again, across restarts and instances.
 *
 * A task has one owner; to any other it does not exist. Its final state never changes. `create`
 * resolves when any instance can read the task.
 */
export interface TaskEngine {
  /** Stores a task and lets it run. */
  create(task: NewTask): Promise<DetailedTask>;
  /** Returns the present state; `undefined` unless the owner has such a task. */
  get(owner: string, taskId: string): Promise<DetailedTask | undefined>;
  /**
   * Answers open questions; the first answer to each is final, and keys that are not open are ignored.
   * Returns `false` unless the owner has such a task.
   */
  answer(owner: string, taskId: string, responses: JsonObject): Promise<boolean>;
  /** Asks the task to end; one that has ended stays as it is. Returns `false` unless the owner has such a task. */
  cancel(owner: string, taskId: string): Promise<boolean>;
  /**
   * Reports the present state and every later one, the newest if they follow fast; returns a function
   * that ends the reports, or `undefined` unless the owner has such a task.
   */
  watch(
    owner: string,
    taskId: string,
    receive: (task: DetailedTask) => void,
  ): Promise<(() => void) | undefined>;
  /** Begins to run tasks of the worker's kinds in this process; call it once. */
  work(worker: TaskWorker): Promise<void>;
  /** Looks for new kinds of the worker. */
  kindsChanged(): void;
  /** Hands running tasks back so that another process goes on at once, and ends. */
  close(): Promise<void>;
}
