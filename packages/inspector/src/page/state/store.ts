import type { ProcessLink } from "../stream/process-link.ts";
import type { PageState } from "./page-state.ts";
import { EMPTY_STATE } from "./page-state.ts";
import { reduceEvents } from "./reduce.ts";

/** The state of the page, for `useSyncExternalStore`. */
export interface Store {
  readonly get: () => PageState;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Follows the process until `signal` aborts. */
export function openStore(link: ProcessLink, signal: AbortSignal): Store {
  let state = EMPTY_STATE;
  const listeners = new Set<() => void>();
  const change = (next: PageState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  void link.follow(
    {
      onEvents: (events) => change(reduceEvents(state, events)),
      onStatus: (status, refusal) => {
        if (state.link !== status || state.refusal !== refusal) {
          change({ ...state, link: status, refusal });
        }
      },
    },
    signal,
  );
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
