import type { ReactNode } from "react";
import { useMemo } from "react";
import type { Ask, CallState } from "../../contract/index.ts";
import { FaultBoundary } from "../part/fault-boundary.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useInspector } from "../state/inspector.tsx";
import styles from "./ask.module.css";
import { Elicitation } from "./elicitation.tsx";
import { LinkElicitation } from "./link-elicitation.tsx";
import { Sampling } from "./sampling.tsx";

/**
 * The questions that a server asks during a call, under the call that caused them. A question that
 * belongs to no call stands under the call that is shown.
 */
export function Questions(props: {
  readonly connection: string;
  readonly call: CallState | undefined;
}): ReactNode {
  const { connection, call } = props;
  const all = useInspector((state) => state.asks);
  const asks = useMemo(
    () =>
      [...all.values()].filter((ask) =>
        ask.call === undefined
          ? ask.connection === connection && ask.answer === undefined
          : ask.call === call?.id,
      ),
    [all, connection, call?.id],
  );
  if (asks.length === 0) return null;
  return (
    <section aria-label="Questions of the server" className={styles["questions"]}>
      {asks.map((ask, at) => (
        <FaultBoundary key={ask.id} part="A question of the server">
          {ask.answer === undefined ? (
            <OpenQuestion ask={ask} round={at + 1} />
          ) : (
            <AnsweredQuestion ask={ask} />
          )}
        </FaultBoundary>
      ))}
    </section>
  );
}

function OpenQuestion(props: { readonly ask: Ask; readonly round: number }): ReactNode {
  const { ask } = props;
  const isLink = ask.params["mode"] === "url";
  return (
    <article aria-label="Open question" className={styles["card"]} data-kind={ask.kind}>
      <h3 className={styles["title"]}>
        {ask.kind === "elicitation" ? "The server asks you" : "The server asks your model"}
        <span className={styles["note"]}>
          {ask.kind === "elicitation" ? `elicitation${isLink ? " by a link" : ""}` : ask.kind},
          question {props.round}
        </span>
      </h3>
      {ask.reason !== undefined && (
        <p className={styles["reason"]} role="alert">
          The answer before did not fit: <VisibleText text={ask.reason} />
        </p>
      )}
      {ask.kind === "sampling" ? (
        <Sampling ask={ask} />
      ) : isLink ? (
        <LinkElicitation ask={ask} />
      ) : (
        <Elicitation ask={ask} />
      )}
    </article>
  );
}

function AnsweredQuestion(props: { readonly ask: Ask }): ReactNode {
  const { ask } = props;
  const { answer, refusal } = ask;
  const message = typeof ask.params["message"] === "string" ? ask.params["message"] : ask.kind;
  return (
    <details className={styles["answered"]}>
      <summary>
        <VisibleText text={message} /> <span className={styles["note"]}>{nameOutcome(ask)}</span>
      </summary>
      <pre className={styles["raw"]}>
        <VisibleText text={JSON.stringify(refusal ?? answer, undefined, 2)} />
      </pre>
    </details>
  );
}

function nameOutcome({ answer, refusal }: Ask): string {
  if (answer === "cancelled") return "the server no longer asks";
  if (answer === "refused") return `refused with ${refusal?.code}`;
  const action = answer?.["action"];
  return typeof action === "string" ? `answered: ${action}` : "answered";
}
