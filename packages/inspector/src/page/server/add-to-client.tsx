import { Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useId, useState } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { Icon } from "../part/icon.tsx";
import { ScrollBox } from "../part/scroll-box.tsx";
import { TabBar } from "../part/tab-bar.tsx";
import { useInspector } from "../state/inspector.tsx";
import { writeClientEntries } from "./client-entry.ts";
import styles from "./server.module.css";

/** The text that adds the server to another program, to copy. */
export function AddToClient(props: { readonly connection: ConnectionState }): ReactNode {
  const endpoint = useInspector((state) => state.info?.endpoint);
  const entries = writeClientEntries(props.connection, endpoint);
  const [client, setClient] = useState(entries[0]?.client ?? "");
  const panel = useId();
  const entry = entries.find((one) => one.client === client) ?? entries[0];
  if (entry === undefined) return null;
  return (
    <>
      <TabBar
        items={entries.map((one) => ({ key: one.client, label: one.client }))}
        label="Clients"
        onSelect={setClient}
        panel={panel}
        selected={entry.client}
      />
      <div id={panel} role="tabpanel">
        <ScrollBox className={styles["code"]} label={`Entry for ${entry.client}`}>
          {entry.text}
        </ScrollBox>
        <div className={styles["row"]}>
          <CopyButton value={entry.text}>
            {({ copied, copy }) => (
              <Button
                leftSection={<Icon name={copied ? "check" : "copy"} />}
                onClick={copy}
                variant="default"
              >
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <span className={styles["quiet"]}>{entry.place}</span>
        </div>
      </div>
    </>
  );
}
