import type { LoggingLevel } from "@mortise/protocol";
import { LOGGING_LEVELS } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useState } from "react";
import type { ConnectionState, Failure } from "../../contract/index.ts";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { Fault } from "./section.tsx";
import styles from "./server.module.css";

/** Chooses the log messages that the server sends. */
export function LogLevel(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { control } = useLink();
  const [level, setLevel] = useState<LoggingLevel>();
  const [failure, setFailure] = useState<Failure>();
  if (connection.capabilities?.logging === undefined) {
    return <p className={styles["quiet"]}>The server sends no log messages.</p>;
  }
  const choose = (chosen: LoggingLevel): void => {
    setLevel(chosen);
    control("log-level", { connection: connection.id, level: chosen }).then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  return (
    <>
      <label className={styles["label"]}>
        From
        <select
          className={styles["select"]}
          onChange={({ currentTarget }) => choose(currentTarget.value as LoggingLevel)}
          value={level ?? ""}
        >
          <option disabled value="">
            as the server likes
          </option>
          {LOGGING_LEVELS.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <Fault failure={failure} />
    </>
  );
}
