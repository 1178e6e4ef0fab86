import type { InspectorEvent } from "../../contract/index.ts";
import type { PageState } from "./page-state.ts";
import { EMPTY_STATE, resourceKey, taskKey } from "./page-state.ts";

/** The page forgets the oldest of more. */
export const MAX_ROWS = 20_000;
const MAX_LOGS = 10_000;
const MAX_DIFFS = 50;

type Draft = { -readonly [Key in keyof PageState]: PageState[Key] };

/** Applies events in one step; lists and maps that no event concerns stay the same objects. */
export function reduceEvents(state: PageState, events: readonly InspectorEvent[]): PageState {
  const draft: Draft = { ...state };
  const fresh = new Set<object>();
  const own = <Value>(map: ReadonlyMap<string, Value>): Map<string, Value> => {
    if (fresh.has(map)) return map as Map<string, Value>;
    const copy = new Map(map);
    fresh.add(copy);
    return copy;
  };
  const ownList = <Value>(list: readonly Value[]): Value[] => {
    if (fresh.has(list)) return list as Value[];
    const copy = [...list];
    fresh.add(copy);
    return copy;
  };
  for (const event of events) applyEvent(draft, event, own, ownList);
  draft.rows = keepLast(draft.rows, MAX_ROWS);
  draft.logs = keepLast(draft.logs, MAX_LOGS);
  draft.diffs = keepLast(draft.diffs, MAX_DIFFS);
  return draft;
}

type Own = <Value>(map: ReadonlyMap<string, Value>) => Map<string, Value>;
type OwnList = <Value>(list: readonly Value[]) => Value[];

function applyEvent(draft: Draft, event: InspectorEvent, own: Own, ownList: OwnList): void {
  switch (event.type) {
    case "reset":
      Object.assign(draft, EMPTY_STATE, { link: draft.link });
      delete draft.build;
      return;
    case "info":
      draft.info = event.info;
      return;
    case "connection":
      draft.connections = own(draft.connections).set(event.connection.id, event.connection);
      return;
    case "connection-removed":
      draft.connections = own(draft.connections);
      (draft.connections as Map<string, unknown>).delete(event.connection);
      draft.catalogues = own(draft.catalogues);
      (draft.catalogues as Map<string, unknown>).delete(event.connection);
      return;
    case "catalogue":
      draft.catalogues = own(draft.catalogues).set(event.catalogue.connection, event.catalogue);
      return;
    case "wire":
      draft.rows = ownList(draft.rows);
      (draft.rows as unknown[]).push(event.row);
      return;
    case "wire-cleared":
      draft.rows = draft.rows.filter((row) => row.id >= event.before);
      return;
    case "call":
      draft.calls = own(draft.calls).set(event.call.id, event.call);
      return;
    case "ask":
      draft.asks = own(draft.asks).set(event.ask.id, event.ask);
      return;
    case "task": {
      const { connection, task } = event.task;
      draft.tasks = own(draft.tasks).set(taskKey(connection, task.taskId), event.task);
      return;
    }
    case "log":
      draft.logs = ownList(draft.logs);
      (draft.logs as unknown[]).push(event.line);
      return;
    case "resource-updated":
      draft.updates = own(draft.updates).set(resourceKey(event.connection, event.uri), event.at);
      return;
    case "build":
      draft.build = event.build;
      return;
    case "schema-diff":
      draft.diffs = ownList(draft.diffs);
      (draft.diffs as unknown[]).push(event.diff);
      return;
    case "saved":
      draft.saved = event.calls;
      return;
    case "chat":
      draft.turns = own(draft.turns).set(event.turn.id, event.turn);
      return;
    case "chat-cleared":
      draft.turns = new Map();
  }
}

function keepLast<Value>(list: readonly Value[], most: number): readonly Value[] {
  return list.length > most ? list.slice(list.length - most) : list;
}
