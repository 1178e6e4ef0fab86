import { toText } from "./document.ts";
import type { Issue } from "./issue.ts";
import { callJqlDateFunction, readJqlDate } from "./jql-date.ts";
import { JqlError } from "./jql-error.ts";
import type { JqlOperator } from "./jql-query.ts";
import type { Choice } from "./scheme.ts";
import {
  findChoice,
  issueTypes,
  priorities,
  project,
  statusCategories,
  statuses,
} from "./scheme.ts";
import type { User } from "./user.ts";

/** The data that a query is resolved against. */
export interface JqlContext {
  readonly now: Date;
  readonly currentUser: User;
  readonly users: ReadonlyMap<string, User>;
  findIssue(idOrKey: string): Issue | undefined;
}

/** A value of a field, in a form that compares; `undefined` stands for EMPTY. */
export type JqlValue = string | number | undefined;

/** A field that JQL knows. */
export interface JqlField {
  readonly operators: readonly JqlOperator[];
  /** Which way ORDER BY goes when the query does not say. */
  readonly direction: "asc" | "desc";
  /** Gives an issue's values; none when the field is empty. */
  values(issue: Issue): readonly (string | number)[];
  /** Reads a value of a query, or throws a JqlError. */
  read(text: string, field: string, context: JqlContext): JqlValue;
  /** Calls a function of a query; `undefined` when the field has none of that name. */
  call(name: string, given: readonly string[], context: JqlContext): JqlValue;
}

const equality: readonly JqlOperator[] = ["=", "!=", "in", "not in", "is", "is not"];
const ordered: readonly JqlOperator[] = [...equality, "<", ">", "<=", ">="];
const text: readonly JqlOperator[] = ["~", "!~", "is", "is not"];
const noFunction = (): undefined => undefined;

const fields: ReadonlyMap<string, JqlField> = new Map(
  Object.entries({
    project: choiceField([project], () => project),
    status: choiceField(statuses, (issue) => issue.status),
    statuscategory: categoryField(),
    issuetype: choiceField(issueTypes, (issue) => issue.type),
    priority: priorityField(),
    resolution: resolutionField(),
    labels: labelField(),
    key: keyField(),
    assignee: userField((issue) => issue.assignee),
    reporter: userField((issue) => issue.reporter),
    creator: userField((issue) => issue.reporter),
    summary: textField((issue) => issue.summary),
    description: textField((issue) => toText(issue.description)),
    comment: textField(toCommentText),
    text: textField((issue) =>
      [issue.summary, toText(issue.description), toCommentText(issue)].join("\n"),
    ),
    created: dateField((issue) => issue.created),
    updated: dateField((issue) => issue.updated),
    resolved: dateField((issue) => issue.resolved),
  } satisfies Record<string, JqlField>),
);

const aliases: Readonly<Record<string, string>> = {
  type: "issuetype",
  issuekey: "key",
  issue: "key",
  id: "key",
  createddate: "created",
  updateddate: "updated",
  resolutiondate: "resolved",
};

/** Finds a field by a name in any case, or `undefined`. */
export function findJqlField(name: string): JqlField | undefined {
  const plain = name.toLowerCase();
  return fields.get(aliases[plain] ?? plain);
}

function unknownValue(value: string, field: string): JqlError {
  return new JqlError(`The value '${value}' does not exist for the field '${field}'.`);
}

function choiceField(
  choices: readonly (Choice & { readonly key?: string })[],
  choose: (issue: Issue) => Choice,
): JqlField {
  return {
    operators: equality,
    direction: "asc",
    values: (issue) => [choose(issue).id],
    read: (value, field) => {
      const found =
        findChoice(choices, value) ??
        choices.find((choice) => choice.key?.toLowerCase() === value.toLowerCase());
      if (found === undefined) {
        throw unknownValue(value, field);
      }
      return found.id;
    },
    call: noFunction,
  };
}

function categoryField(): JqlField {
  return {
    operators: equality,
    direction: "asc",
    values: (issue) => [issue.status.category.id],
    read: (value, field) => {
      const wanted = value.toLowerCase();
      const found = statusCategories.find((category) =>
        [String(category.id), category.key, category.name.toLowerCase()].includes(wanted),
      );
      if (found === undefined) {
        throw unknownValue(value, field);
      }
      return found.id;
    },
    call: noFunction,
  };
}

function priorityField(): JqlField {
  // The first priority is the most urgent one, and "greater" means more urgent.
  const rank = (priority: Choice) => -priorities.indexOf(priority);
  return {
    operators: ordered,
    direction: "desc",
    values: (issue) => [rank(issue.priority)],
    read: (value, field) => {
      const found = findChoice(priorities, value);
      if (found === undefined) {
        throw unknownValue(value, field);
      }
      return rank(found);
    },
    call: noFunction,
  };
}

function resolutionField(): JqlField {
  return {
    operators: equality,
    direction: "asc",
    values: (issue) => (issue.resolved === null ? [] : ["done"]),
    read: (value, field) => {
      const wanted = value.toLowerCase();
      if (wanted !== "done" && wanted !== "unresolved") {
        throw unknownValue(value, field);
      }
      return wanted === "done" ? wanted : undefined;
    },
    call: noFunction,
  };
}

function labelField(): JqlField {
  return {
    operators: equality,
    direction: "asc",
    values: (issue) => issue.labels.map((label) => label.toLowerCase()),
    read: (value) => value.toLowerCase(),
    call: noFunction,
  };
}

function keyField(): JqlField {
  return {
    operators: ordered,
    direction: "desc",
    values: (issue) => [issue.number],
    read: (value, field, context) => {
      const found = context.findIssue(value);
      if (found !== undefined) {
        return found.number;
      }
      throw new JqlError(
        /^[a-z][a-z0-9]+-\d+$|^\d+$/i.test(value)
          ? `An issue with key '${value}' does not exist for field '${field}'.`
          : `The issue key '${value}' for field '${field}' is invalid.`,
      );
    },
    call: noFunction,
  };
}

function userField(choose: (issue: Issue) => User | null): JqlField {
  return {
    operators: equality,
    direction: "asc",
    values: (issue) => {
      const user = choose(issue);
      return user === null ? [] : [user.accountId];
    },
    read: (value, field, { users }) => {
      const wanted = value.toLowerCase();
      const found = [...users.values()].find((user) =>
        [user.accountId, user.emailAddress, user.displayName].some(
          (name) => name.toLowerCase() === wanted,
        ),
      );
      if (found === undefined) {
        throw unknownValue(value, field);
      }
      return found.accountId;
    },
    call: (name, _, { currentUser }) =>
      name.toLowerCase() === "currentuser" ? currentUser.accountId : undefined,
  };
}

function textField(read: (issue: Issue) => string): JqlField {
  return {
    operators: text,
    direction: "asc",
    values: (issue) => {
      const value = read(issue);
      return value === "" ? [] : [value];
    },
    read: (value, field) => {
      if (!/[\p{L}\p{N}]/u.test(value)) {
        throw new JqlError(`The field '${field}' does not support searching for an empty string.`);
      }
      return value;
    },
    call: noFunction,
  };
}

function dateField(choose: (issue: Issue) => Date | null): JqlField {
  return {
    operators: ordered,
    direction: "desc",
    values: (issue) => {
      const date = choose(issue);
      return date === null ? [] : [date.getTime()];
    },
    read: (value, field, { now }) => readJqlDate(value, field, now),
    call: (name, given, { now }) => callJqlDateFunction(name, given, now),
  };
}

function toCommentText(issue: Issue): string {
  return issue.comments.map((comment) => toText(comment.body)).join("\n");
}
