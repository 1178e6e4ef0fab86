import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { AnswerHook } from "./use-answer.ts";

/** The two ways to give no answer to an elicitation. */
export function RefusalButtons(props: { readonly answering: AnswerHook }): ReactNode {
  const { answer } = props.answering;
  return (
    <>
      <Button onClick={() => answer({ action: "decline" })} variant="default">
        Decline
      </Button>
      <Button onClick={() => answer({ action: "cancel" })} variant="default">
        Cancel
      </Button>
    </>
  );
}
