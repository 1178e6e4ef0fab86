import { Button, NumberInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { Ask, AskRefusal } from "../../contract/index.ts";
import { useInspector } from "../state/inspector.tsx";
import styles from "./ask.module.css";
import type { AnswerHook } from "./use-answer.ts";

/** The refusal of a person, as the specification gives it (2025-11-25, Sampling, Error Handling). */
export const USER_REJECTED: AskRefusal = { code: -1, message: "User rejected sampling request" };

/** A client that cannot ask; a person that refuses a form declines it instead. */
const CANNOT_ASK: AskRefusal = { code: -32_603, message: "The client cannot ask the user" };

/** Answers a question with an error of any code, as a client that fails does. */
export function ErrorAnswer(props: {
  readonly ask: Ask;
  readonly answering: AnswerHook;
}): ReactNode {
  const { ask, answering } = props;
  const usual = ask.kind === "sampling" ? USER_REJECTED : CANNOT_ASK;
  const [code, setCode] = useState<number | string>(usual.code);
  const [message, setMessage] = useState(usual.message);
  const isComplete = Number.isSafeInteger(code) && message !== "";
  return (
    <details className={styles["answered"]}>
      <summary>Answer with an error</summary>
      <div className={styles["refusal"]}>
        <NumberInput
          allowDecimal={false}
          hideControls
          label="code"
          onChange={setCode}
          value={code}
        />
        <TextInput
          label="message"
          onChange={({ currentTarget }) => setMessage(currentTarget.value)}
          value={message}
        />
        <Button
          disabled={!isComplete}
          onClick={() => answering.refuse({ code: Number(code), message })}
          variant="default"
        >
          Send the error
        </Button>
      </div>
      <RefusalEffect connection={ask.connection} />
    </details>
  );
}

/** The effect of an error in the revision of the connection. */
function RefusalEffect(props: { readonly connection: string }): ReactNode {
  const revision = useInspector((state) => state.connections.get(props.connection)?.revision);
  const isAnswer = revision !== undefined && revision < "2026-07-28";
  return (
    <p className={styles["note"]}>
      {isAnswer
        ? "The server receives the error as the answer to its request."
        : "From 2026-07-28 on no answer is an error: the call ends here, and the server receives nothing."}
    </p>
  );
}
