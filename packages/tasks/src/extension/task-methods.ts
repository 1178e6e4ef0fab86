import type { DetailedTask, JsonObject, Revision } from "@mortise/protocol";
import { ErrorCode, hasTaskEnded, ProtocolError } from "@mortise/protocol";
import type { ExtensionMethod, RequestContext } from "@mortise/server";
import { awaitEarly } from "./await-early.ts";
import { hasEarlyTasks, isEarly, toEarlyResult, toEarlyTask } from "./early-form.ts";
import type { EngineSource } from "./engine-source.ts";
import { ownerOf, refuseUnknown } from "./owned-task.ts";

/** The most tasks that one subscription may name. */
const MAX_WATCHED = 1_000;

/** The methods of the Tasks extension, and those that 2025-11-25 has without it. */
export function taskMethods(source: EngineSource): Readonly<Record<string, ExtensionMethod>> {
  const requiresClient = (revision: Revision): boolean => !hasEarlyTasks(revision);
  const of = (handler: ExtensionMethod["handler"]): ExtensionMethod => ({
    named: "taskId",
    requiresClient,
    handler,
  });
  return {
    "tasks/get": of(async (params, context) => {
      const task = await findTask(source, context, readId(params));
      return isEarly(context) ? toEarlyTask(task) : { ...task };
    }),
    "tasks/update": of(async (params, context) => {
      if (isEarly(context)) refuseMethod("tasks/update", "is answered by tasks/result here");
      const id = readId(params);
      const responses = readResponses(params);
      const isKnown = await (await source.engine()).answer(ownerOf(context), id, responses);
      return isKnown ? {} : refuseUnknown(id);
    }),
    "tasks/cancel": of(async (params, context) => {
      const id = readId(params);
      if (isEarly(context)) return cancelEarly(source, context, id);
      const isKnown = await (await source.engine()).cancel(ownerOf(context), id);
      return isKnown ? {} : refuseUnknown(id);
    }),
    // Without a header for its name: the revisions that have headers do not have this method.
    "tasks/result": {
      requiresClient,
      handler: async (params, context) => {
        if (!isEarly(context)) refuseMethod("tasks/result", "belongs to 2025-11-25; use tasks/get");
        return toEarlyResult(await awaitEarly(source, context, readId(params)));
      },
      timeout: "none",
    },
  };
}

async function findTask(
  source: EngineSource,
  context: RequestContext,
  id: string,
): Promise<DetailedTask> {
  return (await (await source.engine()).get(ownerOf(context), id)) ?? refuseUnknown(id);
}

/** Cancels a task and resolves with its end (2025-11-25, Tasks, Task Cancellation). */
async function cancelEarly(
  source: EngineSource,
  context: RequestContext,
  id: string,
): Promise<JsonObject> {
  const task = await findTask(source, context, id);
  if (hasTaskEnded(task)) {
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      `The task ${id} cannot be cancelled: it is ${task.status} already`,
    );
  }
  await (await source.engine()).cancel(ownerOf(context), id);
  return toEarlyTask(await awaitEarly(source, context, id));
}

function refuseMethod(method: string, reason: string): never {
  throw new ProtocolError(ErrorCode.MethodNotFound, `${method} ${reason}`);
}

/**
 * Reads the ids of a subscription.
 *
 * @throws ProtocolError `InvalidParams` for anything but a list of up to 1,000 texts.
 */
export function readIds(wanted: unknown): readonly string[] {
  const isList = Array.isArray(wanted) && wanted.every((id) => typeof id === "string");
  if (isList && wanted.length <= MAX_WATCHED) return [...new Set<string>(wanted)];
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `taskIds must be a list of up to ${MAX_WATCHED} task ids`,
  );
}

function readId({ taskId }: JsonObject): string {
  if (typeof taskId === "string" && taskId !== "") return taskId;
  throw new ProtocolError(ErrorCode.InvalidParams, "taskId must be the id of a task");
}

function readResponses({ inputResponses }: JsonObject): JsonObject {
  const isObject =
    typeof inputResponses === "object" && inputResponses !== null && !Array.isArray(inputResponses);
  if (isObject) return inputResponses as JsonObject;
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    "inputResponses must be an object with an answer for each key",
  );
}
