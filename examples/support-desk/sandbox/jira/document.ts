import { z } from "zod";

/** A text in the Atlassian Document Format. */
export type AtlassianDocument = z.infer<typeof documentSchema>;

/** Checks the frame of an Atlassian document, but not its content. */
export const documentSchema = z.object({
  type: z.literal("doc"),
  version: z.literal(1),
  content: z.array(z.looseObject({ type: z.string() })),
});

/** Writes paragraphs as a document. */
export function toDocument(paragraphs: readonly string[]): AtlassianDocument {
  return {
    type: "doc",
    version: 1,
    content: paragraphs.map((text) => ({
      type: "paragraph",
      content: text === "" ? [] : [{ type: "text", text }],
    })),
  };
}

/** Gives the text of a document, its blocks on lines of their own. */
export function toText(document: AtlassianDocument | null): string {
  return document === null ? "" : document.content.map(readNode).join("\n");
}

function readNode(node: unknown): string {
  const parsed = nodeSchema.safeParse(node);
  if (!parsed.success) {
    return "";
  }
  const { text = "", content = [] } = parsed.data;
  return text + content.map(readNode).join("");
}

const nodeSchema = z.object({
  text: z.string().optional(),
  content: z.array(z.unknown()).optional(),
});
