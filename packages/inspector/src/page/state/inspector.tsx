import type { ReactNode } from "react";
import { createContext, useContext, useSyncExternalStore } from "react";
import type { ProcessLink } from "../stream/process-link.ts";
import type { PageState } from "./page-state.ts";
import type { Store } from "./store.ts";

/** The process behind the page, and everything that it sent. */
export interface Inspector {
  readonly store: Store;
  readonly link: ProcessLink;
}

const InspectorContext = createContext<Inspector | undefined>(undefined);

/** Gives the views their inspector. */
export function InspectorProvider(props: {
  readonly inspector: Inspector;
  readonly children: ReactNode;
}): ReactNode {
  return <InspectorContext value={props.inspector}>{props.children}</InspectorContext>;
}

function useInspectorContext(): Inspector {
  const inspector = useContext(InspectorContext);
  if (inspector === undefined) throw new Error("A view stands outside of InspectorProvider.");
  return inspector;
}

/**
 * A part of the state, such as `useInspector((state) => state.rows)`. The selector must return
 * something that stands in the state, not an object of its own: derive with `useMemo`.
 */
export function useInspector<Selected>(select: (state: PageState) => Selected): Selected {
  const { store } = useInspectorContext();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/** The requests to the process: `control("call", { … })`, and `read("frame?id=1")`. */
export function useLink(): ProcessLink {
  return useInspectorContext().link;
}

/** The process and the state themselves, for work that outlives a drawing. */
export function useWholeInspector(): Inspector {
  return useInspectorContext();
}
