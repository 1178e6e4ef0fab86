import { Menu, useMantineColorScheme } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import type { ReactNode } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { Icon } from "../part/icon.tsx";
import { IconButton } from "../part/icon-button.tsx";
import { Tag } from "../part/tag.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import styles from "./app.module.css";
import { nameConnection, nameRevision, nameStatus, nameTransport } from "./connection-text.ts";

/** The bar at the top: the server that is shown, how it is reached, and what concerns the whole page. */
export function Header(props: {
  readonly connection: ConnectionState | undefined;
  readonly onHelp: () => void;
  readonly children?: ReactNode;
}): ReactNode {
  const { connection } = props;
  return (
    <header className={styles["header"]}>
      <span className={styles["brand"]} title="Mortise inspector">
        <Joint />
      </span>
      {connection !== undefined && <ConnectionMenu connection={connection} />}
      {connection !== undefined && <ConnectionMarks connection={connection} />}
      <span className={styles["spacer"]} />
      {props.children}
      <IconButton icon="search" label="Search everything (Ctrl+K)" onClick={spotlight.open} />
      <SchemeButton />
      <IconButton icon="help" label="Keys (?)" onClick={props.onHelp} />
    </header>
  );
}

/** The mark of Mortise: a tenon in its mortise. */
function Joint(): ReactNode {
  return (
    <svg aria-hidden="true" fill="currentColor" height="18" viewBox="0 0 18 18" width="18">
      <path d="M1 2h7v4h4v6H8v4H1V2Zm9 0h7v14h-7v-2.2h3.8V4.2H10V2Z" />
    </svg>
  );
}

function ConnectionMenu(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const connections = useInspector((state) => state.connections);
  const { go } = useAddress();
  return (
    <Menu>
      <Menu.Target>
        <button className={styles["connection"]} type="button">
          <span className={styles["dot"]} data-status={connection.status} />
          <h1 className={styles["connectionName"]}>
            <VisibleText text={nameConnection(connection)} />
          </h1>
          {connection.serverInfo?.version !== undefined && (
            <span className={`${styles["version"]} ${styles["wide"]}`}>
              <VisibleText text={connection.serverInfo.version} />
            </span>
          )}
          <Icon name="down" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Servers</Menu.Label>
        {[...connections.values()].map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={<span className={styles["dot"]} data-status={one.status} />}
            onClick={() => go({ connection: one.id })}
            rightSection={<Tag>{nameStatus(one.status)}</Tag>}
          >
            {nameConnection(one)}
          </Menu.Item>
        ))}
        <ConnectionActions connection={connection} />
      </Menu.Dropdown>
    </Menu>
  );
}

function ConnectionActions(props: { readonly connection: ConnectionState }): ReactNode {
  const { id, status, kind } = props.connection;
  const { control } = useLink();
  const canRemove = useInspector((state) => state.info?.power === "control") && kind !== "self";
  const run = (name: "connect" | "disconnect" | "refresh" | "remove") => () => {
    // The outcome, a failure too, arrives as the connection's state.
    control(name, { connection: id }).catch(() => undefined);
  };
  return (
    <>
      <Menu.Divider />
      <Menu.Item leftSection={<Icon name="refresh" />} onClick={run("refresh")}>
        Read the lists again
      </Menu.Item>
      <Menu.Item leftSection={<Icon name="bolt" />} onClick={run("connect")}>
        Connect again
      </Menu.Item>
      {status !== "disconnected" && kind !== "self" && (
        <Menu.Item leftSection={<Icon name="cross" />} onClick={run("disconnect")}>
          Disconnect
        </Menu.Item>
      )}
      {canRemove && (
        <Menu.Item leftSection={<Icon name="trash" />} onClick={run("remove")}>
          Remove from this page
        </Menu.Item>
      )}
    </>
  );
}

function ConnectionMarks(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  return (
    <span className={`${styles["status"]} ${styles["wide"]}`}>
      <span data-status={connection.status}>{nameStatus(connection.status)}</span>
      {connection.revision !== undefined && <Tag>{nameRevision(connection.revision)}</Tag>}
      <Tag>{nameTransport(connection)}</Tag>
      {connection.account !== undefined && (
        <Tag tone="note">
          <VisibleText text={connection.account} />
        </Tag>
      )}
    </span>
  );
}

const SCHEMES = { auto: "light", light: "dark", dark: "auto" } as const;
const SCHEME_ICONS = { auto: "half", light: "sun", dark: "moon" } as const;
const SCHEME_NAMES = { auto: "as the system", light: "light", dark: "dark" } as const;

function SchemeButton(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <IconButton
      icon={SCHEME_ICONS[colorScheme]}
      label={`Colours: ${SCHEME_NAMES[colorScheme]}`}
      onClick={() => setColorScheme(SCHEMES[colorScheme])}
    />
  );
}
