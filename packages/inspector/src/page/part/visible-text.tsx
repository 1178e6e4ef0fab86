import type { ReactNode } from "react";
import { splitOddCharacters } from "./odd-character.ts";
import styles from "./part.module.css";

/** Text of a server, with the characters that would hide or turn others around shown by their codes. */
export function VisibleText(props: { readonly text: string }): ReactNode {
  const parts = splitOddCharacters(props.text);
  if (parts.length === 1 && parts[0]?.isOdd === false) return props.text;
  return parts.map((part, at) =>
    part.isOdd ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <span key={at} className={styles["odd"]} title="A character that is not visible by itself">
        {part.text}
      </span>
    ) : (
      part.text
    ),
  );
}
