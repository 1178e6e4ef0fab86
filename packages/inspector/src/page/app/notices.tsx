import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { BuildState, ConnectionState, Place, SchemaDiff } from "../../contract/index.ts";
import { useWaitingQuestion } from "../ask/waiting-question.tsx";
import { EditorPlace, formatPlace } from "../part/editor-place.tsx";
import { IconButton } from "../part/icon-button.tsx";
import { ScrollBox } from "../part/scroll-box.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useInspector } from "../state/inspector.tsx";
import styles from "./app.module.css";

/** Everything that concerns the whole page and does not go away by itself. */
export function Notices(props: { readonly connection: ConnectionState | undefined }): ReactNode {
  const build = useInspector((state) => state.build);
  const diff = useInspector((state) => state.diffs.at(-1));
  const link = useInspector((state) => state.link);
  const waiting = useWaitingQuestion();
  const { connection } = props;
  return (
    <div className={styles["notices"]} aria-live="polite">
      {link === "lost" && (
        <Notice tone="warn" title="The inspector's process does not answer.">
          Start the command again in the terminal; this page keeps what it shows and reconnects.
        </Notice>
      )}
      {link !== "lost" && connection?.status === "stale" && (
        <Notice tone="warn" title={`${connection.label} is gone; this may be out of date.`}>
          {connection.failure?.cause ?? "It is being connected again."}
        </Notice>
      )}
      {waiting !== undefined && (
        <Notice tone="accent" title={waiting.text}>
          {waiting.link}
        </Notice>
      )}
      {build?.status === "failed" && <BuildNotice build={build} />}
      {diff !== undefined && diff.connection === connection?.id && (
        <DiffNotice key={`${diff.version}-${diff.at}`} diff={diff} />
      )}
    </div>
  );
}

function Notice(props: {
  readonly tone: "warn" | "bad" | "accent";
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className={styles["notice"]} data-tone={props.tone}>
      <span className={styles["noticeTitle"]}>
        <VisibleText text={props.title} />
      </span>
      {props.children}
    </div>
  );
}

function BuildNotice(props: { readonly build: BuildState }): ReactNode {
  const { error, servingSince, at } = props.build;
  const place = error?.place;
  const serving =
    servingSince === undefined ? "no version serves" : "the last good version still serves";
  return (
    <Notice tone="bad" title={`The server did not load; ${serving} (${formatTime(at)})`}>
      {place !== undefined && <EditorButton place={place} />}
      <code className={styles["noticeText"]}>
        <VisibleText
          text={`${place === undefined ? "" : `${formatPlace(place)}  `}${error?.message ?? ""}`}
        />
      </code>
      {error?.frame !== undefined && (
        <ScrollBox className={styles["frame"]} label="The source around the fault">
          {error.frame.map(({ line, text }) => (
            <div key={line} className={styles["frameLine"]} data-is-fault={line === place?.line}>
              <span className={styles["frameNumber"]}>{line}</span>
              <VisibleText text={text} />
            </div>
          ))}
        </ScrollBox>
      )}
      {error?.stack?.slice(0, 5).map((frame) => (
        <EditorButton key={formatPlace(frame)} place={frame} />
      ))}
    </Notice>
  );
}

/** Opens a place of the sources in the user's editor. */
function EditorButton(props: { readonly place: Place }): ReactNode {
  const { place } = props;
  return (
    <EditorPlace place={place}>
      {(open) => (
        <Button onClick={open} size="compact-xs" variant="default">
          Open {formatPlace(place)}
        </Button>
      )}
    </EditorPlace>
  );
}

function DiffNotice(props: { readonly diff: SchemaDiff }): ReactNode {
  const [isClosed, setClosed] = useState(false);
  const { changes } = props.diff;
  if (isClosed || changes.length === 0) return null;
  const breaking = changes.filter((change) => change.isBreaking).length;
  const title =
    `${changes.length} ${changes.length === 1 ? "change" : "changes"} by the last reload` +
    (breaking === 0 ? "" : `, ${breaking} breaking`);
  return (
    <Notice tone={breaking === 0 ? "accent" : "warn"} title={title}>
      <span className={styles["noticeEnd"]}>
        <IconButton icon="cross" label="Close" onClick={() => setClosed(true)} />
      </span>
      <ul className={styles["changes"]}>
        {changes.map((change) => (
          <li key={`${change.kind} ${change.subject} ${change.name} ${change.text}`}>
            <Tag tone={change.isBreaking ? "bad" : "plain"}>
              {change.isBreaking ? "breaking" : change.kind}
            </Tag>
            <VisibleText text={change.text} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function formatTime(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB");
}
