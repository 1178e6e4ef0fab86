import type { DetailedTask, JsonObject } from "@mortise/protocol";
import { hasTaskEnded } from "@mortise/protocol";
import type { ExtensionHost, RequestContext } from "@mortise/server";
import { RELATED_TASK, toEarlyTask } from "./early-form.ts";
import type { EngineSource } from "./engine-source.ts";
import { ownerOf, refuseUnknown } from "./owned-task.ts";

/**
 * Resolves with a task when it has ended; its changes are reported to the client meanwhile, and its questions
 * asked there. The wait costs a watcher alone, and ends with the request.
 *
 * Rejects with ProtocolError `InvalidParams` unless the caller has such a task.
 */
export async function awaitEarly(
  source: EngineSource,
  context: RequestContext,
  taskId: string,
): Promise<DetailedTask> {
  const engine = await source.engine();
  const host = source.host as ExtensionHost;
  const owner = ownerOf(context);
  const { promise, resolve, reject } = Promise.withResolvers<DetailedTask>();
  const asked = new Set<string>();
  const ask = async (key: string, { method, params }: JsonObject): Promise<void> => {
    asked.add(key);
    const own = params as JsonObject;
    const _meta = { ...(own["_meta"] as JsonObject), [RELATED_TASK]: { taskId } };
    const answer = await host.ask(context, String(method), { ...own, _meta });
    await engine.answer(owner, taskId, { [key]: answer });
  };
  const receive = (task: DetailedTask): void => {
    host.notify(context, "notifications/tasks/status", toEarlyTask(task));
    if (hasTaskEnded(task)) resolve(task);
    for (const [key, question] of Object.entries(task.inputRequests ?? {})) {
      if (!asked.has(key)) ask(key, question as JsonObject).catch(reject);
    }
  };
  const stop = await engine.watch(owner, taskId, receive);
  if (!stop) return refuseUnknown(taskId);
  const { signal } = context;
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await promise;
  } finally {
    stop();
    signal.removeEventListener("abort", abort);
  }
}
