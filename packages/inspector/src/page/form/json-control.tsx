import type { ReactNode } from "react";
import { useState } from "react";
import { parseExactJson } from "../../contract/index.ts";
import type { ControlProps } from "./control-props.ts";
import styles from "./form.module.css";

/** A value that no other control fits, as JSON; a text with a fault is kept beside the value. */
export function JsonControl(props: ControlProps): ReactNode {
  const { value } = props;
  const [typed, setTyped] = useState<{ readonly text: string; readonly value: unknown }>();
  const [fault, setFault] = useState<string>();
  const isTyped = typed !== undefined && (fault !== undefined || typed.value === value);
  const shown = isTyped ? typed.text : value === undefined ? "" : JSON.stringify(value, null, 2);
  const change = (text: string): void => {
    try {
      const next: unknown = text.trim() === "" ? undefined : parseExactJson(text);
      setTyped({ text, value: next });
      setFault(undefined);
      props.onChange(next);
    } catch (error) {
      setTyped({ text, value });
      setFault(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div>
      <textarea
        aria-describedby={props.describedBy}
        aria-invalid={props.isInvalid || fault !== undefined}
        className={styles["input"]}
        data-is-unset={value === undefined}
        id={props.id}
        onChange={(event) => change(event.target.value)}
        placeholder={value === undefined ? "unset · JSON" : "JSON"}
        rows={1}
        spellCheck={false}
        value={shown}
      />
      {fault !== undefined && <p className={styles["issue"]}>Not JSON yet: {fault}</p>}
    </div>
  );
}
