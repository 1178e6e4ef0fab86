import type { ReactNode } from "react";
import { VisibleText } from "../part/visible-text.tsx";
import styles from "./wire.module.css";

/** The colours of other clients; the inspector's own lane has the accent. */
const COLOURS = 6;

/** Returns the name of a lane's colour in the style sheets; the same name always has the same. */
export function laneColour(lane: string): string {
  if (lane === "inspector") return "own";
  let sum = 0;
  for (const character of lane) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return String(sum % COLOURS);
}

/** The name of a client with the mark of its lane. */
export function Lane(props: { readonly lane: string }): ReactNode {
  return (
    <span className={styles["lane"]} data-lane={laneColour(props.lane)}>
      <span aria-hidden="true" className={styles["laneMark"]} />
      <span className={styles["laneName"]}>
        <VisibleText text={props.lane} />
      </span>
    </span>
  );
}
