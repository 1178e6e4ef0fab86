import type { ReactNode } from "react";
import { useMemo } from "react";
import type { Catalogue, ConnectionState } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { Questions } from "../ask/questions.tsx";
import type { ItemGroup } from "../browse/item-list.tsx";
import { ItemList, NothingPicked } from "../browse/item-list.tsx";
import { useCalls } from "../browse/use-request.ts";
import { Columns } from "../layout/columns.tsx";
import { usePane } from "../layout/pane.tsx";
import { Tag } from "../part/tag.tsx";
import { ResultPane } from "../result/result-pane.tsx";
import { useInspector } from "../state/inspector.tsx";
import { resourceKey } from "../state/page-state.ts";
import { ResourceCall } from "./resource-call.tsx";
import { TemplateCall } from "./template-call.tsx";

/** The resources and templates of a server: the list, one of them, and what was read. */
export function ResourceView(props: { readonly connection: ConnectionState }): ReactNode {
  const { connection } = props;
  const { address, go } = useAddress();
  const { show } = usePane();
  const catalogue = useInspector((state) => state.catalogues.get(connection.id));
  const groups = useGroups(connection, catalogue);
  const first = groups.flatMap(({ items }) => items)[0]?.key;
  const picked = address.item ?? first;
  const template = catalogue?.templates.items.find(({ uriTemplate }) => uriTemplate === picked);
  const uri = template === undefined ? picked : address.query["uri"];
  const { calls, call } = useCalls(connection.id, "resources/read", "uri", uri);
  return (
    <Columns
      list={
        <ItemList
          groups={groups}
          label="Resources"
          onPick={(item) => {
            go({ item });
            show("main");
          }}
          picked={picked}
        />
      }
      main={
        picked === undefined ? (
          <NothingPicked kind="resource" />
        ) : template === undefined ? (
          <ResourceCall
            key={picked}
            connection={connection}
            resource={catalogue?.resources.items.find((one) => one.uri === picked)}
            uri={picked}
          />
        ) : (
          <TemplateCall key={picked} connection={connection} template={template} />
        )
      }
      name="resources"
      result={
        <ResultPane call={call} calls={calls} hint="Press Ctrl and Enter to read the resource.">
          <Questions call={call} connection={connection.id} />
        </ResultPane>
      }
    />
  );
}

function useGroups(
  connection: ConnectionState,
  catalogue: Catalogue | undefined,
): readonly ItemGroup[] {
  const updates = useInspector((state) => state.updates);
  const { subscriptions, id } = connection;
  return useMemo(() => {
    const resources = catalogue?.resources.items ?? [];
    const templates = catalogue?.templates.items ?? [];
    return [
      {
        heading: "Resources",
        empty: "The server lists none.",
        failure: catalogue?.resources.failure,
        items: resources.map((resource) => ({
          key: resource.uri,
          title: resource.title ?? resource.name ?? resource.uri,
          note: resource.uri,
          mark: (
            <LiveMark
              isLive={subscriptions.includes(resource.uri)}
              updatedAt={updates.get(resourceKey(id, resource.uri))}
            />
          ),
        })),
      },
      {
        heading: "Templates",
        empty: "The server lists none.",
        failure: catalogue?.templates.failure,
        items: templates.map((template) => ({
          key: template.uriTemplate,
          title: template.title ?? template.name ?? template.uriTemplate,
          note: template.uriTemplate,
        })),
      },
    ];
  }, [catalogue, subscriptions, updates, id]);
}

/** Marks a subscribed resource, and one that the server has reported as changed. */
function LiveMark(props: {
  readonly isLive: boolean;
  readonly updatedAt: number | undefined;
}): ReactNode {
  const { isLive, updatedAt } = props;
  if (!isLive && updatedAt === undefined) return null;
  return (
    <Tag tone={updatedAt === undefined ? "accent" : "note"}>
      {updatedAt === undefined
        ? "live"
        : `changed ${new Date(updatedAt).toLocaleTimeString("en-GB")}`}
    </Tag>
  );
}
