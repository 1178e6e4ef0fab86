import type { ReactNode } from "react";
import type { Pane } from "../layout/pane.tsx";
import { usePane } from "../layout/pane.tsx";
import type { IconName } from "../part/icon.tsx";
import { Icon } from "../part/icon.tsx";
import styles from "./app.module.css";

const PANES: readonly { readonly pane: Pane; readonly label: string; readonly icon: IconName }[] = [
  { pane: "list", label: "List", icon: "list" },
  { pane: "main", label: "Call", icon: "edit" },
  { pane: "result", label: "Result", icon: "result" },
  { pane: "wire", label: "Wire", icon: "wire" },
];

/** The bottom tabs of a narrow window. */
export function PaneBar(): ReactNode {
  const { pane, show } = usePane();
  return (
    <nav aria-label="Panes" className={`${styles["paneBar"]} ${styles["narrow"]}`}>
      {PANES.map((one) => (
        <button
          key={one.pane}
          aria-pressed={one.pane === pane}
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
