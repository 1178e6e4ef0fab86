import type { Ticket, World } from "../../world/index.ts";
import type { AtlassianDocument } from "./document.ts";
import { toDocument } from "./document.ts";
import type { Choice, Status } from "./scheme.ts";
import { findChoice, issueTypes, priorities, statuses } from "./scheme.ts";
import type { User } from "./user.ts";

/** A comment of an issue. */
export interface IssueComment {
  readonly id: string;
  readonly author: User;
  readonly body: AtlassianDocument;
  readonly created: Date;
}

/** An issue as the sandbox keeps it. */
export interface Issue {
  readonly id: string;
  readonly key: string;
  readonly number: number;
  readonly summary: string;
  readonly description: AtlassianDocument | null;
  readonly type: Choice;
  readonly priority: Choice;
  readonly labels: readonly string[];
  readonly reporter: User | null;
  readonly assignee: User | null;
  readonly created: Date;
  readonly comments: IssueComment[];
  status: Status;
  updated: Date;
  resolved: Date | null;
}

/** Creates the issues of the world's tickets. */
export function createIssues(world: World, users: ReadonlyMap<string, User>): Issue[] {
  let lastComment = 30_000;
  const user = (accountId: string | null) => users.get(accountId ?? "") ?? null;
  return world.tickets.map((ticket): Issue => {
    const number = Number(ticket.key.slice("SUP-".length));
    return {
      id: toIssueId(number),
      key: ticket.key,
      number,
      summary: ticket.summary,
      description: toDocument(ticket.description),
      ...toChoices(ticket),
      labels: ticket.labels,
      reporter: user(ticket.reporter),
      assignee: user(ticket.assignee),
      created: new Date(ticket.created),
      updated: new Date(ticket.updated),
      resolved: ticket.resolved === null ? null : new Date(ticket.resolved),
      comments: ticket.comments.flatMap((comment) => {
        const author = user(comment.author);
        lastComment += 1;
        return author === null
          ? []
          : {
              id: String(lastComment),
              author,
              body: toDocument(comment.text),
              created: new Date(comment.created),
            };
      }),
    };
  });
}

/** Gives the id of the issue with this number. */
export function toIssueId(number: number): string {
  return String(20_000 + number);
}

function toChoices(ticket: Ticket): Pick<Issue, "type" | "priority" | "status"> {
  const type = findChoice(issueTypes, ticket.type);
  const priority = findChoice(priorities, ticket.priority);
  const status = findChoice(statuses, ticket.status);
  if (type === undefined || priority === undefined || status === undefined) {
    throw new Error(`${ticket.key} has a type, priority or status the Jira sandbox does not know.`);
  }
  return { type, priority, status };
}
