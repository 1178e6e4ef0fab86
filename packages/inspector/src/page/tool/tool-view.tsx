import type { ReactNode } from "react";
import { useEffect, useMemo } from "react";
import type { ConnectionState, SavedCall } from "../../contract/index.ts";
import { isJsonObject, parseExactJson } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { Questions } from "../ask/questions.tsx";
import { Columns } from "../layout/columns.tsx";
import { usePane } from "../layout/pane.tsx";
import { EmptyNote } from "../part/empty-note.tsx";
import { ResultPane } from "../result/result-pane.tsx";
import { useInspector } from "../state/inspector.tsx";
import { prepareDraft } from "./draft.ts";
import { ToolCall } from "./tool-call.tsx";
import { ToolList } from "./tool-list.tsx";

/** The tools of a server: the list, one tool, and its last result. */
export function ToolView(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { address, go } = useAddress();
  const { show } = usePane();
  const listed = useInspector((state) => state.catalogues.get(connection.id)?.tools);
  const tools = listed?.items ?? [];
  const name = address.item ?? tools[0]?.name;
  const tool = tools.find((one) => one.name === name);
  const saved = useSavedCalls(connection.id);
  const prepared = usePreparedArguments(connection.id, name);

  const open = (call: SavedCall): void => {
    const item = String(call.params["name"]);
    prepareDraft(`${connection.id}.${item}`, call.params["arguments"] ?? {});
    go({ item, query: { saved: call.id } });
    show("main");
  };
  return (
    <Columns
      list={
        <ToolList
          failure={listed?.failure}
          onSaved={open}
          onSelect={(item) => {
            go({ item }, { replace: address.item === undefined });
            show("main");
          }}
          saved={saved}
          selected={name}
          tools={tools}
        />
      }
      main={
        name === undefined ? (
          <EmptyNote title="No tool is chosen" />
        ) : (
          <ToolCall key={`${name} ${prepared}`} connection={connection} name={name} tool={tool} />
        )
      }
      name="tools"
      result={<ToolResult connection={connection} name={name} />}
    />
  );
}

function ToolResult(props: {
  readonly connection: ConnectionState;
  readonly name: string | undefined;
}): ReactNode {
  const { connection, name } = props;
  const { address } = useAddress();
  const all = useInspector((state) => state.calls);
  const calls = useMemo(
    () =>
      [...all.values()].filter(
        (call) =>
          call.connection === connection.id &&
          call.method === "tools/call" &&
          call.params["name"] === name,
      ),
    [all, connection.id, name],
  );
  // A raw call names no tool; it is found by its id alone.
  const { call: id } = address.query;
  const call = (id === undefined ? undefined : all.get(id)) ?? calls.at(-1);
  return (
    <ResultPane call={call} calls={calls} hint="Press Ctrl and Enter to call the tool.">
      <Questions call={call} connection={connection.id} />
    </ResultPane>
  );
}

function useSavedCalls(connection: string): readonly SavedCall[] {
  const saved = useInspector((state) => state.saved);
  return useMemo(
    () => saved.filter((call) => call.connection === connection && call.method === "tools/call"),
    [saved, connection],
  );
}

/** Takes `?args=` of an address into the draft; the answer changes when the draft did. */
function usePreparedArguments(connection: string, tool: string | undefined): string {
  const { address, go } = useAddress();
  const { args, saved } = address.query;
  const value = useMemo(() => (args === undefined ? undefined : parseArguments(args)), [args]);
  useMemo(() => {
    if (tool !== undefined && value !== undefined) prepareDraft(`${connection}.${tool}`, value);
  }, [connection, tool, value]);
  useEffect(() => {
    if (args !== undefined) go({ query: { args: undefined, saved: "address" } }, { replace: true });
  }, [args, go]);
  return saved ?? args ?? "";
}

function parseArguments(text: string): unknown {
  try {
    const value: unknown = parseExactJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
