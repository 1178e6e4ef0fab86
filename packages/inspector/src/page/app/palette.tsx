import { useMantineColorScheme } from "@mantine/core";
import type { SpotlightActionData } from "@mantine/spotlight";
import { Spotlight } from "@mantine/spotlight";
import type { ReactNode } from "react";
import { useMemo } from "react";
import type { Catalogue, ConnectionState } from "../../contract/index.ts";
import type { AddressHook } from "../address/use-address.tsx";
import { useAddress } from "../address/use-address.tsx";
import { usePane } from "../layout/pane.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import { nameConnection } from "./connection-text.ts";
import { viewsOf } from "./views.tsx";

const OVERLAY = { backgroundOpacity: 0.35, blur: 0 };
const DIALOG = { content: { "aria-label": "Search everything" } };
const MOST_SHOWN = 50;

/** A palette that fades in keeps the keyboard waiting, and its words pale. */
const AT_ONCE = { duration: 0 };

/** Goes anywhere and does anything by a few letters. */
export function Palette(props: { readonly connection: ConnectionState | undefined }): ReactNode {
  const connections = useInspector((state) => state.connections);
  const catalogues = useInspector((state) => state.catalogues);
  const { go } = useAddress();
  const { show } = usePane();
  const { control } = useLink();
  const { setColorScheme } = useMantineColorScheme();
  const shown = props.connection?.id;
  const offered = useMemo(() => viewsOf(props.connection), [props.connection]);
  const actions = useMemo(() => {
    const goTo: AddressHook["go"] = (change) => {
      go(change);
      show("main");
    };
    const items = [...connections.values()].flatMap((connection) =>
      listItems(connection, catalogues.get(connection.id), goTo),
    );
    const views = offered.map((view) => ({
      id: `view ${view.key}`,
      label: view.label,
      group: "Go to",
      onClick: () => go({ tab: view.key }),
    }));
    const servers = [...connections.values()].map((connection) => ({
      id: `server ${connection.id}`,
      label: nameConnection(connection),
      description: connection.target,
      group: "Servers",
      onClick: () => go({ connection: connection.id }),
    }));
    const run = (name: "refresh" | "connect") => () => {
      if (shown !== undefined) control(name, { connection: shown }).catch(() => undefined);
    };
    const others = [
      { id: "refresh", label: "Read the lists again", onClick: run("refresh") },
      { id: "connect", label: "Connect again", onClick: run("connect") },
      { id: "light", label: "Colours: light", onClick: () => setColorScheme("light") },
      { id: "dark", label: "Colours: dark", onClick: () => setColorScheme("dark") },
      { id: "auto", label: "Colours: as the system", onClick: () => setColorScheme("auto") },
    ].map((action) => ({ ...action, group: "Actions" }));
    return groupActions([...items, ...views, ...servers, ...others]);
  }, [connections, catalogues, go, show, control, setColorScheme, shown, offered]);
  return (
    <Spotlight
      actions={actions}
      highlightQuery
      limit={MOST_SHOWN}
      centered={false}
      lockScroll={false}
      attributes={DIALOG}
      overlayProps={OVERLAY}
      transitionProps={AT_ONCE}
      yOffset="12vh"
      nothingFound="Nothing has that name."
      scrollable
      searchProps={{ placeholder: "Search everything", "aria-label": "Search everything" }}
      shortcut={["mod + K"]}
      tagsToIgnore={[]}
    />
  );
}

function listItems(
  connection: ConnectionState,
  catalogue: Catalogue | undefined,
  go: AddressHook["go"],
): (SpotlightActionData & { group: string })[] {
  if (catalogue === undefined) return [];
  const kinds = [
    { tab: "tools", group: "Tools", items: catalogue.tools.items, key: "name" },
    { tab: "resources", group: "Resources", items: catalogue.resources.items, key: "uri" },
    { tab: "resources", group: "Resources", items: catalogue.templates.items, key: "uriTemplate" },
    { tab: "prompts", group: "Prompts", items: catalogue.prompts.items, key: "name" },
  ] as const;
  return kinds.flatMap(({ tab, group, items, key }) =>
    items.map((item) => {
      const name = String((item as Readonly<Record<string, unknown>>)[key]);
      return {
        id: `${connection.id} ${tab} ${name}`,
        label: name,
        description: describeItem(item.title ?? item.name, name, connection),
        group,
        onClick: () => go({ connection: connection.id, tab, item: name }),
      };
    }),
  );
}

function describeItem(title: string, name: string, connection: ConnectionState): string {
  const server = nameConnection(connection);
  return title === name ? server : `${title} · ${server}`;
}

function groupActions(
  actions: readonly (SpotlightActionData & { group: string })[],
): { group: string; actions: SpotlightActionData[] }[] {
  const groups = Map.groupBy(actions, ({ group }) => group);
  return [...groups].map(([group, list]) => ({ group, actions: list }));
}
