import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import type { JsonEditorHandle } from "./code-mirror.ts";
import type { Offer } from "./complete-json.ts";
import styles from "./json.module.css";

/** A JSON editor, which is loaded when first shown. */
export function JsonEditor(props: {
  readonly label: string;
  readonly text: string;
  readonly onChange?: (text: string) => void;
  /** Completes what is written by what may stand there. */
  readonly offer?: Offer;
}): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<JsonEditorHandle>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const { label, text } = props;
  const isReadOnly = props.onChange === undefined;

  useEffect(() => {
    const parent = host.current;
    if (parent === null) return;
    let isGone = false;
    const open = async (): Promise<void> => {
      const { openJsonEditor } = await import("./code-mirror.ts");
      if (isGone) return;
      editor.current = openJsonEditor({
        parent,
        label,
        isReadOnly,
        text: latest.current.text,
        offer: (place) => latest.current.offer?.(place) ?? [],
        onChange: (changed) => {
          if (changed !== latest.current.text) latest.current.onChange?.(changed);
        },
      });
    };
    void open();
    return () => {
      isGone = true;
      editor.current?.destroy();
      editor.current = undefined;
    };
  }, [label, isReadOnly]);

  useEffect(() => editor.current?.setText(text), [text]);

  return <div ref={host} className={styles["editor"]} />;
}
