import type { Comment } from "jira.js/cloud";
import { z } from "zod";
import { toText } from "../document/to-text.ts";

/** A comment on a ticket. */
export const commentSchema = z.object({
  id: z.string(),
  author: z.string(),
  text: z.string(),
  created_at: z.string().describe("ISO 8601, UTC"),
});

/** Reads a comment of Jira. */
export function toComment(comment: Comment): z.output<typeof commentSchema> {
  const created = new Date(comment.created ?? Number.NaN);
  return {
    id: comment.id ?? "",
    author: comment.author?.displayName ?? "unknown",
    text: toText(comment.body),
    created_at: Number.isNaN(created.getTime()) ? "" : created.toISOString(),
  };
}
