import type { ReactNode } from "react";
import { useEffect, useMemo, useState } from "react";
import type { CallState, WireRow } from "../../contract/index.ts";
import { isTooDeep, parseExactJson } from "../../contract/index.ts";
import { AddressLink } from "../address/use-address.tsx";
import { formatBytes, formatMs } from "../json/format-bytes.ts";
import { JsonTree } from "../json/json-tree.tsx";
import { LongText } from "../json/long-text.tsx";
import { Tag } from "../part/tag.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import styles from "./result.module.css";

/** The frames of a call exactly as they crossed the wire, request first. */
export function FramesTab(props: { readonly call: CallState }): ReactNode {
  const rows = useInspector((state) => state.rows);
  const { id } = props.call;
  const frames = useMemo(
    () => rows.filter((row) => row.call === id && row.text !== "" && row.kind !== "end"),
    [rows, id],
  );
  const [asText, setAsText] = useState(false);
  if (frames.length === 0) {
    return <p className={styles["quiet"]}>The wire log holds no frame of this call any longer.</p>;
  }
  return (
    <>
      <label className={styles["check"]}>
        <input
          checked={asText}
          onChange={(event) => setAsText(event.target.checked)}
          type="checkbox"
        />
        bytes as they were
      </label>
      {frames.map((row) => (
        <Frame key={row.id} asText={asText} row={row} />
      ))}
    </>
  );
}

function Frame(props: { readonly row: WireRow; readonly asText: boolean }): ReactNode {
  const { row, asText } = props;
  const text = useFrameText(row);
  const json = useMemo(() => parse(text), [text]);
  const isOut = row.direction === "to-server";
  return (
    <section className={styles["frame"]}>
      <h3 className={styles["frameHead"]}>
        <Tag tone={isOut ? "accent" : row.rpc?.kind === "error" ? "note" : "plain"}>
          {isOut ? "→ to server" : "← to client"}
        </Tag>
        <span>{row.rpc?.kind === "result" ? "result" : (row.rpc?.method ?? row.kind)}</span>
        <span className={styles["dim"]}>
          {formatBytes(row.bytes)}
          {row.ms !== undefined && ` · ${formatMs(row.ms)}`}
        </span>
        <AddressLink className={styles["wireLink"]} to={{ query: { row: String(row.id) } }}>
          #{row.id} in the wire log
        </AddressLink>
      </h3>
      {json === undefined || asText ? (
        <LongText text={text} />
      ) : (
        <JsonTree label={`Frame ${row.id}`} value={json} />
      )}
    </section>
  );
}

/** The text of a row; one that was cut is read whole. */
function useFrameText(row: WireRow): string {
  const { read } = useLink();
  const [whole, setWhole] = useState<string>();
  const { id, isCut } = row;
  useEffect(() => {
    if (!isCut) return;
    const abort = new AbortController();
    read(`frame?id=${id}`, abort.signal).then(setWhole, () => undefined);
    return () => abort.abort();
  }, [id, isCut, read]);
  return whole ?? row.text;
}

function parse(text: string): unknown {
  try {
    const value: unknown = parseExactJson(text);
    return typeof value === "object" && value !== null && !isTooDeep(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
