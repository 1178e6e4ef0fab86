import type { ReactNode } from "react";
import type { Ask } from "../../contract/index.ts";
import { writeFailure } from "../stream/failure-of.ts";
import styles from "./ask.module.css";
import { ErrorAnswer } from "./error-answer.tsx";
import type { AnswerHook } from "./use-answer.ts";

/** The buttons that answer a question, and the question as it was received. */
export function AnswerBar(props: {
  readonly ask: Ask;
  readonly answering: AnswerHook;
  readonly canRepeat?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { ask, answering } = props;
  return (
    <>
      <div className={styles["bar"]}>
        {props.children}
        {props.canRepeat === true && (
          <label className={styles["repeat"]}>
            <input
              checked={answering.isRepeated}
              onChange={({ currentTarget }) => answering.repeat(currentTarget.checked)}
              type="checkbox"
            />
            answer the same next time
          </label>
        )}
      </div>
      {answering.failure !== undefined && (
        <p className={styles["reason"]} role="alert">
          {writeFailure(answering.failure)}
        </p>
      )}
      <ErrorAnswer answering={answering} ask={ask} />
      <details className={styles["answered"]}>
        <summary>Raw request</summary>
        <pre className={styles["raw"]}>{JSON.stringify(ask.params, undefined, 2)}</pre>
      </details>
    </>
  );
}
