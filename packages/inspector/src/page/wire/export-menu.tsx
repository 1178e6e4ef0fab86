import { Menu } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import type { WireRow } from "../../contract/index.ts";
import type { WireEntry } from "../log/wire-entry.ts";
import { writeHar } from "../log/write-har.ts";
import { writeLog } from "../log/write-log.ts";
import { IconButton } from "../part/icon-button.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import { saveFile } from "./save-file.ts";
import { useWire } from "./wire-context.tsx";

/** Writes the log, or the entries that the filter leaves, into a file. */
export function ExportMenu(props: { readonly shown: readonly WireEntry[] }): ReactNode {
  const { rows, entries, imported } = useWire();
  const info = useInspector((state) => state.info);
  const { read } = useLink();
  const [isBusy, setBusy] = useState(false);
  const isWhole = props.shown.length === entries.length;

  const exportRows = async (format: "log" | "har"): Promise<void> => {
    setBusy(true);
    try {
      const chosen = isWhole ? rows : rowsOf(props.shown);
      const whole = imported === undefined ? await wholeRows(chosen, read) : chosen;
      const name = `wire-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}`;
      if (format === "har") {
        saveFile(`${name}.har`, writeHar(whole, info?.version ?? ""), "application/json");
      } else {
        saveFile(`${name}.jsonl`, writeLog(whole, Date.now()), "application/jsonl");
      }
    } finally {
      setBusy(false);
    }
  };

  const what = isWhole ? "the whole log" : `the ${props.shown.length.toLocaleString("en")} shown`;
  return (
    <Menu>
      <Menu.Target>
        <IconButton icon="download" isDisabled={isBusy} label="Export" />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void exportRows("log")}>Wire log (.jsonl), {what}</Menu.Item>
        <Menu.Item onClick={() => void exportRows("har")}>HTTP archive (.har), {what}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function rowsOf(entries: readonly WireEntry[]): readonly WireRow[] {
  const rows = new Map<number, WireRow>();
  for (const { row, answer, request, response } of entries) {
    for (const one of [request, row, response, answer])
      if (one !== undefined) rows.set(one.id, one);
  }
  return [...rows.values()].sort((one, other) => one.id - other.id);
}

/** Long texts are cut in the events; a file has them whole, unless the log has dropped them. */
async function wholeRows(
  rows: readonly WireRow[],
  read: (path: string) => Promise<string>,
): Promise<readonly WireRow[]> {
  const whole: WireRow[] = [];
  for (const row of rows) {
    if (!row.isCut) {
      whole.push(row);
      continue;
    }
    const text = await read(`frame?id=${row.id}`).catch(() => undefined);
    whole.push(text === undefined ? row : { ...row, text, isCut: false });
  }
  return whole;
}
