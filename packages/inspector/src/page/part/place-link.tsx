import type { ReactNode } from "react";
import type { Place } from "../../contract/index.ts";
import { EditorPlace, formatPlace } from "./editor-place.tsx";
import styles from "./part.module.css";

/** A place of the sources, as text that opens it in the user's editor. */
export function PlaceLink(props: { readonly place: Place }): ReactNode {
  const { place } = props;
  return (
    <EditorPlace place={place}>
      {(open) => (
        <button
          className={styles["placeLink"]}
          onClick={open}
          title={`Open ${place.file}`}
          type="button"
        >
          {formatPlace(place)}
        </button>
      )}
    </EditorPlace>
  );
}
