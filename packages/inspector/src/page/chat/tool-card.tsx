import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { CallState, ChatToolPart, Failure } from "../../contract/index.ts";
import { AddressLink } from "../address/use-address.tsx";
import { Questions } from "../ask/questions.tsx";
import { JsonTree } from "../json/json-tree.tsx";
import { writeMs } from "../log/wire-text.ts";
import type { Tone } from "../part/tag.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { RenderedTab } from "../result/rendered-tab.tsx";
import { useResult } from "../result/use-result.ts";
import { useInspector, useLink } from "../state/inspector.tsx";
import { failureOf, writeFailure } from "../stream/failure-of.ts";
import styles from "./chat.module.css";

const TONES: Readonly<Record<ChatToolPart["status"], Tone>> = {
  waiting: "warn",
  running: "accent",
  done: "ok",
  failed: "bad",
  refused: "plain",
  stopped: "plain",
};

/** A call of a tool: its arguments, its approval, the questions of its server and its result. */
export function ToolCard(props: { readonly part: ChatToolPart; readonly turn: string }): ReactNode {
  const { part, turn } = props;
  const { call: id, connection, status } = part;
  const call = useInspector((state) => (id === undefined ? undefined : state.calls.get(id)));
  return (
    <section aria-label={`Call of ${part.tool}`} className={styles["tool"]} data-status={status}>
      <header className={styles["toolHead"]}>
        <code>
          [Using tool: <VisibleText text={part.tool} />]
        </code>
        {connection !== undefined && (
          <span className={styles["note"]}>
            <VisibleText text={connection} />
          </span>
        )}
        <Tag tone={TONES[status]}>{status === "waiting" ? "waits for you" : status}</Tag>
        {part.isDestructive === true && <Tag tone="bad">destructive</Tag>}
        {part.ms !== undefined && <span className={styles["note"]}>{writeMs(part.ms)}</span>}
        <span className={styles["spacer"]} />
        {id !== undefined && <WireLink call={id} />}
      </header>
      <details open={status === "waiting"}>
        <summary>Arguments</summary>
        <JsonTree label="Arguments" value={part.args} />
      </details>
      {status === "waiting" && <Approval part={part} turn={turn} />}
      {call !== undefined && connection !== undefined && status === "running" && (
        <Questions call={call} connection={connection} />
      )}
      <Outcome call={call} part={part} />
    </section>
  );
}

function WireLink(props: { readonly call: string }): ReactNode {
  const { call } = props;
  const row = useInspector(
    (state) => state.rows.find((one) => one.call === call && one.rpc?.kind === "request")?.id,
  );
  const query = { log: `call:${call}`, ...(row !== undefined && { row: String(row) }) };
  return <AddressLink to={{ query }}>Show it in the wire log</AddressLink>;
}

function Outcome(props: {
  readonly part: ChatToolPart;
  readonly call: CallState | undefined;
}): ReactNode {
  const { part, call } = props;
  const [isOpen, setOpen] = useState(false);
  if (part.result === undefined) return null;
  const isRendered = isOpen && call !== undefined && call.status !== "running";
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {part.status === "refused" ? "Not run" : "Result"}
        <span className={styles["result"]}>
          <VisibleText text={part.result} />
        </span>
      </summary>
      {isRendered ? <Rendered call={call} /> : <VisibleText text={part.result} />}
    </details>
  );
}

function Rendered(props: { readonly call: CallState }): ReactNode {
  const loaded = useResult(props.call);
  if (loaded.isLoading) return <p className={styles["note"]}>Reading the result…</p>;
  return <RenderedTab call={props.call} result={loaded.result} />;
}

function Approval(props: { readonly part: ChatToolPart; readonly turn: string }): ReactNode {
  const { part, turn } = props;
  const { control } = useLink();
  const [failure, setFailure] = useState<Failure>();
  const answer = (given: "once" | "always" | "refuse") => () => {
    control("chat-approve", { turn, part: part.id, answer: given }).catch((error: unknown) =>
      setFailure(failureOf(error)),
    );
  };
  return (
    <div className={styles["approval"]}>
      <span>
        {part.isDestructive === true
          ? "This call may destroy something. Run it?"
          : "This call may change something. Run it?"}
      </span>
      <Button onClick={answer("once")}>Run it</Button>
      <Button onClick={answer("always")} variant="default">
        Always run this tool
      </Button>
      <Button onClick={answer("refuse")} variant="default">
        Refuse
      </Button>
      {failure !== undefined && (
        <span className={styles["fault"]} role="alert">
          {writeFailure(failure)}
        </span>
      )}
    </div>
  );
}
