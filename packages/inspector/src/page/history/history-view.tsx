import type { ReactNode } from "react";
import { useMemo } from "react";
import type { CallState, ConnectionState, SavedCall } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { Questions } from "../ask/questions.tsx";
import type { BrowsedItem } from "../browse/item-list.tsx";
import { ItemList, NothingPicked } from "../browse/item-list.tsx";
import { Columns } from "../layout/columns.tsx";
import { usePane } from "../layout/pane.tsx";
import { writeMs, writeTime } from "../log/wire-text.ts";
import { Tag } from "../part/tag.tsx";
import { ResultPane } from "../result/result-pane.tsx";
import { judgeCall } from "../result/verdict.ts";
import { useInspector } from "../state/inspector.tsx";
import { CallDetail } from "./call-detail.tsx";
import { SavedDetail } from "./saved-detail.tsx";
import { SavedRuns } from "./saved-runs.tsx";
import type { SavedRun } from "./use-saved-runs.ts";
import { useSavedRuns } from "./use-saved-runs.ts";

/** The calls that were made on a server, newest first, and the saved ones, which run again. */
export function HistoryView(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { address, go } = useAddress();
  const { show } = usePane();
  const all = useInspector((state) => state.calls);
  const everySaved = useInspector((state) => state.saved);
  const saved = useMemo(
    () => everySaved.filter((one) => one.connection === connection.id),
    [everySaved, connection.id],
  );
  const calls = useMemo(
    () => [...all.values()].filter((call) => call.connection === connection.id).toReversed(),
    [all, connection.id],
  );
  const runs = useSavedRuns(saved);
  const picked = address.item ?? calls[0]?.id;
  const pickedSaved = saved.find(({ id }) => id === picked);
  const shown =
    pickedSaved === undefined
      ? calls.find(({ id }) => id === picked)
      : runs.runOf(pickedSaved)?.call;
  return (
    <Columns
      list={
        <ItemList
          groups={[
            {
              heading: "Saved calls",
              empty: "None yet: press Save beside a result.",
              items: saved.map((one) => savedItem(one, runs.runOf(one))),
            },
            { heading: "Calls", empty: "None yet.", items: calls.map(callItem) },
          ]}
          label="History"
          onPick={(item) => {
            go({ item });
            show("main");
          }}
          picked={picked}
        >
          {saved.length > 0 && <SavedRuns connection={connection} runs={runs} saved={saved} />}
        </ItemList>
      }
      main={
        pickedSaved !== undefined ? (
          <SavedDetail key={pickedSaved.id} runs={runs} saved={pickedSaved} />
        ) : shown === undefined ? (
          <NothingPicked kind="call" missing={address.item} />
        ) : (
          <CallDetail key={shown.id} call={shown} />
        )
      }
      name="history"
      result={
        <ResultPane call={shown} calls={[]} hint="Run the saved call to see its result.">
          <Questions call={shown} connection={connection.id} />
        </ResultPane>
      }
    />
  );
}

function callItem(call: CallState): BrowsedItem {
  const verdict = judgeCall(call, call.result);
  const took = call.ms === undefined ? "" : ` · ${writeMs(call.ms)}`;
  return {
    key: call.id,
    title: nameCall(call),
    note: `${writeTime(call.startedAt)} · ${call.method}${took}`,
    mark: <Tag tone={verdict.tone}>{verdict.text}</Tag>,
  };
}

function savedItem(saved: SavedCall, run: SavedRun | undefined): BrowsedItem {
  return {
    key: saved.id,
    title: saved.name,
    note: nameCall(saved),
    ...(run === undefined ? {} : { mark: <RunMark run={run} /> }),
  };
}

function RunMark(props: { readonly run: SavedRun }): ReactNode {
  const { verdict } = props.run;
  const tone = { passed: "ok", failed: "bad", running: "accent" } as const;
  return <Tag tone={tone[verdict]}>{verdict}</Tag>;
}

/** The tool, prompt or URI of a call, or its method. */
function nameCall({ method, params }: Pick<CallState, "method" | "params">): string {
  const subject = params["name"] ?? params["uri"];
  return typeof subject === "string" ? subject : method;
}
