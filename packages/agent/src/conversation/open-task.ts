/** A call that its server answered with a task, which has not ended; plain JSON. */
export interface OpenTask {
  /** The name under which the model knows the task, such as `task-1`; the id stays with the agent. */
  readonly name: string;
  /** Identifies the task at its server. */
  readonly taskId: string;
  /** The name under which the agent knows the server. */
  readonly server: string;
  /** The tool's name at its server. */
  readonly tool: string;
  /** The id of the call. */
  readonly toolCallId: string;
  /** The name under which the model was offered the tool. */
  readonly toolName: string;
  /** The call has a result that says that its task goes on. */
  readonly isLeft: boolean;
}

/** Returns whether a value, such as one that was saved, is an open task. */
export function isOpenTask(value: unknown): value is OpenTask {
  const { isLeft, ...texts } = (value ?? {}) as Partial<OpenTask>;
  const { name, taskId, server, tool, toolCallId, toolName } = texts;
  return (
    typeof isLeft === "boolean" &&
    [name, taskId, server, tool, toolCallId, toolName].every((text) => typeof text === "string")
  );
}

/** The result of a call whose task goes on, for the model. */
export function describeOpenTask(name: string): string {
  return `The call has become the task ${JSON.stringify(name)}, which goes on. Its result is not here yet: go on with other work, and call wait_for_task when you need the result.`;
}

const LEFT = /^The call has become the task "([^"]*)", which goes on\./;

/** Returns the name of the task that a result says to go on; `undefined` for any other result. */
export function readOpenTask(result: unknown): string | undefined {
  return typeof result === "string" ? LEFT.exec(result)?.[1] : undefined;
}
