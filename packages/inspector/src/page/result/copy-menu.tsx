import { Menu } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { CallState, ConnectionState, WireRow } from "../../contract/index.ts";
import { writeCurl } from "../log/write-curl.ts";
import { Icon } from "../part/icon.tsx";
import styles from "../part/part.module.css";
import { targetOf } from "../saved/target-of.ts";
import { writeTest } from "../saved/write-test.ts";
import { useInspector, useLink } from "../state/inspector.tsx";

/** Copies a call and its result in the forms that other programs take. */
export function CopyMenu(props: { readonly call: CallState; readonly result: unknown }): ReactNode {
  const { call, result } = props;
  const { read } = useLink();
  const connection = useInspector((state) => state.connections.get(call.connection));
  const request = useInspector((state) => findHttpRequest(state.rows, call.id));
  const body = useInspector((state) => findBody(state.rows, call.id));
  const [copied, setCopied] = useState("");
  const copy = (what: string, make: () => string | Promise<string>) => async (): Promise<void> => {
    await navigator.clipboard.writeText(await make());
    setCopied(what);
    setTimeout(setCopied, COPIED_MS, "");
  };
  const writeBody = async (): Promise<string> =>
    body === undefined ? "" : body.isCut ? await read(`frame?id=${body.id}`) : body.text;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button className={styles["iconButton"]} type="button">
          <Icon name={copied === "" ? "copy" : "check"} />
          <span aria-live="polite">{copied === "" ? "Copy" : "Copied"}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={copy("JSON", () => JSON.stringify(result ?? call.error, null, 2))}>
          Result as JSON
        </Menu.Item>
        <Menu.Item onClick={copy("request", () => JSON.stringify(call.params, null, 2))}>
          Request as JSON
        </Menu.Item>
        {request !== undefined && (
          <Menu.Item onClick={copy("curl", async () => writeCurl(request, await writeBody()))}>
            curl
          </Menu.Item>
        )}
        {connection !== undefined && (
          <Menu.Item onClick={copy("test", () => makeTest(call, connection))}>Test</Menu.Item>
        )}
        <Menu.Item onClick={copy("link", () => location.href)}>Link to this place</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const COPIED_MS = 1_500;

function findHttpRequest(rows: readonly WireRow[], call: string): WireRow | undefined {
  return rows.findLast((row) => row.call === call && row.kind === "http-request");
}

/** The frame that the HTTP request carried. */
function findBody(rows: readonly WireRow[], call: string): WireRow | undefined {
  return rows.findLast(
    (row) => row.call === call && row.direction === "to-server" && row.kind === "rpc",
  );
}

function makeTest(call: CallState, connection: ConnectionState): string {
  const name = typeof call.params["name"] === "string" ? call.params["name"] : call.method;
  return writeTest(targetOf(connection), [{ name, method: call.method, params: call.params }]);
}
