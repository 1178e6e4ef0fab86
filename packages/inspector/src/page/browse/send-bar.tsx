import { useHotkeys } from "@mantine/hooks";
import type { ReactNode } from "react";
import type { Failure } from "../../contract/index.ts";
import { writeFailure } from "../stream/failure-of.ts";
import styles from "./browse.module.css";

/** The bar of the button that sends; Ctrl and Enter does the same from anywhere. */
export function SendBar(props: {
  readonly onSend: () => void;
  readonly failure: Failure | undefined;
  readonly children: ReactNode;
}): ReactNode {
  useHotkeys([["mod+Enter", props.onSend]], []);
  return (
    <div className={styles["callBar"]}>
      {props.children}
      <kbd className={styles["keys"]}>Ctrl Enter</kbd>
      {props.failure !== undefined && (
        <span className={styles["fault"]} role="alert">
          {writeFailure(props.failure)}
        </span>
      )}
    </div>
  );
}
