import { useCallback } from "react";
import type { ConnectionState, InspectedTask, TaskListing } from "../../contract/index.ts";
import { useInspector, useLink } from "../state/inspector.tsx";
import type { PolledHook } from "./use-polled.ts";
import { usePolled } from "./use-polled.ts";

/** Returns whether the page may see the tasks of all owners of a server: that of `mortise dev`, with the token. */
export function useIsOperated({ kind }: ConnectionState): boolean {
  const info = useInspector((state) => state.info);
  return kind === "self" && info?.mode === "dev" && info.power === "control";
}

/** The newest tasks that the server under development keeps. */
export function useKeptTasks(connection: ConnectionState, limit: number): PolledHook<TaskListing> {
  const { control } = useLink();
  const isOn = useIsOn(connection);
  const { id } = connection;
  const ask = useCallback(
    (signal: AbortSignal) => control("tasks", { connection: id, limit }, signal),
    [control, id, limit],
  );
  return usePolled(ask, isOn);
}

/** One task that the server under development keeps, with its contents. */
export function useKeptTask(connection: ConnectionState, task: string): PolledHook<InspectedTask> {
  const { control } = useLink();
  const isOn = useIsOn(connection);
  const { id } = connection;
  const ask = useCallback(
    (signal: AbortSignal) => control("task", { connection: id, task }, signal),
    [control, id, task],
  );
  return usePolled(ask, isOn);
}

function useIsOn(connection: ConnectionState): boolean {
  const isOpen = useInspector((state) => state.link) === "open";
  return useIsOperated(connection) && isOpen;
}
