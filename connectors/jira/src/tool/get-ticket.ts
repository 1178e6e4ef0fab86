import { getIssue } from "jira.js/cloud";
import type { RequestContext, ToolDefinition } from "mortise";
import { z } from "zod";
import { toText } from "../document/to-text.ts";
import type { Jira } from "../jira.ts";
import { ticketId } from "../ticket/argument.ts";
import { ticketFields, ticketSchema, toTicket } from "../ticket/ticket.ts";

const input = z.object({ ticket_id: ticketId });

const output = ticketSchema.extend({
  description: z.string().describe("The report, as plain text"),
  type: z.string().nullable().describe("e.g. Bug"),
  labels: z.array(z.string()),
  reporter: z.string().nullable(),
  resolved_at: z.string().nullable().describe("ISO 8601, UTC; null while it is open"),
  comment_count: z.number().describe("Read them with list_ticket_comments"),
});

const detailsSchema = z.looseObject({
  description: z.unknown(),
  issuetype: z.looseObject({ name: z.string() }).nullish(),
  labels: z.array(z.string()).nullish(),
  reporter: z.looseObject({ displayName: z.string() }).nullish(),
  resolutiondate: z.coerce.date().nullish(),
  comment: z.looseObject({ total: z.number() }).nullish(),
});

const fields = [
  ...ticketFields,
  "description",
  "issuetype",
  "labels",
  "reporter",
  "resolutiondate",
  "comment",
];

/** The tool `get_ticket`. */
export const getTicketTool = {
  title: "Get a ticket",
  description:
    "Read one support ticket by its id: the report, its status, its assignee, and the number of its comments. The discussion itself is in list_ticket_comments.",
  input,
  output,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "15s",
} satisfies ToolDefinition;

/** Answers `get_ticket`. */
export async function getTicket(
  jira: Jira,
  { ticket_id }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const client = jira.client(context, `Ticket ${ticket_id}`);
  const issue = await getIssue(client, { issueIdOrKey: ticket_id, fields });
  const details = detailsSchema.safeParse(issue.fields).data;
  return {
    ...toTicket(issue, (id) => jira.ticketUrl(id), new Date()),
    description: toText(details?.description),
    type: details?.issuetype?.name ?? null,
    labels: details?.labels ?? [],
    reporter: details?.reporter?.displayName ?? null,
    resolved_at: details?.resolutiondate?.toISOString() ?? null,
    comment_count: details?.comment?.total ?? 0,
  };
}
