import { Button, useComputedColorScheme } from "@mantine/core";
import type { ReactNode } from "react";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { readViewPolicy, SANDBOX_PATH, sandboxHost } from "../../contract/index.ts";
import { findBase } from "../address/address.ts";
import { Tag } from "../part/tag.tsx";
import { useWholeInspector } from "../state/inspector.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import styles from "./view.module.css";
import { ViewPanel } from "./view-panel.tsx";
import type { ListedView } from "./view-resource.ts";
import { ViewSession } from "./view-session.ts";

/** A view in its sandbox, its requests above it, and its messages under it. */
export function ViewFrame(props: {
  readonly view: ListedView;
  readonly result: unknown;
}): ReactNode {
  const { view, result } = props;
  const { call, resource } = view;
  const inspector = useWholeInspector();
  // A view keeps its state, so everything but the first drawing reaches it as messages.
  const [session] = useState(() => new ViewSession(inspector, view));
  const state = useSyncExternalStore(session.store.subscribe, session.store.get);
  const theme = useComputedColorScheme("light");
  const url = useMemo(() => sandboxUrl(resource.csp), [resource.csp]);
  const policy = useMemo(() => readViewPolicy(resource.csp, location.host), [resource.csp]);
  const frame = useFrame(session, theme, url);

  useEffect(() => session.setTheme(theme), [session, theme]);
  useEffect(() => {
    if (call.status !== "running") session.finish(call, result);
  }, [session, call, result]);

  const [approval] = state.approvals;
  const isFull = state.mode === "fullscreen";
  return (
    <>
      <div className={styles["stage"]} data-mode={state.mode}>
        <div className={styles["stageBar"]}>
          <span data-status={state.status}>
            <Tag tone={state.status === "ready" ? "ok" : "plain"}>{STATUS[state.status]}</Tag>
          </span>
          <code>{resource.uri}</code>
          <span className={styles["end"]}>
            <Button
              onClick={() => session.setMode(isFull ? "inline" : "fullscreen")}
              variant="default"
            >
              {isFull ? "Leave full window" : "Full window"}
            </Button>
          </span>
        </div>
        {approval !== undefined && (
          <ApprovalCard
            key={approval.id}
            approval={approval}
            more={state.approvals.length - 1}
            onChoice={(choice) => session.approvals.answer(approval.id, choice)}
          />
        )}
        {state.status !== "closed" && (
          <iframe
            ref={frame}
            className={styles["frame"]}
            data-border={resource.hasBorder}
            sandbox="allow-scripts allow-forms"
            style={isFull ? undefined : { blockSize: state.height }}
            title={`View ${resource.uri}`}
          />
        )}
      </div>
      <ViewPanel
        entries={state.entries}
        permissions={resource.permissions}
        refused={policy.refused}
      />
    </>
  );
}

const STATUS = { loading: "loading", ready: "connected", closed: "closed" } as const;

/** Listens before the sandbox is loaded, so that its first message is not lost. */
function useFrame(
  session: ViewSession,
  theme: "light" | "dark",
  url: string,
): React.RefObject<HTMLIFrameElement | null> {
  const frame = useRef<HTMLIFrameElement>(null);
  const first = useRef(theme);
  useEffect(() => {
    const { current } = frame;
    if (current?.contentWindow == null) return;
    session.start(current.contentWindow, first.current);
    current.src = url;
    return () => session.end();
  }, [session, url]);
  return frame;
}

function sandboxUrl(csp: unknown): string {
  const query = new URLSearchParams({ csp: JSON.stringify(csp ?? {}) });
  const host = sandboxHost(location.host);
  return `${location.protocol}//${host}${findBase(location.pathname)}${SANDBOX_PATH}?${query}`;
}
