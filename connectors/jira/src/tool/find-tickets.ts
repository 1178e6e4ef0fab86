import { searchAndReconsileIssuesUsingJqlPost } from "jira.js/cloud";
import type { RequestContext } from "mortise";
import { z } from "zod";
import type { Jira } from "../jira.ts";
import { answerPart } from "../request/answer-part.ts";
import { nextCursor } from "../ticket/argument.ts";
import { ticketFields, ticketSchema, toTicket } from "../ticket/ticket.ts";

/** One page of tickets. */
export const ticketPageSchema = z.object({
  tickets: z.array(ticketSchema),
  next_cursor: nextCursor,
});

/** A query for tickets, and the page of its result. */
export interface TicketQuery {
  readonly jql: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Finds one page of the tickets a query selects. */
export async function findTickets(
  jira: Jira,
  { jql, limit, cursor }: TicketQuery,
  context: RequestContext,
): Promise<z.output<typeof ticketPageSchema>> {
  const page = await searchAndReconsileIssuesUsingJqlPost(jira.client(context, "The search"), {
    jql,
    fields: [...ticketFields],
    maxResults: limit,
    ...(cursor !== undefined && { nextPageToken: cursor }),
  });
  const issues = answerPart(page.issues, "a list of tickets");
  const now = new Date();
  return {
    tickets: issues.map((issue) => toTicket(issue, (id) => jira.ticketUrl(id), now)),
    next_cursor: page.isLast === true ? null : (page.nextPageToken ?? null),
  };
}
