import type { ReactNode } from "react";
import { useState } from "react";
import type { Failure, Place } from "../../contract/index.ts";
import { useLink } from "../state/inspector.tsx";
import { failureOf, writeFailure } from "../stream/failure-of.ts";
import styles from "./part.module.css";
import { VisibleText } from "./visible-text.tsx";

/** A control that opens a place of the sources in the user's editor, with the reason when it does not open. */
export function EditorPlace(props: {
  readonly place: Place;
  /** Draws the control, which calls `open`. */
  readonly children: (open: () => void) => ReactNode;
}): ReactNode {
  const { control } = useLink();
  const [failure, setFailure] = useState<Failure>();
  const open = (): void => {
    control("open-editor", props.place).then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  return (
    <>
      {props.children(open)}
      {failure !== undefined && (
        <span className={styles["placeFault"]} role="alert">
          Not opened: <VisibleText text={writeFailure(failure)} />
        </span>
      )}
    </>
  );
}

/** Only the file's name: the page is narrow, and the whole path stands in the terminal. */
export function formatPlace({ file, line, column }: Place): string {
  return `${file.split(/[\\/]/u).at(-1)}:${line}:${column}`;
}
