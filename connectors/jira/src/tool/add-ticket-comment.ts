import { addComment } from "jira.js/cloud";
import type { RequestContext, ToolDefinition } from "mortise";
import { atMostOnce } from "mortise";
import { z } from "zod";
import { toDocument } from "../document/to-document.ts";
import type { Jira } from "../jira.ts";
import { answerPart } from "../request/answer-part.ts";
import { ticketId } from "../ticket/argument.ts";
import { commentSchema, toComment } from "../ticket/comment.ts";

const input = z.object({
  ticket_id: ticketId,
  text: z
    .string()
    .trim()
    .min(1)
    .max(30_000)
    .describe("Plain text; an empty line begins a new paragraph"),
});

const output = commentSchema.extend({ ticket_id: z.string(), url: z.string() });

/** The tool `add_ticket_comment`. */
export const addTicketCommentTool = {
  title: "Comment on a ticket",
  description:
    "Add a comment to a support ticket, in the name of this connector's account. It is visible to all people with access to the ticket, which may include the customer. Calling it twice adds two comments.",
  input,
  output,
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: true,
  },
  timeout: "15s",
} satisfies ToolDefinition;

/** Answers `add_ticket_comment`. */
export async function addTicketComment(
  jira: Jira,
  { ticket_id, text }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const client = jira.client(context, `Ticket ${ticket_id}`);
  const comment = await atMostOnce(
    addComment(client, { issueIdOrKey: ticket_id, body: toDocument(text) }),
  );
  answerPart(comment.id, "the id of the comment");
  return { ticket_id, ...toComment(comment), url: jira.ticketUrl(ticket_id) };
}
