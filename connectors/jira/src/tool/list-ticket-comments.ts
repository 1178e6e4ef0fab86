import { getComments } from "jira.js/cloud";
import type { RequestContext, ToolDefinition } from "mortise";
import { ToolError } from "mortise";
import { z } from "zod";
import type { Jira } from "../jira.ts";
import { answerPart } from "../request/answer-part.ts";
import { cursor, limit, nextCursor, ticketId } from "../ticket/argument.ts";
import { commentSchema, toComment } from "../ticket/comment.ts";

const input = z.object({ ticket_id: ticketId, limit, cursor });

const output = z.object({
  ticket_id: z.string(),
  total: z.number().describe("The number of all comments of the ticket"),
  comments: z.array(commentSchema).describe("The newest first"),
  next_cursor: nextCursor,
});

/** The tool `list_ticket_comments`. */
export const listTicketCommentsTool = {
  title: "List a ticket's comments",
  description:
    "Read the discussion on one support ticket, the newest comment first, each with its author, text and time.",
  input,
  output,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "15s",
} satisfies ToolDefinition;

/** Answers `list_ticket_comments`. */
export async function listTicketComments(
  jira: Jira,
  { ticket_id, limit: size, cursor: start }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const startAt = readCursor(start);
  const page = await getComments(jira.client(context, `Ticket ${ticket_id}`), {
    issueIdOrKey: ticket_id,
    orderBy: "-created",
    startAt,
    maxResults: size,
  });
  const comments = answerPart(page.comments, "a list of comments").map(toComment);
  const end = startAt + comments.length;
  const total = page.total ?? end;
  return {
    ticket_id,
    total,
    comments,
    next_cursor: comments.length > 0 && end < total ? String(end) : null,
  };
}

function readCursor(text = "0"): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new ToolError(
    `The cursor ${JSON.stringify(text)} is not one of this list. Pass next_cursor of the page before, or none.`,
    { code: "invalid_arguments" },
  );
}
