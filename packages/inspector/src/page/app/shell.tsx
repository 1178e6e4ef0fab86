import type { ReactNode } from "react";
import { Suspense, useEffect, useMemo, useState } from "react";
import { useAddress } from "../address/use-address.tsx";
import { useRememberedAnswers } from "../ask/use-remembered-answers.ts";
import { Dock } from "../layout/dock.tsx";
import { EmptyNote } from "../part/empty-note.tsx";
import { FailureCard } from "../part/failure-card.tsx";
import { FaultBoundary } from "../part/fault-boundary.tsx";
import { AddServer } from "../server/add-server.tsx";
import { useInspector } from "../state/inspector.tsx";
import { WirePanel } from "../wire/wire-panel.tsx";
import styles from "./app.module.css";
import { ConnectionGate } from "./connection-gate.tsx";
import { nameConnection } from "./connection-text.ts";
import { Header } from "./header.tsx";
import { HotkeyList } from "./hotkeys.tsx";
import { Notices } from "./notices.tsx";
import { usePageKeys } from "./page-keys.ts";
import { Palette } from "./palette.tsx";
import { PaneBar } from "./pane-bar.tsx";
import { ViewBar } from "./view-bar.tsx";
import { viewsOf } from "./views.tsx";

/** Everything that stands around the view: header, tabs, notices, and the wire log under it. */
export function Shell(): ReactNode {
  const { address, go } = useAddress();
  const connections = useInspector((state) => state.connections);
  const info = useInspector((state) => state.info);
  const first = connections.keys().next().value;
  const id = address.connection ?? first;
  const connection = useInspector((state) =>
    id === undefined ? undefined : state.connections.get(id),
  );
  const catalogue = useInspector((state) =>
    id === undefined ? undefined : state.catalogues.get(id),
  );
  const [isHelpOpen, setHelpOpen] = useState(false);
  const views = useMemo(() => viewsOf(connection), [connection]);
  const view = views.find(({ key }) => key === address.tab) ?? views[0];
  useRememberedAnswers();
  usePageKeys(views, () => setHelpOpen(true));

  // The address names the server and the tab, so that it can be given to others.
  useEffect(() => {
    if (connection === undefined || view === undefined) return;
    if (address.connection === connection.id && address.tab === view.key) return;
    const item = address.tab === view.key ? address.item : undefined;
    go({ connection: connection.id, tab: view.key, item, query: address.query }, { replace: true });
  }, [address, connection, view, go]);

  useEffect(() => {
    const parts = [address.item, connection && nameConnection(connection), info?.project];
    document.title = [...parts.filter((part) => part !== undefined), "Mortise"].join(" · ");
  }, [address.item, connection, info]);

  return (
    <div className={styles["page"]}>
      <Header connection={connection} onHelp={() => setHelpOpen(true)}>
        <AddServer />
      </Header>
      <ViewBar
        catalogue={catalogue}
        connection={connection?.id}
        selected={view?.key}
        views={views}
      />
      <Notices connection={connection} />
      <main className={styles["view"]}>
        <Dock
          dock={
            <FaultBoundary part="The wire log">
              <WirePanel />
            </FaultBoundary>
          }
          height={address.query["wire"] === "full" ? "full" : "part"}
          name={info?.project ?? ""}
        >
          {connection === undefined || view === undefined ? (
            <NoConnection id={address.connection} />
          ) : (
            <ConnectionGate
              connection={connection}
              isOpen={catalogue !== undefined || view.needsNoLists === true}
            >
              <FaultBoundary
                key={JSON.stringify([connection.id, view.key, address.item, catalogue?.at])}
                part={`${view.label} of this server`}
              >
                <Suspense>
                  <view.Component key={connection.id} connection={connection} />
                </Suspense>
              </FaultBoundary>
            </ConnectionGate>
          )}
        </Dock>
      </main>
      <PaneBar view={view} />
      <Palette connection={connection} />
      <HotkeyList isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

function NoConnection(props: { readonly id: string | undefined }): ReactNode {
  const link = useInspector((state) => state.link);
  const refusal = useInspector((state) => state.refusal);
  if (refusal !== undefined) {
    return <FailureCard failure={refusal} title="The inspector refused this page" />;
  }
  if (link === "opening") return null;
  if (link === "lost") return <EmptyNote title="Waiting for the inspector's process" />;
  if (props.id !== undefined) {
    return (
      <EmptyNote title={`There is no server called ${props.id} here.`}>
        <p>Choose one above, or start the command with its URL or its command line.</p>
      </EmptyNote>
    );
  }
  return <EmptyNote title="No server yet" />;
}
