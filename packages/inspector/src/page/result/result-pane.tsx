import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useEffect, useId, useState } from "react";
import type { CallState } from "../../contract/index.ts";
import { AddressLink, useAddress } from "../address/use-address.tsx";
import { formatBytes, formatMs } from "../json/format-bytes.ts";
import { JsonTree } from "../json/json-tree.tsx";
import { Count } from "../part/count.tsx";
import { EmptyNote } from "../part/empty-note.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import { FaultBoundary } from "../part/fault-boundary.tsx";
import { IconButton } from "../part/icon-button.tsx";
import { TabBar } from "../part/tab-bar.tsx";
import { Tag } from "../part/tag.tsx";
import { useLink } from "../state/inspector.tsx";
import { AppTab, useViewedTool } from "./app-tab.tsx";
import { CopyMenu } from "./copy-menu.tsx";
import { FramesTab } from "./frames-tab.tsx";
import { LogsTab, useCallLogs } from "./logs-tab.tsx";
import { RenderedTab } from "./rendered-tab.tsx";
import styles from "./result.module.css";
import { SaveForm } from "./save-form.tsx";
import { useResult } from "./use-result.ts";
import { judgeCall } from "./verdict.ts";

type ResultTab = "app" | "rendered" | "json" | "raw" | "logs";

/** A call and its outcome. `children` stand above the outcome: the questions of the server. */
export function ResultPane(props: {
  readonly call: CallState | undefined;
  /** The calls to choose from, oldest first. */
  readonly calls: readonly CallState[];
  readonly hint: string;
  readonly children?: ReactNode;
}): ReactNode {
  const { call } = props;
  const panel = useId();
  const { address, go } = useAddress();
  const loaded = useResult(call);
  const lines = useCallLogs(call);
  const [isSaving, setSaving] = useState(false);
  const viewed = useViewedTool(call);
  const first = viewed === undefined ? "rendered" : "app";
  const tab = readTab(address.query["result"], first);
  if (call === undefined) {
    return (
      <section aria-label="Result" className={styles["pane"]}>
        <div className={styles["head"]}>
          <h2>Result</h2>
        </div>
        <EmptyNote title="No call yet">
          <p>{props.hint}</p>
        </EmptyNote>
      </section>
    );
  }
  const items = [
    ...(viewed === undefined ? [] : [{ key: "app", label: "App" } as const]),
    { key: "rendered", label: "Rendered" },
    { key: "json", label: "JSON" },
    { key: "raw", label: "Raw frames" },
    { key: "logs", label: "Logs", mark: lines.length > 0 && <Count value={lines.length} /> },
  ] as const;
  return (
    <section aria-label="Result" className={styles["pane"]}>
      <ResultHead {...props} call={call} onSave={() => setSaving(!isSaving)} {...loaded} />
      {isSaving && <SaveForm call={call} onDone={() => setSaving(false)} result={loaded.result} />}
      {call.status === "running" && <Running call={call} />}
      {props.children}
      <div className={styles["bar"]}>
        <TabBar
          items={items}
          label="Forms of the result"
          onSelect={(key) =>
            go({ query: { result: key === first ? undefined : key } }, { replace: true })
          }
          panel={panel}
          selected={tab}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls (WCAG 2.1.1) */}
      <div className={styles["body"]} id={panel} role="tabpanel" tabIndex={0}>
        {loaded.isLoading && (
          <p className={styles["quiet"]}>Reading {formatBytes(call.resultBytes ?? 0)}</p>
        )}
        {loaded.failure !== undefined && (
          <FailureCard failure={loaded.failure} title="The result could not be read" />
        )}
        {viewed !== undefined && !loaded.isLoading && (
          <FaultBoundary key={call.id} part="The view">
            <AppTab call={call} isShown={tab === "app"} result={loaded.result} viewed={viewed} />
          </FaultBoundary>
        )}
        <FaultBoundary key={`${call.id} ${tab}`} part="The result">
          {tab === "rendered" && call.status !== "running" && !loaded.isLoading && (
            <RenderedTab call={call} result={loaded.result} />
          )}
          {tab === "json" && (
            <JsonTree label="Result" value={loaded.result ?? call.error ?? null} />
          )}
          {tab === "raw" && <FramesTab call={call} />}
          {tab === "logs" && <LogsTab call={call} lines={lines} />}
        </FaultBoundary>
      </div>
    </section>
  );
}

function readTab(name: string | undefined, first: "app" | "rendered"): ResultTab {
  if (name === "json" || name === "raw" || name === "logs" || name === "rendered") return name;
  return first;
}

function ResultHead(props: {
  readonly call: CallState;
  readonly calls: readonly CallState[];
  readonly result?: unknown;
  readonly onSave: () => void;
}): ReactNode {
  const { call, calls, result } = props;
  const { go } = useAddress();
  const verdict = judgeCall(call, result);
  const latest = calls.at(-1);
  return (
    <div className={styles["head"]}>
      <h2>Result</h2>
      <span data-verdict={verdict.kind}>
        <Tag tone={verdict.tone}>{verdict.text}</Tag>
      </span>
      {call.ms !== undefined && <span className={styles["dim"]}>{formatMs(call.ms)}</span>}
      {call.resultBytes !== undefined && (
        <span className={styles["dim"]}>{formatBytes(call.resultBytes)}</span>
      )}
      {call.task !== undefined && (
        <AddressLink
          className={styles["task"]}
          to={{ connection: call.connection, tab: "tasks", item: call.task }}
        >
          Task
        </AddressLink>
      )}
      {calls.length > 1 && (
        <select
          aria-label="Calls of this item, newest first"
          className={styles["history"]}
          onChange={({ target }) => {
            const id = target.value === latest?.id ? undefined : target.value;
            go({ query: { call: id } }, { replace: true });
          }}
          value={call.id}
        >
          {calls.toReversed().map((one, at) => (
            <option key={one.id} value={one.id}>
              #{calls.length - at} · {new Date(one.startedAt).toLocaleTimeString("en-GB")}
              {one.ms === undefined ? "" : ` · ${formatMs(one.ms)}`}
            </option>
          ))}
        </select>
      )}
      <span className={styles["end"]}>
        <CopyMenu call={call} result={result} />
        <IconButton
          icon="star"
          label="Save this call in the project"
          onClick={props.onSave}
          text="Save"
        />
      </span>
    </div>
  );
}

const TICK_MS = 100;

function Running(props: { readonly call: CallState }): ReactNode {
  const { call } = props;
  const { control } = useLink();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const { progress, total, message } = call.progress ?? {};
  return (
    <div className={styles["progress"]} aria-live="polite">
      <span className={styles["dim"]} aria-hidden="true">
        {formatMs(Math.max(0, now - call.startedAt))}
      </span>
      {/* Without a total the bar only shows that something happens. */}
      <progress
        aria-label="Progress of the call"
        className={styles["progressBar"]}
        max={total ?? 1}
        value={total === undefined ? undefined : progress}
      />
      {progress !== undefined && (
        <span>
          {progress}
          {total === undefined ? "" : `/${total}`} {message}
        </span>
      )}
      <Button
        onClick={() => void control("cancel", { call: call.id }).catch(() => undefined)}
        variant="default"
      >
        {call.method === "tasks/get" ? "Stop following" : "Cancel"}
      </Button>
    </div>
  );
}
