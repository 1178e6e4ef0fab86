import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { ExtensionMethod, RequestContext } from "@mortise/server";
import type { EngineSource } from "./engine-source.ts";

/** The most tasks that one subscription may name. */
const MAX_WATCHED = 1_000;

/** The methods of the Tasks extension. */
export function taskMethods(source: EngineSource): Readonly<Record<string, ExtensionMethod>> {
  const named = "taskId";
  return {
    "tasks/get": {
      named,
      handler: async (params, context) => {
        const id = readId(params);
        const task = await (await source.engine()).get(ownerOf(context), id);
        return task ? { ...task } : refuseUnknown(id);
      },
    },
    "tasks/update": {
      named,
      handler: async (params, context) => {
        const id = readId(params);
        const responses = readResponses(params);
        const isKnown = await (await source.engine()).answer(ownerOf(context), id, responses);
        return isKnown ? {} : refuseUnknown(id);
      },
    },
    "tasks/cancel": {
      named,
      handler: async (params, context) => {
        const id = readId(params);
        const isKnown = await (await source.engine()).cancel(ownerOf(context), id);
        return isKnown ? {} : refuseUnknown(id);
      },
    },
  };
}

/** The owner of the tasks of a caller; empty for anonymous ones. */
export function ownerOf({ auth }: Pick<RequestContext, "auth">): string {
  return auth?.id ?? "";
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

function refuseUnknown(id: string): never {
  const shown = JSON.stringify(id.slice(0, 100));
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `There is no task ${shown}: it belongs to another caller, was deleted after its time to live, or never existed`,
  );
}
