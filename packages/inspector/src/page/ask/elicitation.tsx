import { Button } from "@mantine/core";
import type { JsonObject, JsonSchema } from "@mortise/protocol";
import type { KeyboardEvent, ReactNode } from "react";
import { useMemo, useState } from "react";
import type { Ask } from "../../contract/index.ts";
import { makeFirstObject } from "../form/first-value.ts";
import { compileCheck } from "../form/issue.ts";
import { SchemaForm } from "../form/schema-form.tsx";
import { isObject } from "../json/is-object.ts";
import { VisibleText } from "../part/visible-text.tsx";
import { AnswerBar } from "./answer-bar.tsx";
import styles from "./ask.module.css";
import { useAnswer } from "./use-answer.ts";

const NO_FIELDS: JsonSchema = { type: "object" };

/** A form that the server asks to be filled (`elicitation/create`). */
export function Elicitation(props: { readonly ask: Ask }): ReactNode {
  const { ask } = props;
  const { requestedSchema } = ask.params;
  const schema = isObject(requestedSchema) ? (requestedSchema as JsonSchema) : NO_FIELDS;
  const [value, setValue] = useState(() => makeFirstObject(schema, schema));
  const { check } = useMemo(() => compileCheck(schema), [schema]);
  const issues = useMemo(() => check(value), [check, value]);
  const answering = useAnswer(ask);
  const accept = (): void => answering.answer({ action: "accept", content: value as JsonObject });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    // The call itself is not sent again.
    event.preventDefault();
    event.stopPropagation();
    accept();
  };
  return (
    <form
      className={styles["form"]}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        accept();
      }}
    >
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
        <Button onClick={() => answering.answer({ action: "decline" })} variant="default">
          Decline
        </Button>
        <Button onClick={() => answering.answer({ action: "cancel" })} variant="default">
          Cancel
        </Button>
        {issues.size > 0 && (
          <span className={styles["note"]}>
            {issues.size === 1 ? "1 fault" : `${issues.size} faults`}: it will be sent anyway
          </span>
        )}
      </AnswerBar>
    </form>
  );
}
