import type { DetailedTask, HandlerRecord, JsonObject, NewTask } from "@mortise/protocol";
import { ErrorCode, ProtocolError, TASKS_EXTENSION } from "@mortise/protocol";
import type {
  Admission,
  Detachable,
  ExtensionHost,
  InterceptedRequest,
  Middleware,
  Next,
  Outcome,
  RequestContext,
  ToolTask,
} from "@mortise/server";
import { Detached } from "./detached.ts";
import { hasEarlyTasks, readEarlyTtl, refuseEarly, toEarlyTask } from "./early-form.ts";
import type { EngineSource } from "./engine-source.ts";
import { ownerOf } from "./owned-task.ts";

/** Answers a call by a task, for tools with `task` and clients that know tasks. */
export function createTasks(source: EngineSource): Middleware {
  return async (request, next) => {
    const task = request.extension(TASKS_EXTENSION) as ToolTask | undefined;
    if (!request.isOffered) return next();
    if (!knowsTasks(request) && hasEarlyTasks(request.revision)) {
      return answerEarly(source, request, next);
    }
    if (!task) return next();
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
    const created = await create(source, request, { task, record });
    return !("taskId" in created) ? created : request.respond({ ...created, resultType: "task" });
  };
}

/** Answers a call of a client that asks for a task by `params.task`, or does not (2025-11-25, Tasks). */
async function answerEarly(
  source: EngineSource,
  request: InterceptedRequest,
  next: Next,
): Promise<Outcome> {
  const task = request.extension(TASKS_EXTENSION) as ToolTask | undefined;
  if (!task) return request.params["task"] === undefined ? next() : refuseEarly(request, false);
  const ttlMs = readEarlyTtl(request.params, task.policy);
  if (ttlMs === undefined) return task.isRequired ? refuseEarly(request, true) : next();
  const policy = { ...task.policy, ttlMs };
  const created = await create(source, request, { task: { ...task, policy } });
  return !("taskId" in created) ? created : request.respond({ task: toEarlyTask(created) });
}

/** Creates the task of a call, unless the call is refused. */
async function create(
  source: EngineSource,
  request: InterceptedRequest,
  { task, record }: { readonly task: ToolTask; readonly record?: HandlerRecord | undefined },
): Promise<DetailedTask | Outcome> {
  const admission = await request.admit();
  if (!("repaired" in admission)) return admission;
  const engine = await source.engine();
  const work = toNewTask(request, task, { admission, ...(record && { record }) });
  const { telemetry } = source.host as ExtensionHost;
  const attributes = { "gen_ai.tool.name": work.kind };
  return telemetry.span(`create task ${work.kind}`, { kind: "producer", attributes }, (span) =>
    engine.create(span.reference ? { ...work, trace: span.reference } : work),
  );
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
