import type { KeyboardEvent, ReactNode } from "react";
import { useId, useRef } from "react";
import styles from "./part.module.css";

export interface TabItem<Key extends string> {
  readonly key: Key;
  readonly label: string;
  readonly mark?: ReactNode;
}

/** Tabs over a panel; the arrow keys walk through them, and only the selected one is a stop of Tab. */
export function TabBar<Key extends string>(props: {
  readonly label: string;
  readonly items: readonly TabItem<Key>[];
  readonly selected: Key;
  readonly onSelect: (key: Key) => void;
  readonly panel: string;
}): ReactNode {
  const bar = useRef<HTMLDivElement>(null);
  const id = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = props.items.findIndex(({ key }) => key === props.selected);
    const next = props.items.at((at + step) % props.items.length);
    if (next === undefined) return;
    props.onSelect(next.key);
    bar.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
  };
  return (
    <div ref={bar} aria-label={props.label} className={styles["tabs"]} role="tablist">
      {props.items.map((item) => (
        <button
          key={item.key}
          aria-controls={props.panel}
          aria-selected={item.key === props.selected}
          className={styles["tab"]}
          data-key={item.key}
          id={`${id}-${item.key}`}
          onClick={() => props.onSelect(item.key)}
          onKeyDown={onKeyDown}
          role="tab"
          tabIndex={item.key === props.selected ? 0 : -1}
          type="button"
        >
          {item.label}
          {item.mark}
        </button>
      ))}
    </div>
  );
}
