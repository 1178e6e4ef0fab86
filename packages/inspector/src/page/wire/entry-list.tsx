import { useVirtualizer } from "@tanstack/react-virtual";
import type { KeyboardEvent, ReactNode } from "react";
import { memo, useEffect, useId, useRef } from "react";
import type { WireEntry } from "../log/wire-entry.ts";
import { EntryLine } from "./entry-line.tsx";
import styles from "./wire.module.css";

/** The height of a line in pixels, as in the style sheet. */
const LINE = 26;

/** The list counts as at its end within this many pixels. */
const NEAR_END = 40;

/** The entries as lines; it stays at the end while new ones arrive, unless it was scrolled up. */
export function EntryList(props: {
  readonly entries: readonly WireEntry[];
  readonly picked: number | undefined;
  readonly hasServer: boolean;
  readonly onPick: (id: number | undefined) => void;
}): ReactNode {
  const { entries, picked, onPick } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const id = useId();
  const lines = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 12,
    useFlushSync: false,
    getItemKey: (at) => entries[at]?.id ?? at,
  });
  const pickedAt = picked === undefined ? -1 : entries.findIndex((entry) => entry.id === picked);

  useEffect(() => {
    const { current } = scroller;
    if (isAtEnd.current && current !== null) current.scrollTop = entries.length * LINE;
  }, [entries]);

  useEffect(() => {
    if (pickedAt >= 0) lines.scrollToIndex(pickedAt, { align: "auto" });
  }, [pickedAt, lines]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = placeAfter(event.key, pickedAt, entries.length);
    if (next !== undefined) {
      event.preventDefault();
      onPick(entries[next]?.id);
    } else if (event.key === "Escape" && picked !== undefined) {
      event.stopPropagation();
      onPick(undefined);
    }
  };

  return (
    <div
      ref={scroller}
      aria-activedescendant={pickedAt < 0 ? undefined : `${id}-${entries[pickedAt]?.id}`}
      aria-label="Wire log"
      className={styles["list"]}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => {
        const { scrollHeight, scrollTop, clientHeight } = currentTarget;
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
      }}
      role="listbox"
      tabIndex={0}
    >
      <div
        className={styles["sheet"]}
        role="presentation"
        style={{ blockSize: lines.getTotalSize() }}
      >
        {lines.getVirtualItems().map(({ index, key, start }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          return (
            <Option
              key={key}
              entry={entry}
              hasServer={props.hasServer}
              isPicked={entry.id === picked}
              onPick={onPick}
              count={entries.length}
              id={`${id}-${entry.id}`}
              index={index}
              start={start}
            />
          );
        })}
      </div>
    </div>
  );
}

interface OptionProps {
  readonly entry: WireEntry;
  readonly id: string;
  readonly index: number;
  readonly count: number;
  /** From the top of the list, in pixels. */
  readonly start: number;
  readonly hasServer: boolean;
  readonly isPicked: boolean;
  readonly onPick: (id: number | undefined) => void;
}

// A line is drawn once, however often the list scrolls past it.
const Option: (props: OptionProps) => ReactNode = memo(function Option(
  props: OptionProps,
): ReactNode {
  const { entry, isPicked } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      aria-posinset={props.index + 1}
      aria-selected={isPicked}
      aria-setsize={props.count}
      className={styles["line"]}
      data-has-server={props.hasServer}
      data-outcome={entry.outcome}
      id={props.id}
      onClick={() => props.onPick(isPicked ? undefined : entry.id)}
      role="option"
      style={{ transform: `translateY(${props.start}px)` }}
      tabIndex={-1}
    >
      <EntryLine entry={entry} hasServer={props.hasServer} />
    </div>
  );
});

const PAGE = 12;

/** Returns the place that a key goes to, or `undefined` for any other key. */
function placeAfter(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const from = at < 0 ? last : at;
  switch (key) {
    case "ArrowDown":
      return Math.min(at < 0 ? last : at + 1, last);
    case "ArrowUp":
      return Math.max(at < 0 ? last : at - 1, 0);
    case "PageDown":
      return Math.min(from + PAGE, last);
    case "PageUp":
      return Math.max(from - PAGE, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
