import { Button, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useMemo, useState } from "react";
import type { Failure } from "../../contract/index.ts";
import { reviewRawFrame, withFreshId } from "../log/raw-frame.ts";
import { SendForm } from "../part/send-form.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import { failureOf, writeFailure } from "../stream/failure-of.ts";
import detail from "./detail.module.css";
import styles from "./wire.module.css";

/** Edits a frame and sends its bytes as they stand, whatever they are. */
export function RawEditor(props: {
  readonly connection: string;
  readonly initial: string;
  readonly onSent: (call: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [text, setText] = useState(props.initial);
  const [headers, setHeaders] = useState("");
  const isHttp = useInspector((state) => state.connections.get(props.connection)?.kind !== "stdio");
  const { send: sendRaw, failure } = useRawSend(props.connection, props.onSent);
  const notes = useMemo(() => reviewRawFrame(text), [text]);
  const parsed = useMemo(() => parseHeaders(headers), [headers]);
  const send = (): void => sendRaw(text, parsed);
  return (
    <SendForm className={detail["editor"]} onSend={send}>
      <Textarea
        autosize
        classNames={{ input: detail["code"] ?? "" }}
        label="Frame, sent byte for byte"
        maxRows={16}
        minRows={4}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        spellCheck={false}
        value={text}
      />
      {isHttp && (
        <TextInput
          classNames={{ input: detail["code"] ?? "" }}
          error={headers !== "" && parsed === undefined ? "Write name: value; name: value" : false}
          label="Further headers"
          onChange={({ currentTarget }) => setHeaders(currentTarget.value)}
          placeholder="mcp-protocol-version: 2025-06-18; x-trace: 1"
          spellCheck={false}
          value={headers}
        />
      )}
      <ul className={detail["notes"]}>
        {notes.map((note) => (
          <li key={note.text} data-level={note.level}>
            {note.text}
          </li>
        ))}
      </ul>
      <div className={detail["actions"]}>
        <Button type="submit">Send</Button>
        <Button onClick={() => setText(withFreshId(text, freshId()))} variant="default">
          Fresh id
        </Button>
        <Button onClick={props.onClose} variant="default">
          Close
        </Button>
        {failure !== undefined && (
          <span className={styles["faults"]} role="alert">
            {writeFailure(failure)}
          </span>
        )}
      </div>
    </SendForm>
  );
}

/** Sends frames of one connection as they are, and keeps the reason of a refused one. */
export function useRawSend(
  connection: string,
  onSent: (call: string) => void,
): {
  readonly send: (body: string, headers?: Readonly<Record<string, string>>) => void;
  readonly failure: Failure | undefined;
} {
  const { control } = useLink();
  const [failure, setFailure] = useState<Failure>();
  const send = (body: string, headers?: Readonly<Record<string, string>>): void => {
    control("raw", { connection, body, ...(headers === undefined ? {} : { headers }) }).then(
      ({ call }) => {
        setFailure(undefined);
        onSent(call);
      },
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  return { send, failure };
}

/** An id that no earlier request of the connection has, however it counts. */
export function freshId(): string {
  return `raw-${Date.now().toString(36)}-${Math.floor(Math.random() * 1e6).toString(36)}`;
}

/** Reads `name: value; name: value`; an empty text gives `undefined`, as one that is not understood. */
function parseHeaders(text: string): Readonly<Record<string, string>> | undefined {
  const parts = text.split(";").filter((part) => part.trim() !== "");
  const pairs = parts.map((part) => /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*(.*?)\s*$/u.exec(part));
  if (pairs.length === 0 || pairs.includes(null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}
