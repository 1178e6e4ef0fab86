import type {
  Ask,
  BuildState,
  CallState,
  Catalogue,
  ChatTurn,
  ConnectionState,
  Failure,
  InspectorInfo,
  LogLine,
  SavedCall,
  SchemaDiff,
  TaskState,
  WireRow,
} from "../../contract/index.ts";
import type { LinkStatus } from "../stream/process-link.ts";

/** Everything that the process sent, by entity. Objects are replaced, never changed. */
export interface PageState {
  readonly link: LinkStatus;
  /** The reason of a refused stream, such as a missing token. */
  readonly refusal?: Failure | undefined;
  readonly info?: InspectorInfo;
  readonly connections: ReadonlyMap<string, ConnectionState>;
  /** By connection. */
  readonly catalogues: ReadonlyMap<string, Catalogue>;
  readonly calls: ReadonlyMap<string, CallState>;
  readonly asks: ReadonlyMap<string, Ask>;
  /** By {@link taskKey}. */
  readonly tasks: ReadonlyMap<string, TaskState>;
  /** In the order of their ids. */
  readonly rows: readonly WireRow[];
  readonly logs: readonly LogLine[];
  /** The times of the last updates of subscribed resources, by {@link resourceKey}. */
  readonly updates: ReadonlyMap<string, number>;
  readonly build?: BuildState;
  /** Oldest first. */
  readonly diffs: readonly SchemaDiff[];
  readonly saved: readonly SavedCall[];
  /** The turns of the chat, oldest first. */
  readonly turns: ReadonlyMap<string, ChatTurn>;
}

export const EMPTY_STATE: PageState = {
  link: "opening",
  connections: new Map(),
  catalogues: new Map(),
  calls: new Map(),
  asks: new Map(),
  tasks: new Map(),
  rows: [],
  logs: [],
  updates: new Map(),
  diffs: [],
  saved: [],
  turns: new Map(),
};

/** The key of a resource in {@link PageState.updates}. */
export function resourceKey(connection: string, uri: string): string {
  return `${connection} ${uri}`;
}

/** The key of a task in {@link PageState.tasks}. */
export function taskKey(connection: string, id: string): string {
  return `${connection} ${id}`;
}
