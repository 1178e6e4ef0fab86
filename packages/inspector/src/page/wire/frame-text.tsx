import type { ReactNode } from "react";
import { useEffect, useMemo, useState } from "react";
import type { WireRow } from "../../contract/index.ts";
import { indentFrame } from "../log/frame.ts";
import { splitJson } from "../log/json-text.ts";
import { writeBytes } from "../log/wire-text.ts";
import { ScrollBox } from "../part/scroll-box.tsx";
import { VisibleText } from "../part/visible-text.tsx";
import { useLink } from "../state/inspector.tsx";
import detail from "./detail.module.css";

/** Longer texts are shown up to here, until the rest is asked for. */
const SHOWN = 60_000;

/** Longer texts have no colours, each of which is an element. */
const COLOURED = 200_000;

/** The whole text of a row, which the events cut when it is long. */
export function useWholeText(row: WireRow | undefined): string | undefined {
  const { read } = useLink();
  const [whole, setWhole] = useState<{ readonly id: number; readonly text: string }>();
  const isCut = row?.isCut === true;
  const id = row?.id;
  useEffect(() => {
    if (!isCut || id === undefined) return;
    const ending = new AbortController();
    read(`frame?id=${id}`, ending.signal).then(
      (text) => setWhole({ id, text }),
      () => undefined,
    );
    return () => ending.abort();
  }, [isCut, id, read]);
  return whole?.id === id ? whole?.text : row?.text;
}

/** A frame: indented with colours, or its bytes as they were. */
export function FrameText(props: {
  readonly label: string;
  readonly text: string;
  readonly isRaw: boolean;
}): ReactNode {
  const { text, isRaw } = props;
  const [isWhole, setWhole] = useState(false);
  const written = useMemo(() => (isRaw ? text : indentFrame(text)), [text, isRaw]);
  const shown = isWhole ? written : written.slice(0, SHOWN);
  const pieces = useMemo(() => (shown.length > COLOURED ? [] : splitJson(shown)), [shown]);
  return (
    <>
      <ScrollBox className={`${detail["frame"]} ${isRaw ? detail["raw"] : ""}`} label={props.label}>
        {pieces.length === 0
          ? shown
          : pieces.map((piece, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
              <span key={at} data-kind={piece.kind}>
                <VisibleText text={piece.text} />
              </span>
            ))}
      </ScrollBox>
      {shown.length < written.length && (
        <button className={detail["more"]} onClick={() => setWhole(true)} type="button">
          Show all {writeBytes(written.length)}
        </button>
      )}
    </>
  );
}
