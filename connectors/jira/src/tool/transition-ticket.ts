import type { IssueTransition } from "jira.js/cloud";
import { doTransition, getIssue, getTransitions } from "jira.js/cloud";
import type { RequestContext, ToolDefinition } from "mortise";
import { ToolError } from "mortise";
import { z } from "zod";
import type { Jira } from "../jira.ts";
import { ticketId } from "../ticket/argument.ts";
import { ticketFields, toTicket } from "../ticket/ticket.ts";

const input = z.object({
  ticket_id: ticketId,
  status: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .describe("The status it is to have, in the site's own words, e.g. In Progress"),
});

const output = z.object({
  ticket_id: z.string(),
  previous_status: z.string(),
  status: z.string(),
  changed: z.boolean().describe("false when it had this status already"),
  url: z.string(),
});

/** The tool `transition_ticket`. */
export const transitionTicketTool = {
  title: "Change a ticket's status",
  description:
    "Move a support ticket to another status, such as In Progress or Done. When the status cannot be reached from where the ticket stands, the error lists those that can.",
  input,
  output,
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  },
  timeout: "30s",
} satisfies ToolDefinition;

/** Answers `transition_ticket`. */
export async function transitionTicket(
  jira: Jira,
  { ticket_id, status }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const client = jira.client(context, `Ticket ${ticket_id}`);
  const issueIdOrKey = ticket_id;
  const issue = await getIssue(client, { issueIdOrKey, fields: [...ticketFields] });
  const url = jira.ticketUrl(ticket_id);
  const { status: previous_status } = toTicket(issue, () => url, new Date());
  if (isSame(previous_status, status)) {
    return { ticket_id, previous_status, status: previous_status, changed: false, url };
  }
  const { transitions = [] } = await getTransitions(client, { issueIdOrKey });
  const transition = choose(transitions, status);
  if (transition?.id === undefined) {
    const possible = [...new Set(transitions.flatMap(({ to }) => to?.name ?? []))];
    throw new ToolError(
      `Ticket ${ticket_id} is in ${JSON.stringify(previous_status)} and cannot be moved to ${JSON.stringify(status)}. Possible: ${possible.join(", ") || "nothing"}.`,
      { code: "invalid_status", data: { status: previous_status, possible_statuses: possible } },
    );
  }
  await doTransition(client, { issueIdOrKey, transition: { id: transition.id } });
  return { ticket_id, previous_status, status: transition.to?.name ?? status, changed: true, url };
}

// People say either where a ticket goes or the name of the step, "Done" or "Resolve".
function choose(
  transitions: readonly IssueTransition[],
  wanted: string,
): IssueTransition | undefined {
  return (
    transitions.find(({ to }) => isSame(to?.name, wanted)) ??
    transitions.find(({ name }) => isSame(name, wanted))
  );
}

function isSame(name: string | undefined, wanted: string): boolean {
  return name?.toLowerCase() === wanted.toLowerCase();
}
