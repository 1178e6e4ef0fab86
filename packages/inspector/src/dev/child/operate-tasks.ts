import type { TaskInspection, TaskOperator } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { coreOf } from "@mortise/server/internal";
import type { InspectedTask, TaskOperations } from "../../contract/index.ts";
import { INLINE_RESULT_BYTES } from "../../contract/index.ts";

const OPERATIONS: {
  readonly [Name in keyof TaskOperations]: (
    operator: TaskOperator,
    input: TaskOperations[Name][0],
  ) => Promise<TaskOperations[Name][1]>;
} = {
  list: async (operator, { limit }) => {
    const [{ tasks, next }, queue] = await Promise.all([
      operator.list({}, { limit }),
      operator.queue(),
    ]);
    return { tasks, hasMore: next !== undefined, queue };
  },
  inspect: async (operator, { task }) => {
    const inspection = await operator.inspect(task);
    return inspection && cut(inspection);
  },
  retry: (operator, { task, fromStart }) => operator.retry(task, { fromStart }),
  cancel: (operator, { task }) => operator.cancel(task),
};

/**
 * Carries a request about the tasks of all owners out.
 *
 * Rejects with MortiseError `INVALID_OPTION` for a server without tasks, and unless they can be shown.
 */
export async function operateTasks(
  server: Server<unknown>,
  name: keyof TaskOperations,
  input: unknown,
): Promise<unknown> {
  const operator = await coreOf(server).extensions.taskOperator?.();
  if (operator === undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "The server has no tasks; give createServer the option tasks",
    );
  }
  return await OPERATIONS[name](operator, input as never);
}

/** Leaves out what is too large for one message of the channel, which the requests of clients share. */
function cut({ input, result, ...rest }: TaskInspection): InspectedTask {
  const isLarge = (value: unknown): boolean =>
    JSON.stringify(value ?? null).length > INLINE_RESULT_BYTES;
  return {
    ...rest,
    ...(!isLarge(input) && { input }),
    ...(result !== undefined && !isLarge(result) && { result }),
    isCut: isLarge(input) || isLarge(result),
  };
}
