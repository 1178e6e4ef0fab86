import { z } from "zod";
import type { AtlassianDocument } from "./document.ts";
import { documentSchema, toDocument } from "./document.ts";
import type { IssueDraft, IssueStore } from "./issue-store.ts";
import { JiraError } from "./jira-reply.ts";
import { findChoice, issueTypes, priorities, project } from "./scheme.ts";

/** Whether texts are written as version 2 of the API has them, plain, or as version 3, documents. */
export type ApiVersion = 2 | 3;

const referenceSchema = z.looseObject({
  id: z.string().optional(),
  key: z.string().optional(),
  name: z.string().optional(),
});
const bodySchema = z.object({ fields: z.record(z.string(), z.unknown()).default({}) });
const settable = new Set([
  "project",
  "summary",
  "description",
  "issuetype",
  "priority",
  "labels",
  "assignee",
]);

/** Reads what a new issue is to be, or throws Jira's 400 with an error for every wrong field. */
export function readIssueDraft(body: unknown, version: ApiVersion, store: IssueStore): IssueDraft {
  const parsed = bodySchema.safeParse(body);
  const fields = new Map(Object.entries(parsed.success ? parsed.data.fields : {}));
  const errors: Record<string, string> = {};
  const fail = (field: string, message: string): undefined => {
    errors[field] = message;
    return undefined;
  };
  for (const name of fields.keys()) {
    if (!settable.has(name)) {
      fail(name, `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`);
    }
  }
  const given = readReference(fields.get("project"));
  if (given !== project.key && given !== project.id) {
    fail("project", "Specify a valid project ID or key");
  }
  const summary = z.string().trim().min(1).max(255).safeParse(fields.get("summary"));
  if (!summary.success) {
    fail("summary", "You must specify a summary of the issue.");
  }
  const type =
    findChoice(issueTypes, readReference(fields.get("issuetype"))) ??
    fail("issuetype", "Specify a valid issue type");
  const priority =
    findChoice(
      priorities,
      fields.has("priority") ? readReference(fields.get("priority")) : "Medium",
    ) ?? fail("priority", "The priority selected is invalid.");
  const labels = z.array(z.string().regex(/^\S+$/)).safeParse(fields.get("labels") ?? []);
  if (!labels.success) {
    fail("labels", "The labels contain spaces which is invalid.");
  }
  const assignee = readAssignee(fields.get("assignee"), store);
  if (assignee === undefined) {
    fail("assignee", "The user does not exist.");
  }
  const description = readText(fields.get("description") ?? null, version);
  if (description === undefined) {
    fail("description", textMessage(version));
  }
  if (
    Object.keys(errors).length > 0 ||
    !summary.success ||
    !labels.success ||
    type === undefined ||
    priority === undefined ||
    assignee === undefined ||
    description === undefined
  ) {
    throw new JiraError(400, undefined, errors);
  }
  return { summary: summary.data, description, type, priority, labels: labels.data, assignee };
}

/** Reads the body of a new comment, or throws Jira's 400. */
export function readCommentBody(body: unknown, version: ApiVersion): AtlassianDocument {
  const parsed = z.looseObject({ body: z.unknown() }).safeParse(body);
  const document = parsed.success ? readText(parsed.data.body ?? null, version) : undefined;
  if (document === undefined || document === null || document.content.length === 0) {
    throw new JiraError(400, undefined, { comment: "Comment body is not valid!" });
  }
  return document;
}

function readReference(value: unknown): string {
  const parsed = referenceSchema.safeParse(value);
  return parsed.success ? (parsed.data.id ?? parsed.data.key ?? parsed.data.name ?? "") : "";
}

function readAssignee(value: unknown, store: IssueStore): IssueDraft["assignee"] | undefined {
  if (value === undefined || value === null) {
    return null;
  }
  const parsed = z.looseObject({ id: z.string().optional(), accountId: z.string().optional() });
  const account = parsed.safeParse(value);
  return store.users.get(account.data?.accountId ?? account.data?.id ?? "");
}

function readText(value: unknown, version: ApiVersion): AtlassianDocument | null | undefined {
  if (value === null) {
    return null;
  }
  if (version === 2) {
    return typeof value === "string" ? toDocument(value.split(/\n\n+/)) : undefined;
  }
  return documentSchema.safeParse(value).data;
}

function textMessage(version: ApiVersion): string {
  return version === 2
    ? "Operation value must be a string"
    : "Operation value must be an Atlassian Document (see the Atlassian Document Format)";
}
