import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { VisibleText } from "../part/visible-text.tsx";
import { formatBytes } from "./format-bytes.ts";
import styles from "./json.module.css";

const FIRST_CHARACTERS = 60_000;
/** Blocks of a shown whole: the browser lays out only those near the window. */
const CHUNK_CHARACTERS = 16_000;

/** A text of any length; of a long one the beginning, and the rest on demand. */
export function LongText(props: { readonly text: string }): ReactNode {
  const { text } = props;
  const [isWhole, setWhole] = useState(false);
  if (text.length <= FIRST_CHARACTERS) {
    return (
      <pre className={styles["text"]}>
        <VisibleText text={text} />
      </pre>
    );
  }
  const chunks = isWhole ? cutText(text, CHUNK_CHARACTERS) : [text.slice(0, FIRST_CHARACTERS)];
  return (
    <>
      {chunks.map((chunk, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <pre key={at} className={`${styles["text"]} ${styles["chunk"]}`}>
          <VisibleText text={chunk} />
        </pre>
      ))}
      {!isWhole && (
        <div className={styles["more"]}>
          {formatBytes(FIRST_CHARACTERS)} of {formatBytes(text.length)} are shown.
          <Button onClick={() => setWhole(true)} variant="default">
            Show all
          </Button>
        </div>
      )}
    </>
  );
}

/** Cuts a text into blocks, at line ends if there are any. */
export function cutText(text: string, size: number): readonly string[] {
  const chunks: string[] = [];
  let from = 0;
  while (from < text.length) {
    const end = text.lastIndexOf("\n", from + size);
    const to = from + size >= text.length ? text.length : end > from ? end : from + size;
    chunks.push(text.slice(from, to));
    // The block itself ends the line.
    from = text[to] === "\n" ? to + 1 : to;
  }
  return chunks;
}
