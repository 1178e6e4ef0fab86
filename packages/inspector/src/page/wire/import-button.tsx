import type { ReactNode } from "react";
import { useRef, useState } from "react";
import type { Failure } from "../../contract/index.ts";
import { readLog } from "../log/read-log.ts";
import { IconButton } from "../part/icon-button.tsx";
import styles from "./wire.module.css";
import { useWire } from "./wire-context.tsx";

/** Shows a log from a file in place of the live one. */
export function ImportButton(): ReactNode {
  const { show } = useWire();
  const [failure, setFailure] = useState<Failure>();
  const field = useRef<HTMLInputElement>(null);
  const open = async (file: File): Promise<void> => {
    const read = readLog(await file.text());
    if ("failure" in read) return setFailure(read.failure);
    setFailure(undefined);
    show({ name: file.name, rows: read.rows });
  };
  return (
    <>
      <input
        ref={field}
        accept=".jsonl,.har,.json"
        aria-label="File of a wire log"
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          currentTarget.value = "";
          if (file !== undefined) void open(file);
        }}
        type="file"
      />
      <IconButton icon="upload" label="Import" onClick={() => field.current?.click()} />
      {failure !== undefined && (
        <span className={styles["faults"]} role="alert">
          The file was not read: {failure.cause}. {failure.fix}
        </span>
      )}
    </>
  );
}
