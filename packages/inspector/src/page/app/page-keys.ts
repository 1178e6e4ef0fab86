import { useHotkeys } from "@mantine/hooks";
import { useAddress } from "../address/use-address.tsx";
import type { View } from "./views.tsx";

/** The keys that work anywhere; letters do not while a field has the focus. */
export function usePageKeys(views: readonly View[], onHelp: () => void): void {
  const { address, go } = useAddress();
  useHotkeys([
    ["?", onHelp, { usePhysicalKeys: false }],
    ["shift+?", onHelp],
    ["/", focusFilter],
    ["w", () => go({ query: { wire: address.query["wire"] === "full" ? undefined : "full" } })],
    ...views
      .slice(0, 9)
      .map((view, at): [string, () => void] => [`alt+${at + 1}`, () => go({ tab: view.key })]),
  ]);
}

/** The filter of the list that is shown; a list marks its own by `data-filter`. */
function focusFilter(): void {
  document.querySelector<HTMLElement>("input[data-filter]")?.focus();
}
