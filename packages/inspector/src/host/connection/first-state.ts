import type { ConnectionState } from "../../contract/index.ts";
import type { InspectorTarget } from "./target.ts";

/** The state of a connection that was added and not yet opened. */
export function firstState(id: string, target: InspectorTarget): ConnectionState {
  return {
    id,
    label: target.name,
    kind: target.kind,
    target: target.target,
    ...(target.file !== undefined && { file: target.file }),
    status: "disconnected",
    preference: target.preference ?? "auto",
    since: Date.now(),
    subscriptions: [],
    roots: [],
  };
}
