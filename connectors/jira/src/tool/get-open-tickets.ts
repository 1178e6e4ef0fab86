import type { RequestContext, ToolDefinition } from "mortise";
import { z } from "zod";
import type { Jira } from "../jira.ts";
import { cursor, customerId, limit } from "../ticket/argument.ts";
import { findTickets, ticketPageSchema } from "./find-tickets.ts";

const input = z.object({ customer_id: customerId, limit, cursor });

/** The tool `get_open_tickets`. */
export const getOpenTicketsTool = {
  title: "Get a customer's open tickets",
  description:
    "List the open support tickets of one customer, the most urgent first: id, title, status, priority, assignee and age. Use it to see what a customer is waiting for. An empty list means the customer has no open ticket, or that no such customer is known to Jira.",
  input,
  output: ticketPageSchema,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "15s",
} satisfies ToolDefinition;

/** Answers `get_open_tickets`. */
export function getOpenTickets(
  jira: Jira,
  { customer_id, ...page }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof ticketPageSchema>> {
  const customer = jira.customers.clause(customer_id);
  const jql = `${customer} AND statusCategory != Done ORDER BY priority DESC, created DESC`;
  return findTickets(jira, { jql, ...page }, context);
}
