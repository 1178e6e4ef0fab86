/** A queue that stores tasks, runs each once and stores its result. */
export interface Queue extends AsyncDisposable {
  /** Stores a task; resolves when the queue has acknowledged it. */
  create(number: number): Promise<unknown>;
  /** Returns the number of tasks whose result is stored. */
  countStored(): Promise<number>;
  /** Stores a row of the size of a task by itself: the least that the database needs for it. */
  commit(): Promise<unknown>;
  /** Adds tasks that have ended, as an old system has them. */
  fill?(count: number): Promise<void>;
}

/** Tasks that a queue runs at once. */
export const CONCURRENCY = 64;

/** The result of every task, which the queue stores. */
export const RESULT = { content: [{ type: "text", text: "The report is ready: 42 lines." }] };

/** The input of a task. */
export function inputOf(number: number): { readonly number: number; readonly report: string } {
  return { number, report: "Sales of the last quarter, by region and by product" };
}

/** The reports of a queue to the benchmark. */
export interface QueueEvents {
  /** Called when the work of a task begins. */
  readonly begun: (number: number) => void;
}

/** Opens a queue whose tables are its own; they are gone when it is closed. */
export type OpenQueue = (events: QueueEvents) => Promise<Queue>;
