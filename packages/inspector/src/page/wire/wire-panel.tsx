import type { ReactNode } from "react";
import { useCallback, useMemo } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import layout from "../layout/layout.module.css";
import { useIsNarrow } from "../layout/use-narrow.ts";
import type { WireEntry } from "../log/wire-entry.ts";
import { EmptyNote } from "../part/empty-note.tsx";
import { EntryDetail } from "./entry-detail.tsx";
import { EntryList } from "./entry-list.tsx";
import { useShownEntries } from "./shown-entries.ts";
import { Timeline } from "./timeline.tsx";
import styles from "./wire.module.css";
import { useWire, useWireChoice } from "./wire-context.tsx";
import { WireToolbar } from "./wire-toolbar.tsx";

/** The wire log: its toolbar, its entries as rows or on a timeline, and the picked pair of frames. */
export function WirePanel(): ReactNode {
  const { entries, drawing } = useWire();
  const { filter, view, picked, choose } = useWireChoice();
  const { shown, total, faults } = useShownEntries(entries, view, filter);
  const isNarrow = useIsNarrow();
  const hasServer = useMemo(
    () => new Set(entries.map(({ row }) => row.connection)).size > 1,
    [entries],
  );
  const entry = useMemo(() => findEntry(entries, picked), [entries, picked]);
  const pick = useCallback((id: number | undefined) => choose({ picked: id }), [choose]);

  const list =
    shown.length === 0 ? (
      <NoEntries isFiltered={entries.length > 0} />
    ) : drawing === "timeline" ? (
      <Timeline entries={shown} onPick={pick} picked={entry?.id} />
    ) : (
      <EntryList entries={shown} hasServer={hasServer} onPick={pick} picked={entry?.id} />
    );
  const detail =
    entry === undefined ? undefined : (
      <EntryDetail key={entry.id} entry={entry} onClose={() => pick(undefined)} onPick={pick} />
    );

  return (
    <section aria-label="Wire" className={styles["panel"]}>
      <WireToolbar faults={faults} shown={shown} total={total} />
      {isNarrow || detail === undefined ? (
        (isNarrow && detail) || list
      ) : (
        <Group className={layout["group"]} id="wire">
          <Panel className={layout["pane"]} defaultSize="46%" id="entries" minSize="220px">
            {list}
          </Panel>
          <Separator aria-label="Width of the entries" className={layout["separator"]} />
          <Panel className={layout["pane"]} id="pair" minSize="260px">
            {detail}
          </Panel>
        </Group>
      )}
    </section>
  );
}

/** Finds the entry of a row, which may be its answer or a part of its exchange. */
function findEntry(entries: readonly WireEntry[], id: number | undefined): WireEntry | undefined {
  if (id === undefined) return undefined;
  return (
    entries.find((entry) => entry.id === id || entry.answer?.id === id) ??
    entries.find((entry) => entry.request?.id === id || entry.response?.id === id)
  );
}

function NoEntries(props: { readonly isFiltered: boolean }): ReactNode {
  return props.isFiltered ? (
    <EmptyNote title="No entry fits the filter" />
  ) : (
    <EmptyNote title="Nothing has crossed the wire yet">
      <p>Every message of this page and of other clients appears here as it passes.</p>
    </EmptyNote>
  );
}
