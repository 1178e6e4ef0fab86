import type { Document } from "jira.js/cloud";

/** Writes plain text in the Atlassian Document Format: paragraphs, and lines within them. */
export function toDocument(text: string): Document {
  return {
    type: "doc",
    version: 1,
    content: text
      .replace(/\r\n?/g, "\n")
      .split(/\n[ \t]*\n+/)
      .filter((paragraph) => paragraph.trim() !== "")
      .map((paragraph) => ({
        type: "paragraph",
        content: paragraph
          .split("\n")
          .flatMap((line, index) => [
            ...(index === 0 ? [] : [{ type: "hardBreak" }]),
            ...(line === "" ? [] : [{ type: "text", text: line }]),
          ]),
      })),
  };
}
