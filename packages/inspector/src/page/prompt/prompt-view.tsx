import type { ReactNode } from "react";
import { useMemo } from "react";
import type { ConnectionState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { Questions } from "../ask/questions.tsx";
import { ItemList, NothingPicked } from "../browse/item-list.tsx";
import { useCalls } from "../browse/use-request.ts";
import { Columns } from "../layout/columns.tsx";
import { usePane } from "../layout/pane.tsx";
import { ResultPane } from "../result/result-pane.tsx";
import { useInspector } from "../state/inspector.tsx";
import { PromptCall } from "./prompt-call.tsx";

/** The prompts of a server: the list, one of them with its arguments, and its messages. */
export function PromptView(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { address, go } = useAddress();
  const { show } = usePane();
  const listed = useInspector((state) => state.catalogues.get(connection.id)?.prompts);
  const groups = useMemo(
    () => [
      {
        heading: "Prompts",
        empty: "The server lists none.",
        failure: listed?.failure,
        items: (listed?.items ?? []).map((prompt) => ({
          key: prompt.name,
          title: prompt.title ?? prompt.name,
          ...(prompt.description === undefined ? {} : { note: prompt.description }),
        })),
      },
    ],
    [listed],
  );
  const picked = address.item ?? listed?.items[0]?.name;
  const prompt = listed?.items.find(({ name }) => name === picked);
  const { calls, call } = useCalls(connection.id, "prompts/get", "name", picked);
  return (
    <Columns
      list={
        <ItemList
          groups={groups}
          label="Prompts"
          onPick={(item) => {
            go({ item });
            show("main");
          }}
          picked={picked}
        />
      }
      main={
        prompt === undefined ? (
          <NothingPicked kind="prompt" missing={address.item} />
        ) : (
          <PromptCall key={prompt.name} connection={connection} prompt={prompt} />
        )
      }
      name="prompts"
      result={
        <ResultPane call={call} calls={calls} hint="Press Ctrl and Enter to get the prompt.">
          <Questions call={call} connection={connection.id} />
        </ResultPane>
      }
    />
  );
}
