import type { JsonObject } from "@mortise/protocol";
import type { ReactNode } from "react";
import type { InspectedTask } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";
import browse from "../browse/browse.module.css";
import { formatBytes } from "../json/format-bytes.ts";
import { JsonTree } from "../json/json-tree.tsx";
import { writeTime } from "../log/wire-text.ts";
import { PlaceLink } from "../part/place-link.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useInspector } from "../state/inspector.tsx";
import { findReason, writeReason } from "./failure-reason.ts";
import styles from "./task.module.css";

/** The attempts, steps, questions and arguments of a task that the server under development keeps. */
export function KeptParts(props: {
  readonly task: InspectedTask;
  /** How its open questions are answered. */
  readonly advice: string | undefined;
}): ReactNode {
  const { failedAttempts, steps, questions, input, result, isCut } = props.task;
  const args = input === undefined ? undefined : (input["arguments"] ?? input);
  return (
    <>
      {failedAttempts.length > 0 && (
        <Part heading="Failed attempts">
          {failedAttempts.map(({ attempt, kind, message, at }) => (
            <Line
              key={`${attempt} ${at}`}
              first={writeTime(Date.parse(at))}
              second={`attempt ${attempt}`}
              text={message ?? (kind === "crash" ? "Its process was lost." : "It failed.")}
            />
          ))}
        </Part>
      )}
      <Reason result={result} />
      {steps.length > 0 && (
        <Part heading="Steps that are done">
          {steps.map(({ name, bytes }) => (
            <li key={name} className={styles["step"]}>
              <code>
                <VisibleText text={name} />
              </code>
              <span className={browse["dim"]}>{formatBytes(bytes)}</span>
            </li>
          ))}
        </Part>
      )}
      {questions.length > 0 && (
        <Part heading="Questions">
          {questions.map(({ key, question, isAnswered }) => (
            <Line
              key={key}
              first={key}
              second={isAnswered ? "answered" : "open"}
              text={askedBy(question)}
            />
          ))}
        </Part>
      )}
      {props.advice !== undefined && (
        <p className={browse["dim"]}>
          <VisibleText text={props.advice} />
        </p>
      )}
      {args !== undefined && (
        <>
          <h2 className={browse["subheading"]}>Arguments</h2>
          <JsonTree label="Arguments" value={args} />
        </>
      )}
      {result !== undefined && (
        <>
          <h2 className={browse["subheading"]}>Result</h2>
          <JsonTree label="Result of the task" value={result} />
        </>
      )}
      {isCut && (
        <p className={browse["dim"]}>Parts that are too large for this page are left out.</p>
      )}
    </>
  );
}

/** The words of an unexpected error, which clients do not get, and the place in the sources that threw it. */
function Reason(props: { readonly result: unknown }): ReactNode {
  const logs = useInspector((state) => state.logs);
  const line = findReason(props.result, logs);
  if (line === undefined) return null;
  const { place = line.stack?.[0] } = line;
  return (
    <>
      <h2 className={browse["subheading"]}>Reason, from the log of the server</h2>
      <p className={styles["reason"]}>
        <VisibleText text={writeReason(line)} />{" "}
        {place !== undefined && <PlaceLink place={place} />}
      </p>
    </>
  );
}

function Part(props: { readonly heading: string; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <h2 className={browse["subheading"]}>{props.heading}</h2>
      <ol aria-label={props.heading} className={styles["changes"]}>
        {props.children}
      </ol>
    </>
  );
}

function Line(props: {
  readonly first: string;
  readonly second: string;
  readonly text: string;
}): ReactNode {
  return (
    <li>
      <time>
        <VisibleText text={props.first} />
      </time>
      <span>{props.second}</span>
      <VisibleText text={props.text} />
    </li>
  );
}

/** The words of a question: its message, or its method. */
function askedBy({ method, params }: JsonObject): string {
  const message = isJsonObject(params) ? params["message"] : undefined;
  return typeof message === "string" ? message : String(method ?? "");
}
