import type { ReactNode } from "react";
import { createContext, useContext, useMemo, useState } from "react";
import { useAddress } from "../address/use-address.tsx";
import type { Pane } from "./pane-of.ts";
import { paneAfter, paneOf } from "./pane-of.ts";

export interface PaneChoice {
  readonly pane: Pane;
  readonly show: (pane: Pane) => void;
}

const PaneContext = createContext<PaneChoice>({ pane: "list", show: () => undefined });

/** Keeps the pane of a narrow window: that of what the address names, until a person chooses another. */
export function PaneProvider(props: { readonly children: ReactNode }): ReactNode {
  const { address } = useAddress();
  const [pane, show] = useState<Pane>(() => paneOf(address));
  const [shown, setShown] = useState(address);
  if (shown !== address) {
    setShown(address);
    const next = paneAfter(shown, address);
    if (next !== undefined) show(next);
  }
  const choice = useMemo(() => ({ pane, show }), [pane]);
  return <PaneContext value={choice}>{props.children}</PaneContext>;
}

/** The pane that a narrow window shows; a view shows `main` after a choice in its list, `result` after a call. */
export function usePane(): PaneChoice {
  return useContext(PaneContext);
}
