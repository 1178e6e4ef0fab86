import { Button } from "@mantine/core";
import type { JsonObject, JsonSchema } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useMemo, useState } from "react";
import type { Ask } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";
import { makeFirstObject } from "../form/first-value.ts";
import { compileCheck } from "../form/issue.ts";
import { SchemaForm } from "../form/schema-form.tsx";
import { SendForm } from "../part/send-form.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { AnswerBar } from "./answer-bar.tsx";
import styles from "./ask.module.css";
import { RefusalButtons } from "./refusal-buttons.tsx";
import { useAnswer } from "./use-answer.ts";

const NO_FIELDS: JsonSchema = { type: "object" };

/** A form that the server asks to be filled (`elicitation/create`). */
export function Elicitation(props: { readonly ask: Ask }): ReactNode {
  const { ask } = props;
  const { requestedSchema } = ask.params;
  const schema = isJsonObject(requestedSchema) ? (requestedSchema as JsonSchema) : NO_FIELDS;
  const [value, setValue] = useState(() => makeFirstObject(schema, schema));
  const { check } = useMemo(() => compileCheck(schema), [schema]);
  const issues = useMemo(() => check(value), [check, value]);
  const answering = useAnswer(ask);
  const accept = (): void => answering.answer({ action: "accept", content: value as JsonObject });
  return (
    <SendForm className={styles["form"]} onSend={accept}>
      <p className={styles["message"]}>
        <VisibleText text={String(ask.params["message"] ?? "")} />
      </p>
      <SchemaForm
        issues={issues}
        label="Answer"
        onChange={setValue}
        schema={schema}
        value={value}
      />
      <AnswerBar answering={answering} ask={ask} canRepeat>
        <Button type="submit">Accept</Button>
        <RefusalButtons answering={answering} />
        {issues.size > 0 && (
          <span className={styles["note"]}>
            {issues.size === 1 ? "1 fault" : `${issues.size} faults`}: it will be sent anyway
          </span>
        )}
      </AnswerBar>
    </SendForm>
  );
}
