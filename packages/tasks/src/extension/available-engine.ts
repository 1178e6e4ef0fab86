import type { StorageFailure, TaskEngine } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";

/** The part of an engine that requests use. */
export type OwnersEngine = Pick<
  TaskEngine,
  "create" | "get" | "answer" | "cancel" | "watch" | "wake"
>;

/** These are faults of a statement, and not of the database: a later call fails too. */
const IS_FAULT: ReadonlySet<StorageFailure> = new Set(["refused", "constraint"]);

/**
 * Makes calls of an engine reject with a ProtocolError that clients can read while its database cannot be
 * used; the reason goes to `report`.
 */
export function availableEngine(
  engine: TaskEngine,
  report: (error: unknown) => void,
): OwnersEngine {
  const call = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    try {
      return await run();
    } catch (error) {
      if (!isAway(error)) throw error;
      report(error);
      throw notAvailable("use", error);
    }
  };
  return {
    create: (task) => call(() => engine.create(task)),
    get: (owner, taskId) => call(() => engine.get(owner, taskId)),
    answer: (owner, taskId, responses) => call(() => engine.answer(owner, taskId, responses)),
    cancel: (owner, taskId) => call(() => engine.cancel(owner, taskId)),
    watch: (owner, taskId, receive) => call(() => engine.watch(owner, taskId, receive)),
    wake: (taskId) => call(() => engine.wake(taskId)),
  };
}

/** Makes the error of a call whose tasks cannot be reached. */
export function notAvailable(attempt: "open" | "use", cause: unknown): ProtocolError {
  return new ProtocolError(
    ErrorCode.InternalError,
    `Tasks are not available: the server cannot ${attempt} their database now; try again later`,
    { cause },
  );
}

function isAway(error: unknown): boolean {
  if (!MortiseError.is(error)) return false;
  if (error.code === "STORAGE_FAILED") return !IS_FAULT.has(error.data.reason);
  return error.code === "CONNECTION_FAILED" || error.code === "TIMEOUT";
}
