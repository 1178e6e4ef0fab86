import type { ReactNode } from "react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useIsNarrow } from "../layout/use-narrow.ts";
import type { WireEntry, WireView } from "../log/wire-entry.ts";
import { FILTER_KEYS } from "../log/wire-filter.ts";
import { IconButton } from "../part/icon-button.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { ImportButton } from "./import-button.tsx";
import styles from "./wire.module.css";
import { useWire, useWireChoice } from "./wire-context.tsx";

const KINDS: readonly (readonly [view: WireView, label: string])[] = [
  ["all", "All"],
  ["rpc", "RPC"],
  ["http", "HTTP"],
  ["stderr", "stderr"],
  ["stray", "Stray"],
];

/** How long a filter rests before it goes into the address, in milliseconds. */
const REST_MS = 250;

/** Chooses the entries that are shown, and acts on the whole log. */
export function WireToolbar(props: {
  readonly shown: readonly WireEntry[];
  readonly total: number;
  readonly faults: readonly string[];
}): ReactNode {
  const wire = useWire();
  const { view, isFull, choose } = useWireChoice();
  const power = useInspector((state) => state.info?.power);
  const { control } = useLink();
  // A narrow window shows the log alone anyway.
  const isNarrow = useIsNarrow();
  // Alone, the log is the page.
  const Title = isFull ? "h1" : "h2";
  return (
    <div className={styles["toolbar"]}>
      <Title className={styles["title"]}>Wire</Title>
      <fieldset aria-label="Kinds of entries" className={styles["kinds"]}>
        {KINDS.map(([key, label]) => (
          <button
            key={key}
            aria-pressed={key === view}
            className={styles["kind"]}
            onClick={() => choose({ view: key })}
            type="button"
          >
            {label}
          </button>
        ))}
      </fieldset>
      <LaneChoice />
      <FilterField faults={props.faults} />
      <span className={styles["total"]} role="status">
        {props.shown.length.toLocaleString("en")}
        {props.shown.length !== props.total && ` of ${props.total.toLocaleString("en")}`}
        {wire.waiting > 0 && ` · ${wire.waiting} new`}
      </span>
      {wire.imported === undefined ? (
        <IconButton
          icon={wire.isPaused ? "play" : "pause"}
          isPressed={wire.isPaused}
          label={wire.isPaused ? "Follow the log again" : "Hold the log still"}
          onClick={() => wire.pause(!wire.isPaused)}
        />
      ) : (
        <span className={styles["imported"]}>
          {wire.imported.name}, read-only
          <IconButton
            icon="cross"
            label="Back to the live log"
            onClick={() => wire.show(undefined)}
          />
        </span>
      )}
      <IconButton
        icon="result"
        isPressed={wire.drawing === "timeline"}
        label="Timeline"
        onClick={() => wire.draw(wire.drawing === "timeline" ? "rows" : "timeline")}
      />
      <ExportMenu shown={props.shown} />
      <ImportButton />
      <IconButton
        icon="trash"
        isDisabled={wire.imported !== undefined || power !== "control"}
        label="Clear the log"
        onClick={() => {
          choose({ picked: undefined });
          control("clear-wire", {}).catch(() => undefined);
        }}
      />
      {!isNarrow && (
        <IconButton
          icon={isFull ? "down" : "external"}
          label={isFull ? "Put the log back under the view (w)" : "Show the log alone (w)"}
          onClick={() => choose({ isFull: !isFull })}
        />
      )}
    </div>
  );
}

/** Narrows the log to one client, by a term of the filter. */
function LaneChoice(): ReactNode {
  const { entries } = useWire();
  const { filter, choose } = useWireChoice();
  const lanes = useMemo(() => [...new Set(entries.map(({ row }) => row.lane))], [entries]);
  const term = /(?:^|\s)client:(?:"([^"]*)"|(\S+))/iu.exec(filter);
  const chosen = (term?.[1] ?? term?.[2] ?? "").toLowerCase();
  if (lanes.length < 2 && chosen === "") return null;
  return (
    <select
      aria-label="Client"
      className={styles["select"]}
      onChange={({ currentTarget: { value } }) => {
        const rest = (term === null ? filter : filter.replace(term[0], "")).trim();
        choose({ filter: value === "" ? rest : `client:"${value}" ${rest}`.trim() });
      }}
      value={lanes.find((lane) => lane.toLowerCase() === chosen) ?? ""}
    >
      <option value="">client: all</option>
      {lanes.map((lane) => (
        <option key={lane} value={lane}>
          {lane}
        </option>
      ))}
    </select>
  );
}

function FilterField(props: { readonly faults: readonly string[] }): ReactNode {
  const { filter, choose } = useWireChoice();
  const [text, setText] = useState(filter);
  const written = useRef(filter);
  useEffect(() => {
    // The address changed by something else than this field.
    if (filter !== written.current) setText(filter);
    written.current = filter;
  }, [filter]);
  useEffect(() => {
    if (text === written.current) return;
    const timer = setTimeout(() => {
      written.current = text;
      choose({ filter: text });
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [text, choose]);
  const help = Object.entries(FILTER_KEYS).map(([key, words]) => `${key}: ${words}`);
  return (
    <span className={styles["filter"]}>
      <input
        aria-describedby={props.faults.length > 0 ? "wire-filter-faults" : undefined}
        aria-invalid={props.faults.length > 0}
        aria-label="Filter of the wire log"
        className={styles["field"]}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        placeholder="method:tools/call is:error >100ms"
        spellCheck={false}
        title={[...help, ">100ms, <1kb: longer, smaller", "-term: not", "words: in a frame"].join(
          "\n",
        )}
        type="search"
        value={text}
      />
      {props.faults.length > 0 && (
        <span className={styles["faults"]} id="wire-filter-faults" role="status">
          {props.faults.join(" · ")}
        </span>
      )}
    </span>
  );
}
