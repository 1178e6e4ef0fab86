import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { JsonTree } from "../json/json-tree.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import styles from "./view.module.css";
import type { Approval, Choice } from "./view-state.ts";

const VERBS = {
  tool: "wants to call the tool",
  resource: "wants to read",
  link: "wants to open",
} as const;

/** A request of a view, with the choices of a person. */
export function ApprovalCard(props: {
  readonly approval: Approval;
  /** The requests that wait behind it. */
  readonly more: number;
  readonly onChoice: (choice: Choice) => void;
}): ReactNode {
  const { onChoice } = props;
  const { kind, subject, detail } = props.approval;
  return (
    <section
      aria-label={`Request of the view: ${subject}`}
      aria-live="polite"
      className={styles["approval"]}
    >
      <p>
        The view {VERBS[kind]}{" "}
        <code>
          <VisibleText text={subject} />
        </code>
      </p>
      {detail !== undefined && <JsonTree label="Arguments" value={detail} />}
      <div className={styles["choices"]}>
        {kind === "link" ? (
          <Button
            component="a"
            href={subject}
            onClick={() => onChoice("once")}
            rel="noopener noreferrer"
            target="_blank"
          >
            Open
          </Button>
        ) : (
          <>
            <Button onClick={() => onChoice("once")}>Allow once</Button>
            <Button onClick={() => onChoice("always")} variant="default">
              Always for this view
            </Button>
          </>
        )}
        <Button onClick={() => onChoice("refuse")} variant="default">
          Refuse
        </Button>
        {props.more > 0 && <span className={styles["quiet"]}>{props.more} more wait</span>}
      </div>
    </section>
  );
}
