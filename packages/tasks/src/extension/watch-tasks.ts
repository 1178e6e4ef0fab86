import type { ExtensionSubscription } from "@mortise/server";
import type { EngineSource } from "./engine-source.ts";
import { ownerOf } from "./owned-task.ts";
import { readIds } from "./task-methods.ts";

/** Reports the states of tasks on the stream of `subscriptions/listen`. */
export function watchTasks(source: EngineSource): ExtensionSubscription {
  return {
    open: async (wanted, { principal, notify, signal }) => {
      const ids = readIds(wanted);
      const engine = await source.engine();
      const owner = ownerOf({ auth: principal });
      const stops: (() => void)[] = [];
      const honored: string[] = [];
      const close = (): void => {
        for (const stop of stops) stop();
      };
      try {
        for (const id of ids) {
          const stop = await engine.watch(owner, id, (task) =>
            notify("notifications/tasks", { ...task }),
          );
          if (stop) {
            stops.push(stop);
            honored.push(id);
          }
          signal.throwIfAborted();
        }
      } catch (error) {
        close();
        throw error;
      }
      return { honored, close };
    },
  };
}
