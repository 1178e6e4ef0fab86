import type { ReactNode } from "react";
import { useEffect, useMemo, useState } from "react";
import type { WireRow } from "../../contract/index.ts";
import { exchangeKey } from "../log/exchange-key.ts";
import { isMcpHeader } from "../log/frame.ts";
import type { WireEntry } from "../log/wire-entry.ts";
import { writeBytes, writeMs, writeTime } from "../log/wire-text.ts";
import { IconButton } from "../part/icon-button.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useInspector } from "../state/inspector.tsx";
import detail from "./detail.module.css";
import { EntryActions } from "./entry-actions.tsx";
import { outcomeText } from "./entry-line.tsx";
import { FrameText, useWholeText } from "./frame-text.tsx";
import { RawEditor } from "./raw-editor.tsx";
import styles from "./wire.module.css";
import { useWire } from "./wire-context.tsx";

/** A request and its answer side by side, and everything that can be done with them. */
export function EntryDetail(props: {
  readonly entry: WireEntry;
  readonly onClose: () => void;
  readonly onPick: (id: number) => void;
}): ReactNode {
  const { entry } = props;
  const { row, answer, request, response } = entry;
  const { rows } = useWire();
  const [isRaw, setRaw] = useState(false);
  const [edited, setEdited] = useState<string>();
  const [sent, setSent] = useState<string>();
  usePickOf(sent, props.onPick);
  const { sent: carried, received } = useMemo(() => findOthers(rows, entry), [rows, entry]);
  const text = useWholeText(row);
  return (
    <article aria-label="Request and answer" className={detail["detail"]}>
      <header className={detail["detailHead"]}>
        <h2 className={detail["detailTitle"]}>
          <VisibleText text={row.rpc?.method ?? row.http?.method ?? row.kind} />{" "}
          <span className={styles["about"]}>
            <VisibleText text={row.rpc?.subject ?? row.http?.url ?? ""} />
          </span>
        </h2>
        <span className={styles["outcome"]} data-outcome={entry.outcome}>
          {outcomeText(entry)}
        </span>
        <span className={detail["spacer"]} />
        <IconButton
          icon="command"
          isPressed={isRaw}
          label="Bytes as they were"
          onClick={() => setRaw(!isRaw)}
        />
        <IconButton icon="cross" label="Close (Escape)" onClick={props.onClose} />
      </header>
      <EntryActions
        entry={entry}
        onEdit={() => setEdited(edited === undefined ? (text ?? "") : undefined)}
        onSent={setSent}
      />
      {edited !== undefined && (
        <RawEditor
          connection={row.connection}
          initial={edited}
          onClose={() => setEdited(undefined)}
          onSent={setSent}
        />
      )}
      <div className={detail["pair"]}>
        <Side head={request} isRaw={isRaw} label="Request" others={carried} row={row} />
        {(answer !== undefined || response !== undefined || received.length > 0) && (
          <Side
            head={response}
            isRaw={isRaw}
            label="Answer"
            ms={entry.ms}
            others={received}
            row={answer}
          />
        )}
      </div>
    </article>
  );
}

/** Finds what else crossed in the HTTP exchange: a request carries messages, a stream several. */
function findOthers(
  rows: readonly WireRow[],
  { row, answer }: WireEntry,
): { readonly sent: readonly WireRow[]; readonly received: readonly WireRow[] } {
  if (row.transport !== "http") return { sent: [], received: [] };
  const isWhole = row.kind === "http-request";
  const others = rows.filter(
    (one) =>
      one.exchange === row.exchange &&
      exchangeKey(one) === exchangeKey(row) &&
      (one.kind === "rpc" || one.kind === "body") &&
      one.id !== row.id &&
      one.id !== answer?.id &&
      (isWhole || one.pair === undefined),
  );
  return {
    sent: isWhole ? others.filter(({ direction }) => direction === row.direction) : [],
    received: others.filter(({ direction }) => direction !== row.direction),
  };
}

/** Picks the entry of a call that was sent from here, once it is on the wire. */
function usePickOf(call: string | undefined, onPick: (id: number) => void): void {
  const id = useInspector((state) =>
    call === undefined
      ? undefined
      : state.rows.findLast((row) => row.call === call && row.rpc?.kind === "request")?.id,
  );
  useEffect(() => {
    if (id !== undefined) onPick(id);
  }, [id, onPick]);
}

function Side(props: {
  readonly label: string;
  readonly row: WireRow | undefined;
  readonly head: WireRow | undefined;
  readonly isRaw: boolean;
  readonly ms?: number | undefined;
  readonly others?: readonly WireRow[];
}): ReactNode {
  const { label, row, head, isRaw, others = [] } = props;
  const first = head ?? row;
  return (
    <section aria-label={label} className={detail["side"]}>
      <h3 className={detail["sideTitle"]}>
        {label}
        {first !== undefined && (
          <span className={detail["sideNote"]}>
            {writeTime(first.at)}
            {props.ms !== undefined && ` · ${writeMs(props.ms)}`}
            {row !== undefined && ` · ${writeBytes(row.bytes)}`}
          </span>
        )}
      </h3>
      {head?.http !== undefined && <Headers row={head} />}
      {others.map((one, at) => (
        <Frame
          key={one.id}
          isRaw={isRaw}
          label={`${label}, part ${at + 1}: ${one.rpc?.method ?? one.kind}`}
          row={one}
        />
      ))}
      {row !== undefined && row.kind !== "http-request" && (
        <Frame isRaw={isRaw} label={`${label} frame`} row={row} />
      )}
    </section>
  );
}

function Frame(props: {
  readonly label: string;
  readonly row: WireRow;
  readonly isRaw: boolean;
}): ReactNode {
  const text = useWholeText(props.row);
  return <FrameText isRaw={props.isRaw} label={props.label} text={text ?? ""} />;
}

/** The start line and the headers; those of MCP stand out. */
function Headers(props: { readonly row: WireRow }): ReactNode {
  const { http } = props.row;
  const [isOpen, setOpen] = useState(false);
  if (http === undefined) return null;
  const own = http.headers.filter(([name]) => isMcpHeader(name));
  const shown = isOpen ? http.headers : own;
  return (
    <div className={detail["head"]}>
      <code className={detail["start"]}>
        {http.status === undefined ? `${http.method} ` : `HTTP ${http.status}`}
        <VisibleText text={http.url ?? ""} />
      </code>
      {shown.length > 0 && (
        <dl className={detail["headers"]}>
          {shown.map(([name, value], at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: headers of one message never move
            <div key={at} data-mcp={isMcpHeader(name)}>
              <dt>
                <VisibleText text={name} />
              </dt>
              <dd>
                <VisibleText text={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <button
        aria-expanded={isOpen}
        className={detail["more"]}
        onClick={() => setOpen(!isOpen)}
        type="button"
      >
        {isOpen ? "Fewer headers" : `All ${http.headers.length} headers`}
      </button>
    </div>
  );
}
