import { useVirtualizer } from "@tanstack/react-virtual";
import type { KeyboardEvent, ReactNode } from "react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { Failure, SavedCall } from "../../contract/index.ts";
import { AddressLink } from "../address/use-address.tsx";
import { EmptyNote } from "../part/empty-note.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import { Icon } from "../part/icon.tsx";
import { ScrollBox } from "../part/scroll-box.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { FIRST_TOOL } from "./first-tool.ts";
import type { ListedTool } from "./list-tools.ts";
import { filterTools, listMarks } from "./list-tools.ts";
import styles from "./tool.module.css";

const ROW_PX = 30;
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** The tools of a server with their marks, filtered as a person types. */
export function ToolList(props: {
  readonly tools: readonly ListedTool[];
  readonly failure: Failure | undefined;
  readonly selected: string | undefined;
  readonly saved: readonly SavedCall[];
  readonly onSelect: (name: string) => void;
  readonly onSaved: (call: SavedCall) => void;
}): ReactNode {
  const { tools, selected, onSelect } = props;
  const [filter, setFilter] = useState("");
  // Typing stays ahead of the list, however long it is.
  const applied = useDeferredValue(filter);
  const shown = useMemo(() => filterTools(tools, applied), [tools, applied]);
  const walk = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (["Home", "End"].includes(event.key) && event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const at = shown.findIndex(({ name }) => name === selected);
    const next = Math.min(Math.max(at + step, 0), shown.length - 1);
    const tool = shown[next];
    if (tool !== undefined) onSelect(tool.name);
  };
  return (
    <section aria-label="Tools" className={styles["list"]}>
      <div className={styles["filterBar"]}>
        <Icon name="search" />
        <input
          aria-label="Filter the tools"
          autoComplete="off"
          className={styles["filter"]}
          data-filter
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setFilter("");
            else if (event.key === "Enter" && shown[0] !== undefined) onSelect(shown[0].name);
            else walk(event);
          }}
          placeholder={`Filter ${tools.length} ${tools.length === 1 ? "tool" : "tools"}`}
          type="text"
          value={filter}
        />
        {filter !== "" && <span className={styles["found"]}>{shown.length}</span>}
      </div>
      {props.failure !== undefined && (
        <FailureCard failure={props.failure} title="The list of tools has a fault" />
      )}
      {tools.length === 0 && props.failure === undefined && <FirstTool />}
      {tools.length > 0 && shown.length === 0 && (
        <EmptyNote title="No tool matches">
          <p>
            <AddressLink to={{ item: filter }}>Call {filter} anyway</AddressLink>, to see how the
            server refuses it.
          </p>
        </EmptyNote>
      )}
      {shown.length > 0 && <Rows {...props} onKeyDown={walk} tools={shown} />}
      {props.saved.length > 0 && <SavedCalls calls={props.saved} onOpen={props.onSaved} />}
    </section>
  );
}

function Rows(props: {
  readonly tools: readonly ListedTool[];
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}): ReactNode {
  const { tools, selected } = props;
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: tools.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const at = tools.findIndex(({ name }) => name === selected);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: "auto" });
  }, [at, rows]);
  return (
    <div
      ref={box}
      aria-activedescendant={at < 0 ? undefined : `tool-${at}`}
      aria-label="Tools"
      className={styles["rows"]}
      onKeyDown={props.onKeyDown}
      role="listbox"
      tabIndex={0}
    >
      <div className={styles["space"]} style={{ blockSize: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const tool = tools[index];
          return tool === undefined ? null : (
            <Row
              key={tool.name}
              at={index}
              isSelected={index === at}
              onSelect={props.onSelect}
              start={start}
              tool={tool}
            />
          );
        })}
      </div>
    </div>
  );
}

function Row(props: {
  readonly tool: ListedTool;
  readonly at: number;
  readonly start: number;
  readonly isSelected: boolean;
  readonly onSelect: (name: string) => void;
}): ReactNode {
  const { tool, at, start, isSelected } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the list, which has the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the list names its active option
    <div
      aria-selected={isSelected}
      className={styles["row"]}
      id={`tool-${at}`}
      onClick={() => props.onSelect(tool.name)}
      role="option"
      style={{ transform: `translateY(${start}px)` }}
      title={tool.description}
    >
      <span className={styles["rowName"]}>
        <VisibleText text={tool.name} />
      </span>
      <span className={styles["rowMarks"]}>
        {listMarks(tool)
          .filter(({ text }) => text !== "idempotent")
          .map(({ text, title, tone }) => (
            <Tag key={text} title={title} tone={tone}>
              {text}
            </Tag>
          ))}
      </span>
    </div>
  );
}

function SavedCalls(props: {
  readonly calls: readonly SavedCall[];
  readonly onOpen: (call: SavedCall) => void;
}): ReactNode {
  return (
    <div className={styles["saved"]}>
      <h2>Saved calls</h2>
      {props.calls.map((call) => (
        <button
          key={call.id}
          className={styles["savedCall"]}
          onClick={() => props.onOpen(call)}
          type="button"
        >
          <Icon name="star" size={12} />
          <span className={styles["rowName"]}>
            <VisibleText text={call.name} />
          </span>
        </button>
      ))}
    </div>
  );
}

/** The next step for a server without tools. */
function FirstTool(): ReactNode {
  return (
    <EmptyNote title="This server has no tools yet">
      <p>Add a first one and save the file; it appears here at once.</p>
      <ScrollBox className={styles["example"]} label="A server with one tool">
        {FIRST_TOOL}
      </ScrollBox>
    </EmptyNote>
  );
}
