import type { HandlerRecord, InputJournal } from "../input-journal.ts";
import type { JsonObject } from "../schema/json.ts";
import type { TraceReference } from "../telemetry/span.ts";
import type { DetailedTask, TaskFailure } from "./task.ts";
import type { TaskOperator } from "./task-operator.ts";

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
  /**
   * Runs a task that has begun once more when it is cancelled or its time is over, with all its attempts, so that
   * its work can end what it began elsewhere. Its end is the end of the task. Default `false`.
   */
  readonly cleanup?: boolean;
  /** Milliseconds that clients should leave between two requests. */
  readonly pollMs: number;
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
  readonly record?: HandlerRecord;
  /** Milliseconds before the first attempt. Default 0. */
  readonly delayMs?: number;
  /** The span that created it, which the spans of its attempts are linked to. */
  readonly trace?: TraceReference;
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
  /** Why a task with `cleanup` ends: the run is to end what earlier ones began, and its result is not used. */
  readonly ending?: "cancelled" | "expired";
  /** Keeps its answers and steps. */
  readonly journal: InputJournal;
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
    }
  | {
      /** The work waits for something elsewhere: it begins again after a time, with all its attempts. */
      readonly again: {
        /** Milliseconds before the next attempt, unless the task is woken. */
        readonly afterMs: number;
      };
    };

/** A kind of work that a worker can do. */
export interface TaskKind {
  /** The version of its code. */
  readonly revision: string;
  /** How many tasks of the kind run at once for one owner. Default: no limit. */
  readonly perOwner?: number;
}

/** Code that does the work of tasks. */
export interface TaskWorker {
  /** The kinds of work that it can do now, by name; asked before tasks are claimed. */
  kinds(): ReadonlyMap<string, TaskKind>;
  /** Does one attempt; a rejection counts as a failure that may pass, but a ProtocolError is final. */
  run(run: TaskRun): Promise<TaskEnd>;
}

/**
 * Stores tasks and runs them, once or again, across restarts and instances.
 *
 * A task has one owner; to any other it does not exist. Its final state never changes. `create`
 * resolves when any instance can read the task.
 */
export interface TaskEngine {
  /**
   * Stores a task and lets it run.
   *
   * Rejects with ProtocolError `InvalidParams` for input that is larger than a task may hold.
   */
  create(task: NewTask): Promise<DetailedTask>;
  /** Returns the present state; `undefined` unless the owner has such a task. */
  get(owner: string, taskId: string): Promise<DetailedTask | undefined>;
  /**
   * Answers open questions; the first answer to each is final, and keys that are not open are ignored.
   * Returns `false` unless the owner has such a task. Rejects with ProtocolError `InvalidParams` for an
   * answer that is larger than a task may hold.
   */
  answer(owner: string, taskId: string, responses: JsonObject): Promise<boolean>;
  /** Asks the task to end; one that has ended stays as it is. Returns `false` unless the owner has such a task. */
  cancel(owner: string, taskId: string): Promise<boolean>;
  /**
   * Lets a task begin now whose work asked to begin again after a time. Returns `false` unless there is one that
   * waits so; it asks for no owner, since it is for the server's own code.
   */
  wake(taskId: string): Promise<boolean>;
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
  /** Opens the tasks of all owners for the operators of the server. Left out by an engine that cannot show them. */
  operator?(): Promise<TaskOperator>;
  /** Hands running tasks back so that another process goes on at once, and ends. */
  close(): Promise<void>;
}
