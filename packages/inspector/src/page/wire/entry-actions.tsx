import { Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";
import { isJsonObject } from "../../contract/index.ts";
import { paramsOf, resultOf } from "../log/frame.ts";
import { withFreshId } from "../log/raw-frame.ts";
import type { WireEntry } from "../log/wire-entry.ts";
import { writeCurl } from "../log/write-curl.ts";
import { Icon } from "../part/icon.tsx";
import { targetOf } from "../saved/target-of.ts";
import { writeTest } from "../saved/write-test.ts";
import { useInspector } from "../state/inspector.tsx";
import { writeFailure } from "../stream/failure-of.ts";
import detail from "./detail.module.css";
import { useWholeText } from "./frame-text.tsx";
import { freshId, useRawSend } from "./raw-editor.tsx";
import { saveFile } from "./save-file.ts";
import { TurnLink } from "./turn-link.tsx";
import styles from "./wire.module.css";
import { useWire } from "./wire-context.tsx";

/** Sends the entry again, and writes it for a shell, a test or another program. */
export function EntryActions(props: {
  readonly entry: WireEntry;
  readonly onEdit: () => void;
  readonly onSent: (call: string) => void;
}): ReactNode {
  const { row, answer, request } = props.entry;
  const { imported } = useWire();
  const connection = useInspector((state) => state.connections.get(row.connection));
  const { send, failure } = useRawSend(row.connection, props.onSent);
  const text = useWholeText(row) ?? "";
  const answerText = useWholeText(answer);
  const isRequest = row.rpc?.kind === "request" && row.direction === "to-server";
  const canSend = isRequest && imported === undefined && connection !== undefined;

  const saveTest = (): void => {
    if (connection === undefined || row.rpc?.method === undefined) return;
    const result = answerText === undefined ? undefined : resultOf({ text: answerText });
    const name = row.rpc.subject ?? row.rpc.method;
    const file = writeTest(targetOf(connection), [
      {
        name,
        method: row.rpc.method,
        params: paramsOf({ text }),
        ...(isJsonObject(result) ? { expect: result } : {}),
      },
    ]);
    saveFile(`${name.replaceAll(/[^\w-]+/gu, "-")}.test.ts`, file, "text/typescript");
  };

  return (
    <div className={detail["actions"]}>
      {canSend && (
        <>
          <Button
            leftSection={<Icon name="refresh" />}
            onClick={() => send(withFreshId(text, freshId()))}
            variant="default"
          >
            Send again
          </Button>
          <Button leftSection={<Icon name="edit" />} onClick={props.onEdit} variant="default">
            Edit and send raw
          </Button>
        </>
      )}
      {request !== undefined && <Copy label="Copy as curl" text={() => writeCurl(request, text)} />}
      <Copy label="Copy frame" text={() => text} />
      {isRequest && connection !== undefined && (
        <Button leftSection={<Icon name="download" />} onClick={saveTest} variant="default">
          Save as test
        </Button>
      )}
      <TurnLink call={row.call} row={row.id} />
      {failure !== undefined && (
        <span className={styles["faults"]} role="alert">
          {writeFailure(failure)}
        </span>
      )}
    </div>
  );
}

function Copy(props: { readonly label: string; readonly text: () => string }): ReactNode {
  return (
    <CopyButton value={props.text()}>
      {({ copied, copy }) => (
        <Button
          leftSection={<Icon name={copied ? "check" : "copy"} />}
          onClick={copy}
          variant="default"
        >
          {copied ? "Copied" : props.label}
        </Button>
      )}
    </CopyButton>
  );
}
