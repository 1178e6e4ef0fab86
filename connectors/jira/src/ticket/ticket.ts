import type { Issue } from "jira.js/cloud";
import { ToolError } from "mortise";
import { z } from "zod";
import { toAge } from "./age.ts";

/** The fields of an issue that {@link toTicket} reads. */
export const ticketFields = [
  "summary",
  "status",
  "priority",
  "assignee",
  "created",
  "updated",
] as const;

/** A ticket in a list. */
export const ticketSchema = z.object({
  id: z.string().describe("The ticket's key, e.g. SUP-1207"),
  title: z.string(),
  status: z.string().describe("Where it stands, in the site's own words, e.g. In Progress"),
  priority: z.string().nullable().describe("e.g. High"),
  assignee: z
    .string()
    .nullable()
    .describe("The person that works on it; null before it is assigned"),
  created_at: z.string().describe("ISO 8601, UTC"),
  updated_at: z.string().describe("ISO 8601, UTC"),
  age: z.string().describe("How long ago it was created, e.g. 3 days"),
  url: z.string(),
});

/** A ticket in a list. */
export type Ticket = z.output<typeof ticketSchema>;

const named = z.looseObject({ name: z.string() });
const fieldsSchema = z.looseObject({
  summary: z.string(),
  status: named,
  priority: named.nullish(),
  assignee: z.looseObject({ displayName: z.string() }).nullish(),
  created: z.coerce.date(),
  updated: z.coerce.date(),
});

/** Reads an issue as a ticket; `now` is what its age counts to. */
export function toTicket(issue: Issue, toUrl: (id: string) => string, now: Date): Ticket {
  const parsed = fieldsSchema.safeParse(issue.fields);
  const { key } = issue;
  if (!parsed.success || key === undefined) {
    const where = parsed.error?.issues.map(({ path }) => path.join(".")).join(", ") || "key";
    throw new ToolError(`Jira sent the ticket ${key ?? ""} without a usable ${where}.`, {
      code: "upstream_error",
    });
  }
  const { summary, status, priority, assignee, created, updated } = parsed.data;
  return {
    id: key,
    title: summary,
    status: status.name,
    priority: priority?.name ?? null,
    assignee: assignee?.displayName ?? null,
    created_at: created.toISOString(),
    updated_at: updated.toISOString(),
    age: toAge(created, now),
    url: toUrl(key),
  };
}
