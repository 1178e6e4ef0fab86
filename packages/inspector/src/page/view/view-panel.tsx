import type { ReactNode } from "react";
import type { RefusedDomain } from "../../contract/index.ts";
import { AddressLink } from "../address/use-address.tsx";
import type { Tone } from "../part/tag.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useInspector } from "../state/inspector.tsx";
import styles from "./view.module.css";
import type { ViewEntry } from "./view-state.ts";

const TONES: Readonly<Record<ViewEntry["kind"], Tone>> = {
  call: "accent",
  log: "plain",
  message: "note",
  context: "note",
  link: "plain",
  violation: "bad",
  failure: "bad",
  refused: "warn",
};

/** Everything that a view did, and what it was not given. */
export function ViewPanel(props: {
  readonly entries: readonly ViewEntry[];
  readonly refused: readonly RefusedDomain[];
  readonly permissions: readonly string[];
}): ReactNode {
  const { entries, refused, permissions } = props;
  return (
    <section aria-label="Messages of the view">
      <h3 className={styles["title"]}>Messages of the view</h3>
      {entries.length + refused.length + permissions.length === 0 && (
        <p className={styles["quiet"]}>Calls, logs, messages and refusals appear here.</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls (WCAG 2.1.1) */}
      <ol aria-label="Messages of the view" className={styles["entries"]} tabIndex={0}>
        {permissions.map((name) => (
          <li key={name} className={styles["entry"]}>
            <Tag tone="warn">not given</Tag>
            <span className={styles["entryText"]}>
              permission <VisibleText text={name} />
            </span>
          </li>
        ))}
        {refused.map(({ directive, source, reason }) => (
          <li key={`${directive} ${source}`} className={styles["entry"]}>
            <Tag tone="bad">not allowed</Tag>
            <span className={styles["entryText"]}>
              {directive}: <VisibleText text={source} />, since {reason}
            </span>
          </li>
        ))}
        {entries.map((entry) => (
          <li key={entry.id} className={styles["entry"]} data-kind={entry.kind}>
            <Tag tone={TONES[entry.kind]}>{entry.kind}</Tag>
            <span className={styles["entryText"]}>
              <VisibleText text={entry.text} />
            </span>
            {entry.call !== undefined && <WireLink call={entry.call} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The first frame of a call of the view. */
function WireLink(props: { readonly call: string }): ReactNode {
  const row = useInspector(
    (state) => state.rows.find((one) => one.call === props.call && one.kind === "rpc")?.id,
  );
  if (row === undefined) return null;
  return <AddressLink to={{ query: { row: String(row) } }}>#{row} in the wire log</AddressLink>;
}
