import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { ConnectionState, Failure } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import type { WireEntry } from "../log/wire-entry.ts";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { useWire } from "../wire/wire-context.tsx";
import { nameStep } from "./name-step.ts";
import { Fault } from "./section.tsx";
import styles from "./server.module.css";

/** The account that requests act for, and the steps of the sign-in as they crossed the wire. */
export function SignInSteps(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { entries } = useWire();
  const { control } = useLink();
  const [failure, setFailure] = useState<Failure>();
  const connectAgain = (): void => {
    control("connect", { connection: connection.id }).then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  const steps = entries.filter(
    (entry) => entry.row.connection === connection.id && nameStep(entry) !== undefined,
  );
  if (connection.kind === "stdio") {
    return <p className={styles["quiet"]}>A process has no sign-in; it runs as you.</p>;
  }
  return (
    <>
      <div className={styles["row"]}>
        {connection.account === undefined ? (
          <span className={styles["quiet"]}>Requests carry no account.</span>
        ) : (
          <span>
            Requests act for{" "}
            <strong>
              <VisibleText text={connection.account} />
            </strong>
            .
          </span>
        )}
        <Button onClick={connectAgain} variant="default">
          Connect again
        </Button>
      </div>
      <Fault failure={failure} />
      {steps.length === 0 ? (
        <p className={styles["quiet"]}>No sign-in has crossed the wire.</p>
      ) : (
        <ol className={styles["steps"]}>
          {steps.map((entry) => (
            <Step key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </>
  );
}

function Step(props: { readonly entry: WireEntry }): ReactNode {
  const { entry } = props;
  const { go } = useAddress();
  const status = entry.response?.http?.status;
  return (
    <li>
      <button
        className={styles["step"]}
        onClick={() => go({ query: { row: String(entry.id) } })}
        type="button"
      >
        <span>{nameStep(entry)}</span>
        <code className={styles["stepUrl"]}>
          {entry.row.http?.method} <VisibleText text={entry.row.http?.url ?? ""} />
        </code>
        {status !== undefined && <Tag tone={status < 400 ? "ok" : "bad"}>{status}</Tag>}
      </button>
    </li>
  );
}
