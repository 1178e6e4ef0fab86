import type { ReactNode } from "react";
import { useId } from "react";
import type { Failure } from "../../contract/index.ts";
import { writeFailure } from "../stream/failure-of.ts";
import styles from "./server.module.css";

/** A part of the server view under its heading. */
export function Section(props: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles["section"]}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** The reason of a request that the process did not take. */
export function Fault(props: { readonly failure: Failure | undefined }): ReactNode {
  const { failure } = props;
  if (failure === undefined) return null;
  return (
    <p className={styles["fault"]} role="alert">
      {writeFailure(failure)}
    </p>
  );
}
