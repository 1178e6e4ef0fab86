import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import type { Catalogue } from "../../contract/index.ts";
import { AddressLink } from "../address/use-address.tsx";
import { Count } from "../part/count.tsx";
import parts from "../part/part.module.css";
import styles from "./app.module.css";
import type { View } from "./views.tsx";

/** The tabs of the page, which are links. */
export function ViewBar(props: {
  readonly views: readonly View[];
  readonly selected: string | undefined;
  /** Left out while no server is shown. */
  readonly connection: string | undefined;
  readonly catalogue: Catalogue | undefined;
  readonly children?: ReactNode;
}): ReactNode {
  const { catalogue, connection, selected } = props;
  const tabs = useRef<HTMLDivElement>(null);
  // The tabs scroll in a narrow window, where an address may name the last one.
  useEffect(() => {
    if (connection === undefined || selected === undefined) return;
    const current = tabs.current?.querySelector("[aria-current=page]");
    current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [connection, selected]);
  if (connection === undefined) return <span />;
  return (
    <nav aria-label="Parts of the server" className={styles["viewBar"]}>
      <div ref={tabs} className={parts["tabs"]}>
        {props.views.map((view) => (
          <AddressLink
            key={view.key}
            className={parts["tab"]}
            isCurrent={view.key === selected}
            to={{ connection, tab: view.key }}
          >
            {view.label}
            {catalogue !== undefined && view.count !== undefined && (
              <Count value={view.count(catalogue)} />
            )}
          </AddressLink>
        ))}
      </div>
      <span className={styles["spacer"]} />
      {props.children}
    </nav>
  );
}
