import { redactText } from "@mortise/protocol";
import type { TaskOperations } from "../contract/index.ts";
import type { Controls } from "../host/control/controls.ts";
import { HostFailure } from "../host/state/host-failure.ts";
import { SELF } from "./traffic.ts";

/** Sends a request about tasks to the process that serves. */
export type OperateTasks = <Name extends keyof TaskOperations>(
  name: Name,
  input: TaskOperations[Name][0],
) => Promise<TaskOperations[Name][1]>;

/** Makes the requests of the page about the tasks of all owners of the server under development. */
export function taskControls(operate: OperateTasks): Controls {
  return {
    tasks: async ({ connection, limit }) => {
      requireSelf(connection);
      return await passed("list the tasks", () => operate("list", { limit }));
    },
    task: async ({ connection, task }) => {
      requireSelf(connection);
      const found = await passed("read the task", () => operate("inspect", { task }));
      return found ?? refuseUnknown("read the task", task);
    },
    "retry-task": async ({ connection, task, fromStart }) => {
      requireSelf(connection);
      const step = "retry the task";
      const isDone = await passed(step, () => operate("retry", { task, fromStart }));
      if (isDone === undefined) refuseUnknown(step, task);
      if (!isDone) refuseState(step, "it has not failed", "a task that failed can begin again");
      return {};
    },
    "cancel-task": async ({ connection, task }) => {
      requireSelf(connection);
      const step = "cancel the task";
      const isDone = await passed(step, () => operate("cancel", { task }));
      if (isDone === undefined) refuseUnknown(step, task);
      if (!isDone)
        refuseState(step, "it has ended, or is about to", "an ended task stays as it is");
      return {};
    },
  };
}

function requireSelf(connection: string): void {
  if (connection === SELF) return;
  throw new HostFailure(409, {
    code: "NOT_OWN",
    step: "find the tasks of the server",
    cause: "only the server under development shows the tasks of all owners",
    fix: "choose that server, or use mortise tasks with the database of this one",
  });
}

function refuseUnknown(step: string, task: string): never {
  throw new HostFailure(404, {
    code: "NOT_FOUND",
    step,
    cause: `the server has no task ${JSON.stringify(task)}`,
    fix: "its time to live may be over; choose one of the list",
  });
}

function refuseState(step: string, cause: string, fix: string): never {
  throw new HostFailure(409, { code: "NOT_NOW", step, cause, fix });
}

async function passed<Value>(step: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const cause = redactText(error instanceof Error ? error.message : String(error));
    const fix = "look at the output of the server";
    throw new HostFailure(502, { code: "TASKS_NOT_SHOWN", step, cause, fix }, { cause: error });
  }
}
