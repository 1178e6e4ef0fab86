import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import type { ChatPart, ChatTurn } from "../../contract/index.ts";
import { LongText } from "../json/long-text.tsx";
import { writeTime } from "../log/wire-text.ts";
import { FailureCard } from "../part/failure-card.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { ServerMarkdown } from "../result/markdown.tsx";
import styles from "./chat.module.css";
import { ToolCard } from "./tool-card.tsx";

/** Longer texts are shown as text: to parse them with each piece would hold the page up. */
const MAX_MARKDOWN = 20_000;

/** A message and its answer. */
export function Turn(props: { readonly turn: ChatTurn; readonly isNamed: boolean }): ReactNode {
  const { turn, isNamed } = props;
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isNamed) place.current?.scrollIntoView({ block: "nearest" });
  }, [isNamed]);
  return (
    <article
      ref={place}
      aria-label={`Message at ${writeTime(turn.startedAt)}`}
      className={styles["turn"]}
      data-is-named={isNamed}
      data-status={turn.status}
    >
      <p className={styles["asked"]}>
        <VisibleText text={turn.message} />
      </p>
      {turn.parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one turn never move
        <Part key={at} part={part} turn={turn} />
      ))}
      {turn.status === "running" && <p className={styles["note"]}>Working…</p>}
      {turn.status === "stopped" && <p className={styles["note"]}>Stopped.</p>}
      {turn.failure !== undefined && (
        <FailureCard failure={turn.failure} title="The message was not answered" />
      )}
    </article>
  );
}

function Part(props: { readonly part: ChatPart; readonly turn: ChatTurn }): ReactNode {
  const { part, turn } = props;
  if (part.kind === "tool") return <ToolCard part={part} turn={turn.id} />;
  if (part.kind === "note") {
    return (
      <p className={styles["note"]}>
        <VisibleText text={part.text} />
      </p>
    );
  }
  if (part.text.length > MAX_MARKDOWN) return <LongText text={part.text} />;
  return <ServerMarkdown text={part.text} />;
}
