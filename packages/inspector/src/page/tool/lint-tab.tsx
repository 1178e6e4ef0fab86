import type { Finding } from "@mortise/lint";
import type { ReactNode } from "react";
import { EmptyNote } from "../part/empty-note.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import styles from "./tool.module.css";
import type { ReviewState } from "./use-review.ts";

const TONES = { error: "bad", warning: "warn", note: "plain" } as const;

/** The findings on one tool. */
export function findOfTool(state: ReviewState, tool: string): readonly Finding[] {
  const findings = state.review?.findings ?? [];
  return findings.filter(({ subject }) => subject.kind === "tool" && subject.name === tool);
}

/** The findings with their remedies. */
export function LintTab(props: {
  readonly findings: readonly Finding[];
  readonly state: ReviewState;
}): ReactNode {
  const { failure, review } = props.state;
  if (failure !== undefined) {
    return <FailureCard failure={failure} title="The server could not be reviewed" />;
  }
  if (review === undefined) return <p className={styles["quiet"]}>Checking</p>;
  if (props.findings.length === 0) {
    return (
      <EmptyNote title="Nothing to correct">
        <p>No model, provider or client that is known stumbles over this tool.</p>
      </EmptyNote>
    );
  }
  return (
    <ul className={styles["findings"]}>
      {props.findings.map((finding) => (
        <li key={`${finding.rule} ${finding.pointer} ${finding.message}`}>
          <div className={styles["findingHead"]}>
            <Tag tone={TONES[finding.severity]}>{finding.severity}</Tag>
            <code>{finding.rule}</code>
            {finding.pointer !== "" && <code className={styles["pointer"]}>{finding.pointer}</code>}
          </div>
          <p>
            <VisibleText text={finding.message} />
          </p>
          <p className={styles["fix"]}>
            <VisibleText text={finding.fix} />
          </p>
          {finding.affects.length > 0 && (
            <p className={styles["quiet"]}>Concerns {finding.affects.join(", ")}.</p>
          )}
        </li>
      ))}
    </ul>
  );
}
