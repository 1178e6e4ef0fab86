import type { ReactNode } from "react";
import { memo } from "react";
import type { WireEntry, WireOutcome } from "../log/wire-entry.ts";
import { writeBytes, writeMs, writeTime } from "../log/wire-text.ts";
import { VisibleText } from "../part/visible-text.tsx";
import { Lane } from "./lane.tsx";
import styles from "./wire.module.css";

interface LineProps {
  readonly entry: WireEntry;
  readonly hasServer: boolean;
}

/** The columns of one entry. */
export const EntryLine: (props: LineProps) => ReactNode = memo(function EntryLine({
  entry,
  hasServer,
}: LineProps): ReactNode {
  const { row, ms, bytes } = entry;
  return (
    <>
      <span className={styles["time"]}>{writeTime(row.at)}</span>
      <span aria-hidden="true" className={styles["arrow"]} data-direction={row.direction}>
        {arrowOf(entry)}
      </span>
      <span className={styles["subject"]}>
        <Subject entry={entry} />
      </span>
      {hasServer && <span className={styles["server"]}>{row.connection}</span>}
      <Lane lane={row.lane} />
      <span className={styles["outcome"]} data-outcome={entry.outcome}>
        {outcomeText(entry)}
      </span>
      <span className={styles["number"]}>{ms === undefined ? "" : writeMs(ms)}</span>
      <span className={styles["bytes"]}>{writeBytes(bytes)}</span>
    </>
  );
});

function Subject({ entry: { row } }: { readonly entry: WireEntry }): ReactNode {
  if (row.rpc !== undefined) {
    return (
      <>
        <span className={styles["method"]}>
          <VisibleText text={row.rpc.method ?? (row.rpc.kind === "error" ? "error" : "result")} />
        </span>
        {row.rpc.subject !== undefined && (
          <span className={styles["about"]}>
            <VisibleText text={row.rpc.subject} />
          </span>
        )}
      </>
    );
  }
  if (row.http !== undefined) {
    return (
      <>
        <span className={styles["method"]}>{row.http.method ?? "HTTP"}</span>
        <span className={styles["about"]}>
          <VisibleText text={row.http.url ?? ""} />
        </span>
      </>
    );
  }
  return (
    <span className={styles["output"]} data-kind={row.kind}>
      {row.kind === "stray" && "stdout is not JSON-RPC: "}
      <VisibleText text={row.text.slice(0, 400).trimEnd()} />
    </span>
  );
}

function arrowOf({ row }: WireEntry): string {
  if (row.kind === "stray") return "!";
  if (row.kind === "stderr") return "·";
  return row.direction === "to-server" ? "→" : "←";
}

const WORDS: Readonly<Record<WireOutcome, string>> = {
  open: "…",
  ok: "ok",
  "is-error": "isError",
  "rpc-error": "error",
  "http-error": "error",
  sent: "",
  stray: "stray",
};

/** The outcome in a word: the HTTP status, `isError` of a tool, `error` of JSON-RPC. */
export function outcomeText({ outcome, response, row }: WireEntry): string {
  if (row.kind === "stderr") return "stderr";
  const status = response?.http?.status;
  if (outcome === "http-error" || outcome === "ok") return String(status ?? WORDS[outcome]);
  return WORDS[outcome];
}

/** The entry as one sentence, for a screen reader. */
export function entryLabel(entry: WireEntry): string {
  const { row, ms } = entry;
  const subject = row.rpc?.method ?? row.http?.method ?? row.kind;
  const about = row.rpc?.subject ?? row.http?.url ?? "";
  const took = ms === undefined ? "" : `, ${writeMs(ms)}`;
  return `${writeTime(row.at)} ${subject} ${about}, ${row.lane}, ${outcomeText(entry) || "sent"}${took}`;
}
