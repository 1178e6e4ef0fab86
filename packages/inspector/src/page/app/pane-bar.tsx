import type { ReactNode } from "react";
import { usePane } from "../layout/pane.tsx";
import type { Pane } from "../layout/pane-of.ts";
import type { IconName } from "../part/icon.tsx";
import { Icon } from "../part/icon.tsx";
import styles from "./app.module.css";
import type { View } from "./views.tsx";

interface PaneTab {
  readonly pane: Pane;
  readonly label: string;
  readonly icon: IconName;
}

/** The bottom tabs of a narrow window. */
export function PaneBar(props: { readonly view: View | undefined }): ReactNode {
  const { pane, show } = usePane();
  const tabs = listTabs(props.view);
  // A view of one piece is shown by each pane but the wire log.
  const shown = tabs.some((one) => one.pane === pane) ? pane : "main";
  return (
    <nav aria-label="Panes" className={`${styles["paneBar"]} ${styles["narrow"]}`}>
      {tabs.map((one) => (
        <button
          key={one.pane}
          aria-pressed={one.pane === shown}
          className={styles["paneTab"]}
          onClick={() => show(one.pane)}
          type="button"
        >
          <Icon name={one.icon} size={16} />
          {one.label}
        </button>
      ))}
    </nav>
  );
}

function listTabs(view: View | undefined): readonly PaneTab[] {
  const wire: PaneTab = { pane: "wire", label: "Wire", icon: "wire" };
  if (view?.main === undefined) {
    return [{ pane: "main", label: view?.label ?? "Server", icon: "list" }, wire];
  }
  return [
    { pane: "list", label: "List", icon: "list" },
    { pane: "main", label: view.main, icon: "edit" },
    { pane: "result", label: "Result", icon: "result" },
    wire,
  ];
}
