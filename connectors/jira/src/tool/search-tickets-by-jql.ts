import type { RequestContext, ToolDefinition } from "mortise";
import { z } from "zod";
import type { Jira } from "../jira.ts";
import { cursor, limit } from "../ticket/argument.ts";
import { findTickets, ticketPageSchema } from "./find-tickets.ts";

const input = z.object({
  jql: z
    .string()
    .trim()
    .min(1)
    .max(5000)
    .describe('Bounded JQL, e.g. project = SUP AND labels = "billing" ORDER BY created DESC'),
  limit,
  cursor,
});

/** The tool `search_tickets_by_jql`, offered only where the options allow it. */
export const searchTicketsByJqlTool = {
  title: "Search tickets by JQL",
  description:
    "Find support tickets by a query in the Jira Query Language. Use it only for what search_tickets cannot express, such as labels, components or custom fields.",
  input,
  output: ticketPageSchema,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "15s",
} satisfies ToolDefinition;

/** Answers `search_tickets_by_jql`. */
export function searchTicketsByJql(
  jira: Jira,
  query: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof ticketPageSchema>> {
  return findTickets(jira, query, context);
}
