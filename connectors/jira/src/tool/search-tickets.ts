import type { RequestContext, ToolDefinition } from "mortise";
import { ToolError } from "mortise";
import { z } from "zod";
import type { Jira } from "../jira.ts";
import { toSearchJql } from "../query/to-search-jql.ts";
import { cursor, customerId, limit } from "../ticket/argument.ts";
import { findTickets, ticketPageSchema } from "./find-tickets.ts";

const input = z.object({
  text: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe("Words that title, description or comments must hold, e.g. charged twice"),
  customer_id: customerId.optional().describe("Only tickets of this customer, e.g. C-1042"),
  state: z
    .enum(["open", "closed", "any"])
    .default("any")
    .describe("Only open tickets, only closed ones, or any"),
  status: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .optional()
    .describe("Only this exact status, e.g. In Progress"),
  priority: z.string().trim().min(1).max(60).optional().describe("Only this priority, e.g. High"),
  updated_after: z
    .string()
    .trim()
    .refine(isMoment, "Write a day as 2026-05-01 or a moment as 2026-05-01T08:00:00Z")
    .optional()
    .describe("Only tickets changed since then, e.g. 2026-05-01 or 2026-05-01T08:00:00Z"),
  limit,
  cursor,
});

// A refinement, because the patterns of zod's own dates would cost every caller 700 characters.
function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The tool `search_tickets`. */
export const searchTicketsTool = {
  title: "Search tickets",
  description:
    "Find support tickets, open or closed, by words, customer, status, priority or last change; all given filters must hold, the latest change comes first. Use get_open_tickets when the question is only what one customer has open.",
  input,
  output: ticketPageSchema,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "15s",
} satisfies ToolDefinition;

/** Answers `search_tickets`. */
export async function searchTickets(
  jira: Jira,
  { limit: size, cursor: start, ...filter }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof ticketPageSchema>> {
  const { minute, token } = readCursor(start);
  const jql = toSearchJql(filter, jira.customers, new Date(minute * 60_000));
  const page = await findTickets(jira, { jql, limit: size, cursor: token }, context);
  return {
    ...page,
    next_cursor: page.next_cursor === null ? null : `${minute}~${page.next_cursor}`,
  };
}

// Jira ties a page to its query, and an age in the query must not change while pages are turned.
function readCursor(text: string | undefined): { minute: number; token: string | undefined } {
  if (text === undefined) return { minute: Math.floor(Date.now() / 60_000), token: undefined };
  const [, minute, token] = /^(\d{1,9})~(.+)$/s.exec(text) ?? [];
  if (minute !== undefined) return { minute: Number(minute), token };
  throw new ToolError(
    `The cursor ${JSON.stringify(text)} is not one of this search. Pass next_cursor of the page before, or none.`,
    { code: "invalid_arguments" },
  );
}
