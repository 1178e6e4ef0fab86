import { z } from "zod";
import { compileJql } from "./compile-jql.ts";
import type { Issue } from "./issue.ts";
import type { IssueStore } from "./issue-store.ts";
import { JiraError } from "./jira-reply.ts";
import { JqlError } from "./jql-error.ts";
import { parseJql } from "./parse-jql.ts";

/** A request of the enhanced search. */
export const searchSchema = z.object({
  jql: z.string().default(""),
  fields: z.array(z.string()).default(["id"]),
  maxResults: z.coerce.number().int().min(0).default(50),
  nextPageToken: z.string().nullish(),
});

/** One page of a search. */
export interface SearchPage {
  readonly issues: readonly Issue[];
  /** `undefined` on the last page. */
  readonly nextPageToken: string | undefined;
}

// Jira gives up to 5,000 issues when only ids are asked for, and far fewer when fields are.
const maximum = { ids: 5_000, fields: 100 };

/** Finds one page of the issues a query matches, or throws Jira's 400. */
export function searchIssues(
  store: IssueStore,
  { jql, fields, maxResults, nextPageToken }: z.infer<typeof searchSchema>,
): SearchPage {
  const found = findIssues(store, jql);
  const start = typeof nextPageToken === "string" ? readToken(nextPageToken, jql) : 0;
  const onlyIds = fields.every((field) => field === "id" || field === "key");
  const size = Math.max(1, Math.min(maxResults, onlyIds ? maximum.ids : maximum.fields));
  const end = start + size;
  return {
    issues: found.slice(start, end),
    nextPageToken: end < found.length ? toToken(end, jql) : undefined,
  };
}

/** Finds every issue a query matches, in the query's order, or throws Jira's 400. */
export function findIssues(store: IssueStore, jql: string): Issue[] {
  try {
    const query = parseJql(jql);
    const { matches, compare } = compileJql(query, store);
    if (query.where === undefined) {
      throw new JqlError(
        "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
      );
    }
    return store.issues.filter(matches).sort(compare);
  } catch (error) {
    if (error instanceof JqlError) {
      throw new JiraError(400, error.message);
    }
    throw error;
  }
}

function toToken(start: number, jql: string): string {
  return Buffer.from(JSON.stringify([start, jql])).toString("base64url");
}

function readToken(token: string, jql: string): number {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const [, start, written] = /^\[(\d+),(".*")\]$/s.exec(text) ?? [];
  if (start === undefined || written !== JSON.stringify(jql)) {
    throw new JiraError(400, "The next page token is invalid or belongs to another query.");
  }
  return Number(start);
}
