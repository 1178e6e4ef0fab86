import type { ReactNode } from "react";
import { lazy, Suspense } from "react";
import { LongText } from "../json/long-text.tsx";

const Markdown = lazy(async () => {
  const { ServerMarkdown } = await import("./markdown.tsx");
  return { default: ServerMarkdown };
});

/** A text of a server as Markdown, whose reader is loaded with the first one; as text until then. */
export function MarkdownText(props: { readonly text: string }): ReactNode {
  return (
    <Suspense fallback={<LongText text={props.text} />}>
      <Markdown text={props.text} />
    </Suspense>
  );
}
