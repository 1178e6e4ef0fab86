import type { ReactNode } from "react";
import { useMemo } from "react";
import type { CallState, LogLine } from "../../contract/index.ts";
import { formatMs } from "../json/format-bytes.ts";
import { formatPlace } from "../part/editor-place.tsx";
import { PlaceLink } from "../part/place-link.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useInspector } from "../state/inspector.tsx";
import styles from "./result.module.css";

/** The lines that a handler logged during a call. */
export function useCallLogs(call: CallState | undefined): readonly LogLine[] {
  const logs = useInspector((state) => state.logs);
  const id = call?.id;
  return useMemo(
    () => (id === undefined ? [] : logs.filter((line) => line.call === id)),
    [logs, id],
  );
}

/** The times of a call, and the lines and exceptions of its handler. */
export function LogsTab(props: {
  readonly call: CallState;
  readonly lines: readonly LogLine[];
}): ReactNode {
  const { call, lines } = props;
  return (
    <>
      <Timings call={call} />
      {lines.length === 0 && (
        <p className={styles["quiet"]}>The handler logged nothing during this call.</p>
      )}
      <ol className={styles["lines"]}>
        {lines.map((line) => (
          <li key={line.id} className={styles["line"]} data-level={line.level}>
            <span className={styles["dim"]}>{formatMs(Math.max(0, line.at - call.startedAt))}</span>
            <Tag tone={toneOf(line)}>{line.source === "exception" ? "exception" : line.level}</Tag>
            <span className={styles["lineText"]}>
              <VisibleText text={line.text} />
            </span>
            {line.place !== undefined && <PlaceLink place={line.place} />}
            {line.stack !== undefined && line.stack.length > 0 && (
              <span className={styles["stack"]}>
                {line.stack.map((place) => (
                  <PlaceLink key={formatPlace(place)} place={place} />
                ))}
              </span>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

function Timings(props: { readonly call: CallState }): ReactNode {
  const { spans = [], ms, rounds } = props.call;
  const parts = [
    ...spans.map((span) => `${span.name} ${formatMs(span.ms)}`),
    ...(rounds > 1 ? [`${rounds} rounds`] : []),
  ];
  if (ms === undefined) return null;
  return (
    <p className={styles["timings"]}>
      <strong>{formatMs(ms)}</strong> from the first byte sent to the last received
      {parts.length > 0 && <span className={styles["dim"]}>handler: {parts.join(" · ")}</span>}
    </p>
  );
}

function toneOf({ level, source }: LogLine): "plain" | "warn" | "bad" {
  if (source === "exception") return "bad";
  if (level === "warning") return "warn";
  return ["error", "critical", "alert", "emergency"].includes(level) ? "bad" : "plain";
}
