import type { ReactNode } from "react";
import { VisibleText } from "../part/visible-text.tsx";
import styles from "./browse.module.css";

/** The name of an item, what the server says about it, and its marks. */
export function ItemHead(props: {
  readonly title: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly marks?: ReactNode;
}): ReactNode {
  return (
    <header className={styles["itemHead"]}>
      <h1>
        <VisibleText text={props.title} /> {props.marks}
      </h1>
      {props.name !== props.title && (
        <code className={styles["uri"]}>
          <VisibleText text={props.name} />
        </code>
      )}
      {props.description !== undefined && (
        <p className={styles["description"]}>
          <VisibleText text={props.description} />
        </p>
      )}
    </header>
  );
}
