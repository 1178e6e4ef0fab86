import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Failure } from "../../contract/index.ts";
import styles from "./part.module.css";
import { ScrollBox } from "./scroll-box.tsx";
import { VisibleText } from "./visible-text.tsx";

/** A failure with its step, cause and remedy. It stays until the cause is gone. */
export function FailureCard(props: {
  readonly title: string;
  readonly failure: Failure;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}): ReactNode {
  const { failure } = props;
  return (
    <section className={styles["failure"]} data-failure={failure.code} role="alert">
      <h2>
        <VisibleText text={props.title} />
      </h2>
      <dl>
        <dt>Step</dt>
        <dd>{failure.step}</dd>
        <dt>Cause</dt>
        <dd>
          <VisibleText text={failure.cause} />
        </dd>
        <dt>Fix</dt>
        <dd>
          <VisibleText text={failure.fix} />
        </dd>
      </dl>
      {failure.detail !== undefined && (
        <ScrollBox className={styles["detail"]} label="Detail">
          <VisibleText text={failure.detail} />
        </ScrollBox>
      )}
      {(props.onRetry !== undefined || props.children !== undefined) && (
        <div className={styles["actions"]}>
          {props.onRetry !== undefined && <Button onClick={props.onRetry}>Try again</Button>}
          {props.children}
        </div>
      )}
    </section>
  );
}
