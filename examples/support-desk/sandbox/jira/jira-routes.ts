import { z } from "zod";
import type { Route } from "../http/route.ts";
import type { ServiceReply, ServiceRequest } from "../http/service.ts";
import { documentSchema } from "./document.ts";
import type { Issue } from "./issue.ts";
import type { ApiVersion } from "./issue-draft.ts";
import { readCommentBody, readIssueDraft } from "./issue-draft.ts";
import type { IssueStore } from "./issue-store.ts";
import { IssueView } from "./issue-view.ts";
import { JiraError } from "./jira-reply.ts";
import { transitionsFrom } from "./scheme.ts";
import { findIssues, searchIssues, searchSchema } from "./search-issues.ts";

const transitionSchema = z.object({
  transition: z.object({ id: z.string() }),
  update: z
    .object({ comment: z.array(z.object({ add: z.object({ body: documentSchema }) })).default([]) })
    .optional(),
});

/** Creates the routes of the Jira sandbox. */
export function createJiraRoutes(store: IssueStore, siteUrl: string): Route[] {
  const view = new IssueView(siteUrl);
  const ok = (body: unknown): ServiceReply => ({ status: 200, body });
  const search = (asked: unknown): ServiceReply => {
    const request = readSearch(asked);
    const { issues, nextPageToken } = searchIssues(store, request);
    const last = nextPageToken === undefined;
    return ok({
      issues: issues.map((issue) => view.issue(issue, request.fields)),
      isLast: last,
      ...(last ? {} : { nextPageToken }),
    });
  };
  return [
    ...issueRoutes(store, view),
    ...commentRoutes(store, view),
    {
      method: "GET",
      path: "/rest/api/3/myself",
      reply: () => ok(view.user(store.currentUser)),
    },
    {
      method: "GET",
      path: "/rest/api/3/search/jql",
      reply: ({ query }) => search({ ...Object.fromEntries(query), fields: readFields(query) }),
    },
    {
      method: "POST",
      path: "/rest/api/3/search/jql",
      reply: (request) => search(readJson(request)),
    },
    {
      method: "POST",
      path: "/rest/api/3/search/approximate-count",
      reply: (request) =>
        ok({ count: findIssues(store, readSearch(readJson(request)).jql).length }),
    },
  ];
}

function issueRoutes(store: IssueStore, view: IssueView): Route[] {
  const create = (version: ApiVersion): Route => ({
    method: "POST",
    path: `/rest/api/${version}/issue`,
    reply: (request) => {
      const issue = store.create(readIssueDraft(readJson(request), version, store));
      const { id, key } = issue;
      return { status: 201, body: { id, key, self: view.issueUrl(issue) } };
    },
  });
  return [
    create(2),
    create(3),
    {
      method: "GET",
      path: "/rest/api/3/issue/:key",
      reply: ({ query }, variable) => {
        const issue = store.issue(variable("key"));
        return { status: 200, body: view.issue(issue, readFields(query) ?? ["*all"]) };
      },
    },
    {
      method: "GET",
      path: "/rest/api/3/issue/:key/transitions",
      reply: (_, variable) => {
        const transitions = transitionsFrom(store.issue(variable("key")).status);
        return {
          status: 200,
          body: {
            expand: "transitions",
            transitions: transitions.map((transition) => view.transition(transition)),
          },
        };
      },
    },
    {
      method: "POST",
      path: "/rest/api/3/issue/:key/transitions",
      reply: (request, variable) => {
        transitionIssue(store, store.issue(variable("key")), readJson(request));
        return { status: 204 };
      },
    },
  ];
}

function commentRoutes(store: IssueStore, view: IssueView): Route[] {
  const add = (version: ApiVersion): Route => ({
    method: "POST",
    path: `/rest/api/${version}/issue/:key/comment`,
    reply: (request, variable) => {
      const issue = store.issue(variable("key"));
      const comment = store.comment(issue, readCommentBody(readJson(request), version));
      return { status: 201, body: view.comment(issue, comment) };
    },
  });
  return [
    add(2),
    add(3),
    {
      method: "GET",
      path: "/rest/api/3/issue/:key/comment",
      reply: ({ query }, variable) => {
        const issue = store.issue(variable("key"));
        const startAt = readCount(query.get("startAt"), 0);
        const maxResults = Math.min(readCount(query.get("maxResults"), 100), 100);
        const newestFirst = query.get("orderBy") === "-created";
        const ordered = newestFirst ? issue.comments.toReversed() : issue.comments;
        const comments = ordered
          .slice(startAt, startAt + maxResults)
          .map((comment) => view.comment(issue, comment));
        return {
          status: 200,
          body: { startAt, maxResults, total: issue.comments.length, comments },
        };
      },
    },
    {
      method: "GET",
      path: "/rest/api/3/issue/:key/comment/:id",
      reply: (_, variable) => {
        const issue = store.issue(variable("key"));
        const comment = issue.comments.find(({ id }) => id === variable("id"));
        if (comment === undefined) {
          throw new JiraError(404, `Can not find a comment for the id: ${variable("id")}.`);
        }
        return { status: 200, body: view.comment(issue, comment) };
      },
    },
  ];
}

function transitionIssue(store: IssueStore, issue: Issue, body: unknown): void {
  const parsed = transitionSchema.safeParse(body);
  if (!parsed.success) {
    throw new JiraError(400, "Missing 'transition' identifier");
  }
  const { transition, update } = parsed.data;
  const chosen = transitionsFrom(issue.status).find(({ id }) => id === transition.id);
  if (chosen === undefined) {
    throw new JiraError(
      400,
      `It seems that you have tried to perform a workflow operation (${transition.id}) that is not valid for the current state of this issue (${issue.key}). The likely cause is that somebody has changed the issue recently, please look at the issue history for details.`,
    );
  }
  store.transition(issue, chosen);
  for (const { add } of update?.comment ?? []) {
    store.comment(issue, add.body);
  }
}

function readSearch(asked: unknown): z.infer<typeof searchSchema> {
  const parsed = searchSchema.safeParse(asked);
  if (!parsed.success) {
    throw new JiraError(
      400,
      "Invalid request payload. Refer to the REST API documentation and try again.",
    );
  }
  return parsed.data;
}

function readFields(query: URLSearchParams): string[] | undefined {
  const names = query
    .getAll("fields")
    .flatMap((value) => value.split(","))
    .filter((name) => name !== "");
  return names.length > 0 ? names : undefined;
}

function readCount(text: string | null, otherwise: number): number {
  const count = Number(text ?? otherwise);
  return Number.isInteger(count) && count >= 0 ? count : otherwise;
}

function readJson({ body }: ServiceRequest): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new JiraError(
      400,
      "There was an error parsing JSON. Check that your request body is valid.",
    );
  }
}
