import type { ReactNode } from "react";
import styles from "./part.module.css";

/** A number beside a label. */
export function Count(props: { readonly value: number }): ReactNode {
  return <span className={styles["count"]}>{props.value.toLocaleString("en")}</span>;
}
