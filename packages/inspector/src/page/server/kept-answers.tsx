import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { countAnswers, forgetAnswers } from "../ask/remembered-answers.ts";
import styles from "./server.module.css";

/** The questions of a server that the page answers by itself. */
export function KeptAnswers(props: { readonly connection: string }): ReactNode {
  const [count, setCount] = useState(() => countAnswers(props.connection));
  if (count === 0) {
    return <p className={styles["quiet"]}>Every question of the server waits for you.</p>;
  }
  return (
    <div className={styles["row"]}>
      {count === 1 ? "1 question is" : `${count} questions are`} answered without asking you.
      <Button
        onClick={() => {
          forgetAnswers(props.connection);
          setCount(0);
        }}
        variant="default"
      >
        Ask me again
      </Button>
    </div>
  );
}
