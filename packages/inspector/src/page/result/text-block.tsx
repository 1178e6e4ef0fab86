import type { ReactNode } from "react";
import { useMemo, useState } from "react";
import { parseExactJson } from "../../contract/index.ts";
import { JsonTree } from "../json/json-tree.tsx";
import { LongText } from "../json/long-text.tsx";
import { MarkdownText } from "./markdown-text.tsx";
import styles from "./result.module.css";

type Form = "text" | "JSON" | "markdown";

/** Longer texts are shown as text: to parse them would hold the page up. */
const MAX_PARSED = 1_000_000;

/** A text of a server, in the form that it most likely has; the others are one click away. */
export function TextBlock(props: { readonly text: string; readonly mimeType?: string }): ReactNode {
  const { text } = props;
  const json = useMemo(() => (text.length > MAX_PARSED ? undefined : parseJson(text)), [text]);
  const [chosen, setChosen] = useState<Form>();
  const forms: readonly Form[] = json === undefined ? ["text", "markdown"] : ["JSON", "text"];
  const first: Form =
    json !== undefined ? "JSON" : isMarkdown(text, props.mimeType) ? "markdown" : "text";
  const form = chosen !== undefined && forms.includes(chosen) ? chosen : first;
  return (
    <div className={styles["block"]}>
      <div className={styles["forms"]}>
        {forms.map((one) => (
          <button
            key={one}
            aria-pressed={one === form}
            className={styles["formButton"]}
            onClick={() => setChosen(one)}
            type="button"
          >
            {one}
          </button>
        ))}
      </div>
      {form === "JSON" && <JsonTree label="Text as JSON" value={json} />}
      {form === "text" && <LongText text={text} />}
      {form === "markdown" && <MarkdownText text={text} />}
    </div>
  );
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

/** Marks that a plain text hardly has: a heading, a fence, a link, a table. */
function isMarkdown(text: string, mimeType: string | undefined): boolean {
  if (mimeType !== undefined) return mimeType.startsWith("text/markdown");
  if (text.length > MAX_PARSED) return false;
  return /^#{1,6} \S|^```|\]\(https?:|^\|.+\|$/mu.test(text);
}
