import type { ReactNode } from "react";
import { createContext, useContext, useMemo, useRef, useState } from "react";
import type { WireRow } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import type { WireEntry, WireView } from "../log/wire-entry.ts";
import { createWireIndex } from "../log/wire-index.ts";
import { useInspector } from "../state/inspector.tsx";

/** A log that was read from a file; it is shown in place of the live one, and nothing is sent. */
interface ImportedLog {
  readonly name: string;
  readonly rows: readonly WireRow[];
}

/** The way the log is drawn. */
type WireDrawing = "rows" | "timeline";

/** The log as the page shows it; it outlives the panel that draws it. */
export interface WireState {
  readonly rows: readonly WireRow[];
  /** Oldest first. */
  readonly entries: readonly WireEntry[];
  /** The entries that came since the log was paused. */
  readonly waiting: number;
  readonly isPaused: boolean;
  readonly pause: (isPaused: boolean) => void;
  readonly imported: ImportedLog | undefined;
  readonly show: (log: ImportedLog | undefined) => void;
  readonly drawing: WireDrawing;
  readonly draw: (drawing: WireDrawing) => void;
}

const WireContext = createContext<WireState | undefined>(undefined);

/** Keeps the wire log for the panels that show it. */
export function WireProvider(props: { readonly children: ReactNode }): ReactNode {
  const live = useInspector((state) => state.rows);
  const [paused, setPaused] = useState<readonly WireRow[]>();
  const [imported, show] = useState<ImportedLog>();
  const [drawing, draw] = useState<WireDrawing>("rows");
  const index = useRef(createWireIndex());
  const liveEntries = useMemo(() => index.current.update(live), [live]);
  const fixedRows = imported?.rows ?? paused;
  const fixed = useMemo(
    () => (fixedRows === undefined ? undefined : createWireIndex().update(fixedRows)),
    [fixedRows],
  );
  const state = useMemo(() => {
    const entries = fixed ?? liveEntries;
    const last = entries.at(-1)?.id ?? 0;
    const isPaused = imported === undefined && paused !== undefined;
    return {
      rows: fixedRows ?? live,
      entries,
      waiting: isPaused
        ? liveEntries.filter(({ id, carries }) => id > last && carries !== true).length
        : 0,
      isPaused,
      pause: (isOn: boolean) => setPaused(isOn ? live : undefined),
      imported,
      show,
      drawing,
      draw,
    };
  }, [fixed, liveEntries, fixedRows, live, imported, paused, drawing]);
  return <WireContext value={state}>{props.children}</WireContext>;
}

/** The log that is shown. */
export function useWire(): WireState {
  const state = useContext(WireContext);
  if (state === undefined) throw new Error("A wire panel stands outside of WireProvider.");
  return state;
}

/** The choices of the log that stand in the address: its filter, its kind of entries, the picked one. */
export interface WireChoice {
  readonly filter: string;
  readonly view: WireView;
  readonly picked: number | undefined;
  readonly isFull: boolean;
  readonly choose: (change: {
    readonly filter?: string;
    readonly view?: WireView;
    readonly picked?: number | undefined;
    readonly isFull?: boolean;
  }) => void;
}

const VIEWS: readonly string[] = ["all", "rpc", "http", "stderr", "stray"];

export function useWireChoice(): WireChoice {
  const { address, go } = useAddress();
  const { log, kind, row, wire } = address.query;
  return useMemo(
    () => ({
      filter: log ?? "",
      view: VIEWS.includes(kind ?? "") ? (kind as WireView) : "all",
      picked: row === undefined ? undefined : Number(row),
      isFull: wire === "full",
      choose: (change) =>
        go(
          {
            query: {
              ...("filter" in change && { log: change.filter === "" ? undefined : change.filter }),
              ...("view" in change && { kind: change.view === "all" ? undefined : change.view }),
              ...("picked" in change && { row: change.picked?.toString() }),
              ...("isFull" in change && { wire: change.isFull === true ? "full" : undefined }),
            },
          },
          { replace: true },
        ),
    }),
    [log, kind, row, wire, go],
  );
}
