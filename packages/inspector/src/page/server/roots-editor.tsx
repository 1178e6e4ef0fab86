import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { ConnectionState, Failure } from "../../contract/index.ts";
import { IconButton } from "../part/icon-button.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { Fault } from "./section.tsx";
import styles from "./server.module.css";

type Root = ConnectionState["roots"][number];

/** The folders that the server is given when it asks for roots. */
export function RootsEditor(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { control } = useLink();
  const [uri, setUri] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const write = async (roots: readonly Root[]): Promise<void> => {
    try {
      await control("roots", { connection: connection.id, roots });
      setFailure(undefined);
      setUri("");
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const text = uri.trim();
  const added = text.startsWith("/") ? `file://${encodeURI(text)}` : text;
  return (
    <>
      <ul className={styles["roots"]}>
        {connection.roots.map((root) => (
          <li key={root.uri}>
            <code>
              <VisibleText text={root.uri} />
            </code>
            <IconButton
              icon="cross"
              label={`Remove ${root.uri}`}
              onClick={() => void write(connection.roots.filter((one) => one !== root))}
            />
          </li>
        ))}
      </ul>
      {connection.roots.length === 0 && <p className={styles["quiet"]}>None.</p>}
      <form
        className={styles["row"]}
        onSubmit={(event) => {
          event.preventDefault();
          void write([...connection.roots, { uri: added }]);
        }}
      >
        <input
          aria-label="Folder, as file:// or a path"
          className={styles["field"]}
          onChange={({ currentTarget }) => setUri(currentTarget.value)}
          placeholder="file:///home/ann/project"
          spellCheck={false}
          value={uri}
        />
        <Button disabled={!added.startsWith("file://")} type="submit" variant="default">
          Add
        </Button>
      </form>
      <Fault failure={failure} />
    </>
  );
}
