import type { ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import styles from "./layout.module.css";
import { layoutStorage } from "./layout-storage.ts";
import { usePane } from "./pane.tsx";
import { useIsNarrow } from "./use-narrow.ts";

/** A view above the dock. `height` is `full` for the dock alone, and `none` for the view alone. */
export function Dock(props: {
  readonly name: string;
  readonly height: "full" | "part" | "none";
  readonly dock: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const isNarrow = useIsNarrow();
  const { pane } = usePane();
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `mortise.dock.${props.name}`,
    storage: layoutStorage,
    panelIds: ["view", "dock"],
  });
  if (isNarrow || props.height !== "part") {
    const isDock = isNarrow ? pane === "wire" : props.height === "full";
    return <div className={styles["pane"]}>{isDock ? props.dock : props.children}</div>;
  }
  return (
    <Group
      className={styles["group"]}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
      orientation="vertical"
    >
      <Panel id="view" className={styles["pane"]} defaultSize="70%" minSize="120px">
        {props.children}
      </Panel>
      <Separator aria-label="Height of the wire log" className={styles["separator"]} />
      <Panel id="dock" className={styles["pane"]} defaultSize="30%" minSize="64px">
        {props.dock}
      </Panel>
    </Group>
  );
}
