import type { ReactNode } from "react";
import { createContext, useContext, useMemo, useState } from "react";

/** The panes of a narrow window, which shows one at a time. */
export type Pane = "list" | "main" | "result" | "wire";

export interface PaneChoice {
  readonly pane: Pane;
  readonly show: (pane: Pane) => void;
}

const PaneContext = createContext<PaneChoice>({ pane: "list", show: () => undefined });

export function PaneProvider(props: { readonly children: ReactNode }): ReactNode {
  const [pane, show] = useState<Pane>("list");
  const choice = useMemo(() => ({ pane, show }), [pane]);
  return <PaneContext value={choice}>{props.children}</PaneContext>;
}

/** The pane that a narrow window shows; a view shows `main` after a choice in its list, `result` after a call. */
export function usePane(): PaneChoice {
  return useContext(PaneContext);
}
