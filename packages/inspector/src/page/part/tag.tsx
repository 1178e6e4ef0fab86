import type { ReactNode } from "react";
import styles from "./part.module.css";

export type Tone = "plain" | "accent" | "ok" | "warn" | "bad" | "note";

/** A short mark of one or two words. */
export function Tag(props: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span className={styles["tag"]} data-tone={props.tone ?? "plain"} title={props.title}>
      {props.children}
    </span>
  );
}
