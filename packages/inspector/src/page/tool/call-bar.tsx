import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { IconButton } from "../part/icon-button.tsx";
import type { Draft } from "./draft.ts";
import styles from "./tool.module.css";

/** Sends the call. A fault of the arguments is shown and never stands in the way. */
export function CallBar(props: {
  readonly draft: Draft;
  readonly issues: number;
  readonly schemaRefusal: string | undefined;
  readonly isSending: boolean;
  readonly onCall: () => void;
  readonly onReset: () => void;
}): ReactNode {
  const { draft, issues } = props;
  return (
    <div className={styles["callBar"]}>
      <Button
        data-testid="call"
        disabled={props.isSending}
        onClick={props.onCall}
        rightSection={<kbd className={styles["callKey"]}>Ctrl ⏎</kbd>}
        size="compact-md"
      >
        Call
      </Button>
      <span aria-live="polite" className={styles["callNote"]}>
        {draft.fault !== undefined
          ? "This is no JSON object; the text is sent as it stands."
          : issues > 0
            ? `${issues} ${issues === 1 ? "fault" : "faults"}; sent anyway.`
            : (props.schemaRefusal ?? "")}
      </span>
      <IconButton icon="refresh" label="Begin again with the defaults" onClick={props.onReset} />
    </div>
  );
}
