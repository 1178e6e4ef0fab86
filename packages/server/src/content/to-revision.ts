import type { ContentBlock, Revision } from "@mortise/protocol";

/**
 * Says a block in words that a revision knows.
 *
 * Sound came with 2025-03-26 and resource links with 2025-06-18; before, sound travels as an
 * embedded resource and a link as text.
 */
export function toRevision(block: ContentBlock, revision: Revision): ContentBlock {
  if (revision >= "2025-06-18") return block;
  if (block.type === "resource_link") {
    const { name, uri, description } = block;
    return { type: "text", text: `${name}: ${uri}${description ? ` (${description})` : ""}` };
  }
  if (block.type === "audio" && revision < "2025-03-26") {
    const { data, mimeType } = block;
    return { type: "resource", resource: { uri: "file:///audio", mimeType, blob: data } };
  }
  return block;
}
