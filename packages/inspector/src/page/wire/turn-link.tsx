import type { ReactNode } from "react";
import { AddressLink } from "../address/use-address.tsx";
import { useTurnOf } from "../state/use-turn-of.ts";
import styles from "./wire.module.css";

/** Leads from a call to the answer of the chat that made it; nothing for other calls. */
export function TurnLink(props: {
  readonly call: string | undefined;
  /** The row that stays open. */
  readonly row?: number;
}): ReactNode {
  const turn = useTurnOf(props.call);
  if (turn === undefined) return null;
  const query = props.row === undefined ? {} : { row: String(props.row) };
  return (
    <AddressLink className={styles["turnLink"]} to={{ tab: "chat", item: turn.id, query }}>
      Show it in the chat
    </AddressLink>
  );
}
