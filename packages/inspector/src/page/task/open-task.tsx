import { Button, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { SendForm } from "../part/send-form.tsx";
import { writeFailure } from "../stream/failure-of.ts";
import styles from "./task.module.css";
import { useFollow } from "./use-follow.ts";

/** Finds a task of an earlier run, or of another client of the same person, by its id. */
export function OpenTask(props: { readonly connection: ConnectionState }): ReactNode {
  const { follow, failure } = useFollow(props.connection.id);
  const [id, setId] = useState("");
  const open = (): void => {
    if (id.trim() !== "") void follow(id.trim());
  };
  return (
    <SendForm className={styles["open"]} onSend={open}>
      <TextInput
        autoComplete="off"
        error={failure === undefined ? undefined : writeFailure(failure)}
        label="Task id"
        onChange={({ currentTarget }) => setId(currentTarget.value)}
        spellCheck={false}
        value={id}
      />
      <Button disabled={id.trim() === ""} type="submit" variant="default">
        Open
      </Button>
    </SendForm>
  );
}
