import type { JsonObject, Tool } from "@mortise/protocol";
import type { ReactNode } from "react";
import { lazy, Suspense } from "react";
import type { CallState } from "../../contract/index.ts";
import { useInspector } from "../state/inspector.tsx";
import { readToolUi } from "../view/tool-ui.ts";
import { RenderedTab } from "./rendered-tab.tsx";
import styles from "./result.module.css";

// Few servers have views, and the protocol that they speak is as large as half of the page.
const AppView = lazy(async () => {
  const { AppView: component } = await import("../view/app-view.tsx");
  return { default: component };
});

/** A tool whose results have a view. */
export interface ViewedTool {
  readonly tool: Tool & JsonObject;
  readonly uri: string;
}

/** The tool of a call, if its results have a view. */
export function useViewedTool(call: CallState | undefined): ViewedTool | undefined {
  const tool = useInspector((state) =>
    call?.method !== "tools/call"
      ? undefined
      : state.catalogues
          .get(call.connection)
          ?.tools.items.find(({ name }) => name === call.params["name"]),
  );
  const { uri } = readToolUi(tool);
  return tool === undefined || uri === undefined ? undefined : { tool, uri };
}

/** The view of a call. It stays while another tab is shown, since a view that is taken away forgets. */
export function AppTab(props: {
  readonly call: CallState;
  readonly result: unknown;
  readonly viewed: ViewedTool;
  readonly isShown: boolean;
}): ReactNode {
  const { call, result, viewed, isShown } = props;
  return (
    <div className={styles["app"]} hidden={!isShown}>
      <Suspense>
        <AppView
          key={`${call.id} ${viewed.uri}`}
          call={call}
          fallback={call.status === "running" ? null : <RenderedTab call={call} result={result} />}
          result={result}
          tool={viewed.tool}
          uri={viewed.uri}
        />
      </Suspense>
    </div>
  );
}
