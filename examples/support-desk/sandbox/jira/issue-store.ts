import type { World } from "../../world/index.ts";
import type { AtlassianDocument } from "./document.ts";
import type { Issue, IssueComment } from "./issue.ts";
import { createIssues, toIssueId } from "./issue.ts";
import { JiraError } from "./jira-reply.ts";
import type { JqlContext } from "./jql-field.ts";
import type { Transition } from "./scheme.ts";
import { project, statuses } from "./scheme.ts";
import type { User } from "./user.ts";
import { createUsers } from "./user.ts";

/** The fields of a new issue. */
export type IssueDraft = Pick<
  Issue,
  "summary" | "description" | "type" | "priority" | "labels" | "assignee"
>;

/** The issues and users of the Jira sandbox. */
export class IssueStore implements JqlContext {
  readonly users: ReadonlyMap<string, User>;
  readonly currentUser: User;
  readonly #issues: Issue[];
  readonly #byKey: Map<string, Issue>;
  readonly #clock: () => Date;
  #lastComment = 40_000;

  constructor(world: World, email: string, clock: () => Date) {
    this.#clock = clock;
    this.users = createUsers(world);
    const user = [...this.users.values()].find((candidate) => candidate.emailAddress === email);
    if (user === undefined) {
      throw new Error(`No colleague has the address ${email}. Use one of the world's colleagues.`);
    }
    this.currentUser = user;
    this.#issues = createIssues(world, this.users);
    this.#byKey = new Map(this.#issues.map((issue) => [issue.key, issue]));
  }

  /** The present, which relative dates and new issues go by. */
  get now(): Date {
    return this.#clock();
  }

  /** Every issue. */
  get issues(): readonly Issue[] {
    return this.#issues;
  }

  /** Finds an issue by its key in any case, or by its id. */
  findIssue(idOrKey: string): Issue | undefined {
    const key = /^\d+$/.test(idOrKey)
      ? `${project.key}-${Number(idOrKey) - Number(toIssueId(0))}`
      : idOrKey.toUpperCase();
    return this.#byKey.get(key);
  }

  /** Gives an issue, or throws Jira's 404. */
  issue(idOrKey: string): Issue {
    const issue = this.findIssue(idOrKey);
    if (issue === undefined) {
      throw new JiraError(404, "Issue does not exist or you do not have permission to see it.");
    }
    return issue;
  }

  /** Adds an issue, reported by the current user. */
  create(draft: IssueDraft): Issue {
    const number = this.#issues.length + 1;
    const created = this.now;
    const [status] = statuses;
    if (status === undefined) {
      throw new Error("The workflow has no status to begin with.");
    }
    const issue: Issue = {
      ...draft,
      id: toIssueId(number),
      key: `${project.key}-${number}`,
      number,
      reporter: this.currentUser,
      created,
      updated: created,
      resolved: null,
      status,
      comments: [],
    };
    this.#issues.push(issue);
    this.#byKey.set(issue.key, issue);
    return issue;
  }

  /** Adds a comment of the current user. */
  comment(issue: Issue, body: AtlassianDocument): IssueComment {
    this.#lastComment += 1;
    const comment = {
      id: String(this.#lastComment),
      author: this.currentUser,
      body,
      created: this.now,
    };
    issue.comments.push(comment);
    issue.updated = comment.created;
    return comment;
  }

  /** Moves an issue to another status. */
  transition(issue: Issue, { to }: Transition): void {
    issue.status = to;
    issue.updated = this.now;
    issue.resolved = to.category.key === "done" ? issue.updated : null;
  }
}
