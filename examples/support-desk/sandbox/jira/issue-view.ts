import type { Issue, IssueComment } from "./issue.ts";
import type { Choice, Status, Transition } from "./scheme.ts";
import { project } from "./scheme.ts";
import type { User } from "./user.ts";

/** Writes what the sandbox keeps as Jira's REST API version 3 does. */
export class IssueView {
  readonly #api: string;

  constructor(siteUrl: string) {
    this.#api = `${siteUrl}/rest/api/3`;
  }

  /** Gives the address of an issue. */
  issueUrl(issue: Pick<Issue, "id">): string {
    return `${this.#api}/issue/${issue.id}`;
  }

  /** Writes an issue with the named fields: `*all`, `*navigable`, names, and `-` before a name to leave out. */
  issue(issue: Issue, names: readonly string[]): Record<string, unknown> {
    if (names.length === 1 && names[0] === "id") {
      return { id: issue.id };
    }
    const fields: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(this.#fields(issue))) {
      const everything =
        names.includes("*all") || (names.includes("*navigable") && name !== "comment");
      if ((everything || names.includes(name)) && !names.includes(`-${name}`)) {
        fields[name] = value;
      }
    }
    return { expand: "", id: issue.id, self: this.issueUrl(issue), key: issue.key, fields };
  }

  /** Writes one comment of an issue. */
  comment(issue: Issue, comment: IssueComment): Record<string, unknown> {
    const author = this.user(comment.author);
    const created = toJiraTime(comment.created);
    return {
      self: `${this.issueUrl(issue)}/comment/${comment.id}`,
      id: comment.id,
      author,
      body: comment.body,
      updateAuthor: author,
      created,
      updated: created,
      jsdPublic: true,
    };
  }

  /** Writes a user. */
  user(user: User): Record<string, unknown> {
    return {
      self: `${this.#api}/user?accountId=${encodeURIComponent(user.accountId)}`,
      ...user,
      active: true,
      timeZone: "Etc/UTC",
    };
  }

  /** Writes a transition. */
  transition({ id, name, to }: Transition): Record<string, unknown> {
    return {
      id,
      name,
      to: this.#status(to),
      hasScreen: false,
      isGlobal: true,
      isInitial: false,
      isAvailable: true,
      isConditional: false,
    };
  }

  #fields(issue: Issue): Record<string, unknown> {
    const comments = issue.comments.map((comment) => this.comment(issue, comment));
    const total = comments.length;
    const reporter = issue.reporter === null ? null : this.user(issue.reporter);
    return {
      summary: issue.summary,
      description: issue.description,
      status: this.#status(issue.status),
      priority: this.#choice("priority", issue.priority),
      issuetype: { ...this.#choice("issuetype", issue.type), subtask: false },
      project: { self: `${this.#api}/project/${project.id}`, ...project },
      labels: issue.labels,
      assignee: issue.assignee === null ? null : this.user(issue.assignee),
      reporter,
      creator: reporter,
      created: toJiraTime(issue.created),
      updated: toJiraTime(issue.updated),
      resolution:
        issue.resolved === null ? null : this.#choice("resolution", { id: "10000", name: "Done" }),
      resolutiondate: issue.resolved === null ? null : toJiraTime(issue.resolved),
      comment: {
        self: `${this.issueUrl(issue)}/comment`,
        startAt: 0,
        maxResults: total,
        total,
        comments,
      },
    };
  }

  #status({ id, name, category }: Status): Record<string, unknown> {
    return {
      ...this.#choice("status", { id, name }),
      description: "",
      statusCategory: { self: `${this.#api}/statuscategory/${category.id}`, ...category },
    };
  }

  #choice(kind: string, { id, name }: Choice): Record<string, unknown> {
    return {
      self: `${this.#api}/${kind}/${id}`,
      iconUrl: `${this.#api}/icon/${kind}/${id}`,
      id,
      name,
    };
  }
}

function toJiraTime(date: Date): string {
  return date.toISOString().replace("Z", "+0000");
}
