import type { HandlerRecord, JsonObject, NewTask } from "@mortise/protocol";
import { ErrorCode, ProtocolError, TASKS_EXTENSION } from "@mortise/protocol";
import type {
  Admission,
  Detachable,
  ExtensionHost,
  InterceptedRequest,
  Middleware,
  RequestContext,
  ToolTask,
} from "@mortise/server";
import { Detached } from "./detached.ts";
import type { EngineSource } from "./engine-source.ts";
import { ownerOf } from "./task-methods.ts";

/** Answers a call by a task, for tools with `task` and clients that know tasks. */
export function createTasks(source: EngineSource): Middleware {
  return async (request, next) => {
    const task = request.extension(TASKS_EXTENSION) as ToolTask | undefined;
    if (!task || !request.isOffered) return next();
    if (!knowsTasks(request)) return task.isRequired ? refuseClient(request.target) : next();
    let record: HandlerRecord | undefined;
    if (task.start === "detach") {
      try {
        return await next();
      } catch (error) {
        if (!(error instanceof Detached)) throw error;
        record = error.record;
      }
    }
    const admission = await request.admit();
    if (!("repaired" in admission)) return admission;
    const engine = await source.engine();
    const created = await engine.create(
      toNewTask(request, task, { admission, ...(record && { record }) }),
    );
    return request.respond({ ...created, resultType: "task" });
  };
}

/** Gives a handler the way to become a task; without effect where its call cannot. */
export function toDetachable(context: RequestContext, host: ExtensionHost | undefined): Detachable {
  const task = host?.findTool(context.request.name)?.extension(TASKS_EXTENSION) as
    | ToolTask
    | undefined;
  const detach = async (): Promise<void> => {
    if (!host || task?.start !== "detach" || !knowsTasks(context)) return;
    throw new Detached(await host.recordOf(context));
  };
  return { detach };
}

function toNewTask(
  { principal, client, params, target }: InterceptedRequest,
  { revision, policy }: ToolTask,
  { admission, record }: { readonly admission: Admission; readonly record?: HandlerRecord },
): NewTask {
  const { arguments: args = {}, _meta: meta } = params as JsonObject;
  return {
    owner: ownerOf({ auth: principal }),
    kind: String(target),
    revision,
    input: {
      arguments: args,
      client: { ...client },
      admission: { ...admission },
      ...(principal && { principal: { ...principal } }),
      ...(meta !== undefined && { meta }),
    },
    policy,
    ...(record && { record }),
  };
}

function knowsTasks({ client }: Pick<InterceptedRequest, "client">): boolean {
  return client.capabilities.extensions?.[TASKS_EXTENSION] !== undefined;
}

function refuseClient(tool: string | undefined): never {
  throw new ProtocolError(
    ErrorCode.MissingRequiredClientCapability,
    `${tool} needs a client that declares the extension ${TASKS_EXTENSION}`,
    { data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } } },
  );
}
