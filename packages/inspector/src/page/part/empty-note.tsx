import type { ReactNode } from "react";
import styles from "./part.module.css";

/** Says plainly why a part of the page shows nothing, and the next step. */
export function EmptyNote(props: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className={styles["empty"]}>
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}
