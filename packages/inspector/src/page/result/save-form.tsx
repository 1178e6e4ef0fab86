import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useId, useState } from "react";
import type { CallState } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";
import { useLink } from "../state/inspector.tsx";
import { ControlError } from "../stream/process-link.ts";
import styles from "./result.module.css";

/** Asks for the name under which a call is kept in the project. */
export function SaveForm(props: {
  readonly call: CallState;
  readonly result: unknown;
  readonly onDone: () => void;
}): ReactNode {
  const { call, result } = props;
  const { control } = useLink();
  const id = useId();
  const subject = call.params["name"] ?? call.params["uri"] ?? call.method;
  const [name, setName] = useState(String(subject));
  const [expects, setExpects] = useState(false);
  const [fault, setFault] = useState<string>();
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const { connection, method, params } = call;
      const expect = expects && isJsonObject(result) ? { expect: result } : {};
      await control("save", { call: { name, connection, method, params, ...expect } });
      props.onDone();
    } catch (error) {
      setFault(error instanceof ControlError ? error.failure.cause : String(error));
    }
  };
  return (
    <form className={styles["saveForm"]} onSubmit={save}>
      <label htmlFor={id}>Name</label>
      <input
        // biome-ignore lint/a11y/noAutofocus: the field appears at the request of the person
        autoFocus
        className={styles["saveInput"]}
        id={id}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && props.onDone()}
        value={name}
      />
      <label className={styles["check"]}>
        <input
          checked={expects}
          onChange={(event) => setExpects(event.target.checked)}
          type="checkbox"
        />
        expect this result
      </label>
      <Button disabled={name.trim() === ""} type="submit">
        Save
      </Button>
      {fault !== undefined && <span role="alert">{fault}</span>}
    </form>
  );
}
