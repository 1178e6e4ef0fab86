import type { Revision } from "@mortise/protocol";
import { REVISIONS } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useState } from "react";
import type { ConnectionState, Failure } from "../../contract/index.ts";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { Fault } from "./section.tsx";
import styles from "./server.module.css";

/** Shows the revision that is spoken, and connects again with another one. */
export function RevisionChoice(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { control } = useLink();
  const [failure, setFailure] = useState<Failure>();
  const choose = (preference: "auto" | Revision): void => {
    control("connect", { connection: connection.id, preference }).then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  return (
    <>
      <div className={styles["row"]}>
        <label className={styles["label"]}>
          Speak
          <select
            className={styles["select"]}
            onChange={({ currentTarget }) => choose(currentTarget.value as "auto" | Revision)}
            value={connection.preference}
          >
            <option value="auto">the newest that both know</option>
            {REVISIONS.map((revision) => (
              <option key={revision} value={revision}>
                {revision}
              </option>
            ))}
          </select>
        </label>
        <span className={styles["quiet"]}>
          {connection.revision === undefined ? "none yet" : `now ${connection.revision}`}
        </span>
      </div>
      <Fault failure={failure} />
    </>
  );
}
