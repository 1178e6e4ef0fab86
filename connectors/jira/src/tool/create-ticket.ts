import { createIssue } from "jira.js/cloud";
import type { RequestContext, ToolDefinition } from "mortise";
import { atMostOnce, ToolError } from "mortise";
import { z } from "zod";
import { toDocument } from "../document/to-document.ts";
import type { Jira } from "../jira.ts";
import { answerPart } from "../request/answer-part.ts";
import { customerId } from "../ticket/argument.ts";

const input = z.object({
  title: z.string().trim().min(1).max(255).describe("One line that says what is wrong or wanted"),
  description: z
    .string()
    .trim()
    .min(1)
    .max(30_000)
    .describe("Plain text; an empty line begins a new paragraph"),
  customer_id: customerId.optional().describe("The customer it is for, e.g. C-1042"),
  priority: z.string().trim().min(1).max(60).optional().describe("e.g. High; default: the site's"),
  type: z.string().trim().min(1).max(60).default("Task").describe("e.g. Bug, Task"),
  project: z
    .string()
    .trim()
    .regex(/^[A-Za-z][A-Za-z0-9_]*$/)
    .optional()
    .describe("The key before the number in ticket ids, e.g. SUP; default: the connector's"),
});

const output = z.object({
  ticket_id: z.string(),
  title: z.string(),
  customer_id: z.string().nullable(),
  url: z.string(),
});

/** The tool `create_ticket`. */
export const createTicketTool = {
  title: "Create a ticket",
  description:
    "Open a new support ticket. Look with search_tickets first whether there is one already: calling this twice makes two tickets.",
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

/** Answers `create_ticket`. */
export async function createTicket(
  jira: Jira,
  { title, description, customer_id, priority, type, project }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const key = project?.toUpperCase() ?? jira.options.project;
  if (key === undefined) {
    throw new ToolError(
      "No project was given. Pass project, the part of a ticket id before the number, e.g. SUP; the operator can set JIRA_PROJECT as the default.",
      { code: "invalid_arguments" },
    );
  }
  const fields = {
    project: { key },
    summary: title,
    description: toDocument(description),
    issuetype: { name: type },
    ...(priority !== undefined && { priority: { name: priority } }),
    ...(customer_id !== undefined && { labels: [jira.customers.label(customer_id)] }),
  };
  const client = jira.client(context, `Project ${key}`);
  const issue = await atMostOnce(createIssue(client, { fields }));
  const ticket_id = answerPart(issue.key, "the key of the ticket");
  return {
    ticket_id,
    title,
    customer_id: customer_id ?? null,
    url: jira.ticketUrl(ticket_id),
  };
}
