import type { Ask, CallState, LogLine } from "./call-state.ts";
import type { ChatTurn } from "./chat.ts";
import type { Catalogue, ConnectionState } from "./connection.ts";
import type { BuildState, SchemaDiff } from "./development.ts";
import type { SavedCall } from "./saved-call.ts";
import type { TaskState } from "./task-state.ts";
import type { WireRow } from "./wire-row.ts";

/** The process behind the page, and the power of the page. */
export interface InspectorInfo {
  readonly version: string;
  readonly mode: "dev" | "inspect";
  /** The name of the project's folder. */
  readonly project: string;
  /** Names this run of the process. */
  readonly run: string;
  /** The URL that other clients connect to, in `dev`. */
  readonly endpoint?: string;
  /** `own` may only use the server under development; `control` holds the token of the terminal. */
  readonly power: "own" | "control";
}

/**
 * An event of the stream (`GET _inspect/events`, one JSON text a line, with an empty line as a pulse). Each event holds its
 * whole entity, which replaces the one with the same identity; `sequence` counts up without a gap
 * in one run of the process. A stream begins with `info`, then the present entities or those since
 * `?since=`; `reset` says that everything shown before is void. A page that comes back gives `&run=` too,
 * the run that it has seen, since another run counts from 1 again. Paths are relative to the base of the
 * page; its token stands in the fragment, `#token=`, and is sent as `Authorization: Bearer`.
 */
export type InspectorEvent = { readonly sequence: number } & (
  | { readonly type: "reset" }
  | { readonly type: "info"; readonly info: InspectorInfo }
  | { readonly type: "connection"; readonly connection: ConnectionState }
  | { readonly type: "connection-removed"; readonly connection: string }
  | { readonly type: "catalogue"; readonly catalogue: Catalogue }
  | { readonly type: "wire"; readonly row: WireRow }
  | { readonly type: "wire-cleared"; readonly before: number }
  | { readonly type: "call"; readonly call: CallState }
  | { readonly type: "ask"; readonly ask: Ask }
  | { readonly type: "task"; readonly task: TaskState }
  | { readonly type: "log"; readonly line: LogLine }
  | {
      readonly type: "resource-updated";
      readonly connection: string;
      readonly uri: string;
      readonly at: number;
    }
  | { readonly type: "build"; readonly build: BuildState }
  | { readonly type: "schema-diff"; readonly diff: SchemaDiff }
  | { readonly type: "saved"; readonly calls: readonly SavedCall[] }
  | { readonly type: "chat"; readonly turn: ChatTurn }
  | { readonly type: "chat-cleared" }
);
