import type { DetailedTask, JsonObject, NewTask } from "@mortise/protocol";
import {
  ErrorCode,
  MortiseError,
  ProtocolError,
  parseDuration,
  TASKS_EXTENSION,
} from "@mortise/protocol";
import type {
  Admission,
  Detachable,
  DetachOptions,
  ExtensionHost,
  InterceptedRequest,
  Middleware,
  Next,
  Outcome,
  RequestContext,
  ToolTask,
} from "@mortise/server";
import { Detached } from "./detached.ts";
import {
  hasEarlyTasks,
  readEarlyTtl,
  refuseEarly,
  toEarlyRefusal,
  toEarlyTask,
} from "./early-form.ts";
import type { EngineSource } from "./engine-source.ts";
import { ownerOf } from "./owned-task.ts";
import { storeAdmission } from "./stored-admission.ts";

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
    let detached: Detached | undefined;
    if (task.start === "detach") {
      try {
        return await next();
      } catch (error) {
        if (!(error instanceof Detached)) throw error;
        detached = error;
      }
    }
    const created = await create(source, request, { task, detached });
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
  if (!("taskId" in created)) throw toEarlyRefusal(created);
  return request.respond({ task: toEarlyTask(created) });
}

/** Creates the task of a call, unless the call is refused. */
async function create(
  source: EngineSource,
  request: InterceptedRequest,
  { task, detached }: { readonly task: ToolTask; readonly detached?: Detached | undefined },
): Promise<DetailedTask | Outcome> {
  const admission = await request.admit();
  if (!("repaired" in admission)) return admission;
  const engine = await source.engine();
  const work = toNewTask(request, task, { admission, detached });
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
  const detach: Detachable["detach"] = async (options) => {
    if (!host || task?.start !== "detach" || !knowsTasks(context)) return;
    const delayMs = readDelay(task, options);
    throw new Detached(await host.recordOf(context), delayMs);
  };
  return { detach };
}

/** @throws MortiseError `INVALID_OPTION` for a delay after which the task would be over. */
function readDelay({ delayMs, policy }: ToolTask, { delay }: DetachOptions = {}): number {
  if (delay === undefined) return delayMs;
  const found = Math.ceil(parseDuration(delay, "ctx.detach, delay"));
  if (found < policy.ttlMs) return found;
  throw new MortiseError(
    "INVALID_OPTION",
    `ctx.detach, delay: ${JSON.stringify(delay)} is not shorter than the ttl of the tool (${policy.ttlMs} ms)`,
    { data: { option: "delay" } },
  );
}

function toNewTask(
  { principal, client, params, target }: InterceptedRequest,
  { revision, policy, delayMs: ownDelayMs }: ToolTask,
  {
    admission,
    detached,
  }: { readonly admission: Admission; readonly detached: Detached | undefined },
): NewTask {
  const { arguments: args = {}, _meta: meta } = params as JsonObject;
  const delayMs = detached?.delayMs ?? ownDelayMs;
  return {
    owner: ownerOf({ auth: principal }),
    kind: String(target),
    revision,
    input: {
      arguments: args,
      client: { ...client },
      admission: { ...storeAdmission(admission, args as JsonObject) },
      ...(principal && { principal: { ...principal } }),
      ...(meta !== undefined && { meta }),
    },
    policy,
    ...(detached && { record: detached.record }),
    ...(delayMs > 0 && { delayMs }),
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
