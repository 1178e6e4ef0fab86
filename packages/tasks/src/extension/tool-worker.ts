import type {
  CallToolResult,
  ClientCapabilities,
  Implementation,
  JsonObject,
  Principal,
  TaskEnd,
  TaskFailure,
  TaskRun,
  TaskWorker,
} from "@mortise/protocol";
import { ErrorCode, ProtocolError, TASKS_EXTENSION, ToolError } from "@mortise/protocol";
import type { ExtensionHost } from "@mortise/server";
import type { TaskContribution } from "./detach.ts";
import type { ToolTasks } from "./task-settings.ts";

/** The call that a task answers, as its row keeps it. */
interface ToolCallInput {
  readonly arguments: JsonObject;
  readonly principal?: Principal;
  readonly client: {
    readonly info?: Implementation;
    readonly capabilities?: ClientCapabilities;
  };
  readonly meta?: JsonObject;
}

/** A handler that runs in a task cannot become one. */
const IN_TASK: TaskContribution = {
  isSettled: true,
  record: async () => ({ answers: [], steps: [] }),
};

/** The failure of a handler that threw what was not written to be shown. */
const UNEXPECTED: TaskFailure = {
  code: ErrorCode.InternalError,
  message: "The attempt failed unexpectedly",
};

/** Does the work of tasks by calling the tools of a server. */
export class ToolWorker implements TaskWorker {
  readonly #host: ExtensionHost;

  constructor(host: ExtensionHost) {
    this.#host = host;
  }

  kinds(): ReadonlyMap<string, string> {
    return new Map(this.#tools().map(([name, { revision }]) => [name, revision]));
  }

  hasOwnerLimits(): boolean {
    return this.#tools().some(([, { policy }]) => policy.perOwner !== undefined);
  }

  async run(run: TaskRun): Promise<TaskEnd> {
    const call = run.input as unknown as ToolCallInput;
    let failure: { readonly error: unknown } | undefined;
    try {
      const result = await this.#host.invoke(run.kind, call.arguments, {
        principal: call.principal,
        client: call.client,
        journal: run.journal,
        signal: run.signal,
        timeout: this.#timeoutOf(run.kind),
        ...(call.meta && { meta: call.meta }),
        context: { [TASKS_EXTENSION]: IN_TASK },
        onProgress: ({ progress, total, message }) =>
          run.report(message ?? (total === undefined ? `${progress}` : `${progress} of ${total}`)),
        onFailure: (error) => {
          failure = { error };
        },
      });
      return failure ? toEnd(failure.error, result) : { result };
    } catch (error) {
      run.signal.throwIfAborted();
      if (ProtocolError.is(error)) return { error: toFailure(error) };
      throw error;
    }
  }

  #timeoutOf(tool: string): number | "none" {
    const settings = this.#host.findTool(tool)?.extension(TASKS_EXTENSION) as ToolTasks | undefined;
    return settings?.policy.timeoutMs ?? "none";
  }

  #tools(): readonly (readonly [name: string, tasks: ToolTasks])[] {
    return [...this.#host.tools()].flatMap(([name, tool]) => {
      const tasks = tool.extension(TASKS_EXTENSION) as ToolTasks | undefined;
      return tasks ? [[name, tasks] as const] : [];
    });
  }
}

/** An error that was written to be shown is the result, unless it says that a new attempt may succeed. */
function toEnd(error: unknown, result: CallToolResult): TaskEnd {
  if (!ToolError.is(error)) return { retry: UNEXPECTED, result };
  if (error.retryAfterMs === undefined) return { result };
  return {
    retry: { code: ErrorCode.InternalError, message: error.message },
    result,
    afterMs: error.retryAfterMs,
  };
}

function toFailure({ code, message, data }: ProtocolError): TaskFailure {
  return { code, message, ...(data !== undefined && { data }) };
}
