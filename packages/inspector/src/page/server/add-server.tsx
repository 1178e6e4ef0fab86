import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useState } from "react";
import type { Failure } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { IconButton } from "../part/icon-button.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { Fault } from "./section.tsx";
import styles from "./server.module.css";

/** Adds a server by its URL. A command can only be named in the terminal or in `mcp.json`. */
export function AddServer(): ReactNode {
  const power = useInspector((state) => state.info?.power);
  const [isOpen, setOpen] = useState(false);
  if (power !== "control") return null;
  return (
    <>
      <IconButton icon="plus" label="Add a server" onClick={() => setOpen(true)} />
      <Modal onClose={() => setOpen(false)} opened={isOpen} title="Add a server">
        <AddForm onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function AddForm(props: { readonly onDone: () => void }): ReactNode {
  const { control } = useLink();
  const { go } = useAddress();
  const [url, setUrl] = useState("");
  const [label, setLabel] = useState("");
  const [headers, setHeaders] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const { connection } = await control("add", {
        url,
        ...(label === "" ? {} : { label }),
        ...(headers.trim() === "" ? {} : { headers: readHeaders(headers) }),
      });
      props.onDone();
      go({ connection });
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <form className={styles["add"]} onSubmit={(event) => void add(event)}>
      <TextInput
        data-autofocus
        label="URL"
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        placeholder="https://mcp.example.com/mcp"
        required
        type="url"
        value={url}
      />
      <TextInput
        label="Name"
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        value={label}
      />
      <Textarea
        autosize
        description="One a line, such as authorization: Bearer …; sent with every request."
        label="Headers"
        onChange={({ currentTarget }) => setHeaders(currentTarget.value)}
        spellCheck={false}
        value={headers}
      />
      <Fault failure={failure} />
      <div className={styles["row"]}>
        <Button type="submit">Add</Button>
      </div>
      <p className={styles["quiet"]}>
        For a command, start <code>mortise inspect -- node server.ts</code>, or name it in mcp.json.
      </p>
    </form>
  );
}

function readHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split("\n").flatMap((line) => {
    const at = line.indexOf(":");
    return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
  });
  return Object.fromEntries(pairs);
}
