import type { ReactNode } from "react";
import { JsonView } from "react-json-view-lite";
import { hasExactNumber, isTooDeep } from "../../contract/index.ts";
import styles from "./json.module.css";
import { LongText } from "./long-text.tsx";

/** Values with longer texts are shown as text: a tree of them would hold the page up. */
const MAX_TREE_CHARACTERS = 200_000;
const OPEN_LEVELS = 3;
const MOST_OPEN_ITEMS = 50;

const STYLE = {
  container: styles["tree"] ?? "",
  basicChildStyle: styles["child"] ?? "",
  childFieldsContainer: "",
  label: styles["label"] ?? "",
  clickableLabel: styles["clickable"] ?? "",
  nullValue: styles["atom"] ?? "",
  undefinedValue: styles["atom"] ?? "",
  booleanValue: styles["atom"] ?? "",
  otherValue: styles["atom"] ?? "",
  numberValue: styles["number"] ?? "",
  stringValue: styles["string"] ?? "",
  punctuation: styles["punctuation"] ?? "",
  expandIcon: `${styles["expander"]} ${styles["collapsed"]}`,
  collapseIcon: `${styles["expander"]} ${styles["expanded"]}`,
  collapsedContent: styles["ellipsis"] ?? "",
  quotesForFieldNames: true,
  stringifyStringValues: true,
  ariaLables: { collapseJson: "collapse", expandJson: "expand" },
};

/** A JSON value as a tree; the arrow keys walk through it. */
export function JsonTree(props: { readonly label: string; readonly value: unknown }): ReactNode {
  const { value } = props;
  if (typeof value !== "object" || value === null) {
    return <LongText text={JSON.stringify(value) ?? "undefined"} />;
  }
  if (isTooDeep(value)) return <LongText text="(nested too deep to draw)" />;
  const text = JSON.stringify(value, null, 2);
  // The tree knows no number with more digits than JavaScript has.
  if (text.length > MAX_TREE_CHARACTERS || hasExactNumber(value)) return <LongText text={text} />;
  return (
    <JsonView
      aria-label={props.label}
      clickToExpandNode
      data={value}
      shouldExpandNode={isOpenAtFirst}
      style={STYLE}
    />
  );
}

function isOpenAtFirst(level: number, value: unknown): boolean {
  const size = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  return level < OPEN_LEVELS && (level === 0 || size <= MOST_OPEN_ITEMS);
}
