import type { KeyboardEvent, ReactNode } from "react";
import { useDeferredValue, useId, useMemo, useState } from "react";
import type { Failure } from "../../contract/index.ts";
import { EmptyNote } from "../part/empty-note.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import { Icon } from "../part/icon.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import styles from "./browse.module.css";

/** Something of a server that can be picked. */
export interface BrowsedItem {
  /** As it stands in the address. */
  readonly key: string;
  readonly title: string;
  /** A second line, such as a URI. */
  readonly note?: string;
  readonly mark?: ReactNode;
}

/** Items of one kind under a heading. */
export interface ItemGroup {
  readonly heading: string;
  readonly items: readonly BrowsedItem[];
  readonly failure?: Failure | undefined;
  /** Said in place of an empty list. */
  readonly empty: string;
}

/** A filtered list of groups; the arrow keys walk through all of them. */
export function ItemList(props: {
  readonly label: string;
  readonly groups: readonly ItemGroup[];
  readonly picked: string | undefined;
  readonly onPick: (key: string) => void;
  /** Stands above the groups. */
  readonly notice?: ReactNode;
  readonly children?: ReactNode;
}): ReactNode {
  const { groups, picked, onPick } = props;
  const [filter, setFilter] = useState("");
  const text = useDeferredValue(filter).toLowerCase();
  const id = useId();
  const shown = useMemo(
    () =>
      groups.map((group) => ({ ...group, items: group.items.filter((item) => fits(item, text)) })),
    [groups, text],
  );
  const keys = shown.flatMap(({ items }) => items.map(({ key }) => key));
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || keys.length === 0) return;
    event.preventDefault();
    const at = picked === undefined ? -1 : keys.indexOf(picked);
    const next = keys[Math.min(Math.max(at + step, 0), keys.length - 1)];
    if (next !== undefined) onPick(next);
  };
  return (
    <section aria-label={props.label} className={styles["list"]}>
      <div className={styles["filterBar"]}>
        <Icon name="search" />
        <input
          aria-label={`Filter: ${props.label}`}
          autoComplete="off"
          className={styles["filter"]}
          data-filter
          onChange={({ currentTarget }) => setFilter(currentTarget.value)}
          onKeyDown={onKeyDown}
          placeholder="Filter"
          value={filter}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys work from each item in it */}
      <div className={styles["groups"]} onKeyDown={onKeyDown}>
        {props.notice}
        {shown.map((group, at) => (
          <section key={group.heading} aria-labelledby={`${id}-${at}`}>
            <h2 className={styles["heading"]} id={`${id}-${at}`}>
              {group.heading}
              <span className={styles["count"]}>{group.items.length}</span>
            </h2>
            {group.failure !== undefined && (
              <FailureCard
                failure={group.failure}
                title={`${group.heading}: the list has a fault`}
              />
            )}
            {group.items.length === 0 && group.failure === undefined && (
              <p className={styles["quiet"]}>
                {text === "" ? group.empty : "None fits the filter."}
              </p>
            )}
            <ul className={styles["items"]}>
              {group.items.map((item) => (
                <li key={item.key}>
                  <Item isPicked={item.key === picked} item={item} onPick={onPick} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {props.children}
    </section>
  );
}

function Item(props: {
  readonly item: BrowsedItem;
  readonly isPicked: boolean;
  readonly onPick: (key: string) => void;
}): ReactNode {
  const { item } = props;
  return (
    <button
      aria-current={props.isPicked}
      className={styles["item"]}
      onClick={() => props.onPick(item.key)}
      type="button"
    >
      <span className={styles["itemText"]}>
        <span className={styles["itemTitle"]}>
          <VisibleText text={item.title} />
        </span>
        {item.note !== undefined && (
          <span className={styles["itemNote"]}>
            <VisibleText text={item.note} />
          </span>
        )}
      </span>
      {item.mark}
    </button>
  );
}

function fits({ title, note }: BrowsedItem, text: string): boolean {
  return title.toLowerCase().includes(text) || note?.toLowerCase().includes(text) === true;
}

/** Said while no item is picked, or while the address names one, `missing`, that is not listed. */
export function NothingPicked(props: {
  readonly kind: string;
  readonly missing?: string | undefined;
}): ReactNode {
  const { kind, missing } = props;
  if (missing === undefined) {
    return (
      <EmptyNote title={`No ${kind} is chosen`}>
        <p>Choose one of the list.</p>
      </EmptyNote>
    );
  }
  return (
    <EmptyNote title={`There is no such ${kind} here`}>
      <p>
        <code>
          <VisibleText text={missing} />
        </code>{" "}
        is not in the list; choose one of it.
      </p>
    </EmptyNote>
  );
}
