import type { ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import styles from "./layout.module.css";
import { layoutStorage } from "./layout-storage.ts";
import { usePane } from "./pane.tsx";
import { useIsNarrow } from "./use-narrow.ts";

/**
 * Up to three columns of a view, resizable, with their sizes remembered under `name`; in a narrow window
 * the pane that its bottom tabs chose.
 */
export function Columns(props: {
  readonly name: string;
  readonly list: ReactNode;
  readonly main: ReactNode;
  readonly result?: ReactNode;
}): ReactNode {
  const isNarrow = useIsNarrow();
  const { pane } = usePane();
  const hasResult = props.result !== undefined;
  const panelIds = hasResult ? ["list", "main", "result"] : ["list", "main"];
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `mortise.columns.${props.name}`,
    storage: layoutStorage,
    panelIds,
  });
  if (isNarrow) {
    const shown = pane === "list" || pane === "main" ? props[pane] : (props.result ?? props.main);
    return <div className={styles["pane"]}>{shown}</div>;
  }
  return (
    <Group
      className={styles["group"]}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      <Panel id="list" className={styles["pane"]} defaultSize="20%" minSize="150px">
        {props.list}
      </Panel>
      <Separator aria-label="Width of the list" className={styles["separator"]} />
      <Panel id="main" className={styles["pane"]} defaultSize="42%" minSize="260px">
        {props.main}
      </Panel>
      {hasResult && (
        <>
          <Separator aria-label="Width of the result" className={styles["separator"]} />
          <Panel id="result" className={styles["pane"]} defaultSize="38%" minSize="240px">
            {props.result}
          </Panel>
        </>
      )}
    </Group>
  );
}
