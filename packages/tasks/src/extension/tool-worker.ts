import type {
  CallToolResult,
  ClientCapabilities,
  Implementation,
  JsonObject,
  Principal,
  TaskEnd,
  TaskFailure,
  TaskKind,
  TaskRun,
  TaskWorker,
} from "@mortise/protocol";
import {
  ErrorCode,
  MortiseError,
  ProtocolError,
  TASKS_EXTENSION,
  ToolError,
} from "@mortise/protocol";
import type { Detachable, ExtensionHost, HostedTool, ToolTask } from "@mortise/server";
import { Again } from "./again.ts";
import type { StoredAdmission } from "./stored-admission.ts";
import { readAdmission } from "./stored-admission.ts";

/** The call that a task answers, as its row keeps it. */
interface ToolCallInput {
  readonly arguments: JsonObject;
  readonly principal?: Principal;
  readonly client: {
    readonly info?: Implementation;
    readonly capabilities?: ClientCapabilities;
  };
  readonly meta?: JsonObject;
  readonly admission: StoredAdmission;
}

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

  kinds(): ReadonlyMap<string, TaskKind> {
    const kinds = new Map<string, TaskKind>();
    for (const [name, tool] of this.#host.tools()) {
      const task = taskOf(tool);
      if (!task) continue;
      const { revision, policy } = task;
      kinds.set(name, {
        revision,
        ...(policy.perOwner !== undefined && { perOwner: policy.perOwner }),
      });
    }
    return kinds;
  }

  async run(run: TaskRun): Promise<TaskEnd> {
    const call = run.input as unknown as ToolCallInput;
    let failure: { readonly error: unknown } | undefined;
    try {
      const result = await this.#host.invoke(run.kind, call.arguments, {
        principal: call.principal,
        client: call.client,
        admission: readAdmission(call.admission, call.arguments),
        journal: run.journal,
        signal: run.signal,
        timeout: taskOf(this.#host.findTool(run.kind))?.policy.timeoutMs ?? "none",
        ...(call.meta && { meta: call.meta }),
        context: { [TASKS_EXTENSION]: inTask(run) },
        onProgress: ({ progress, total, message }) =>
          run.report(message ?? (total === undefined ? `${progress}` : `${progress} of ${total}`)),
        onFailure: (error) => {
          failure = { error };
        },
      });
      return failure ? toEnd(failure.error, result) : { result };
    } catch (error) {
      run.signal.throwIfAborted();
      return this.#toEnd(run.kind, error);
    }
  }

  /** Only the words of a ProtocolError were written for the caller. */
  #toEnd(kind: string, error: unknown): TaskEnd {
    let logged = error;
    try {
      if (error instanceof Again) return { again: { afterMs: error.afterMs } };
      if (ProtocolError.is(error)) return { error: toFailure(error) };
    } catch (unreadable) {
      logged = unreadable;
    }
    this.#host.log({ level: "error", message: `A task of ${kind} failed`, error: logged });
    return { retry: UNEXPECTED };
  }
}

/** A handler that runs in a task cannot become one. */
function inTask({ taskId: id, attempt, ending }: TaskRun): Detachable {
  const task = { id, attempt, ...(ending && { ending }) };
  return { detach: async () => undefined, task };
}

/** An error that was written to be shown is the result, unless it says that a new attempt may succeed. */
function toEnd(error: unknown, result: CallToolResult): TaskEnd {
  if (isMistake(error)) {
    return { error: { code: ErrorCode.InternalError, message: error.message } };
  }
  if (!ToolError.is(error)) return { retry: unexpected(result), result };
  const { message, retryAfterMs: afterMs, retryable } = error;
  if (!retryable) return { result };
  const retry = { code: ErrorCode.InternalError, message };
  return { retry, result, ...(afterMs !== undefined && { afterMs }) };
}

/** A mistake in the code is the same in each attempt, which would do again what was done before it. */
function isMistake(error: unknown): error is MortiseError {
  return MortiseError.is(error) && error.code === "INVALID_DEFINITION";
}

/** The failure of an attempt, with the reference by which the log has its error. */
function unexpected({ structuredContent }: CallToolResult): TaskFailure {
  const shown = (structuredContent as JsonObject | undefined)?.["error"];
  if (typeof shown !== "string") return UNEXPECTED;
  return { ...UNEXPECTED, message: `${UNEXPECTED.message}: ${shown}` };
}

function toFailure({ code, message, data }: ProtocolError): TaskFailure {
  return { code, message, ...(data !== undefined && { data }) };
}

/** Returns the settings of a tool whose calls become tasks. */
function taskOf(tool: HostedTool | undefined): ToolTask | undefined {
  return tool?.extension(TASKS_EXTENSION) as ToolTask | undefined;
}
