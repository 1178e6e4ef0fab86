import { useDeferredValue, useMemo } from "react";
import type { WireEntry, WireView } from "../log/wire-entry.ts";
import { viewOf } from "../log/wire-entry.ts";
import { parseFilter } from "../log/wire-filter.ts";

/** The entries that a kind and a filter leave, and the sentences about terms that are not understood. */
export interface ShownEntries {
  readonly shown: readonly WireEntry[];
  /** The entries without kind and filter. */
  readonly total: number;
  readonly faults: readonly string[];
}

/** Filters the entries of a log; a long log is filtered after the key that was typed is drawn. */
export function useShownEntries(
  entries: readonly WireEntry[],
  view: WireView,
  filter: string,
): ShownEntries {
  const text = useDeferredValue(filter);
  const parsed = useMemo(() => parseFilter(text), [text]);
  return useMemo(() => {
    const shown = entries.filter((entry) => isInView(entry, view) && parsed.matches(entry));
    const total = entries.reduce((sum, entry) => sum + (isInView(entry, "all") ? 1 : 0), 0);
    return { shown, total, faults: parsed.faults };
  }, [entries, view, parsed]);
}

/** `all` leaves out the HTTP exchanges that carry a message with a line of its own. */
function isInView(entry: WireEntry, view: WireView): boolean {
  if (view === "all") return !(viewOf(entry) === "http" && entry.carries === true);
  return viewOf(entry) === view;
}
