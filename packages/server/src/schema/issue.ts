import type { StandardIssue } from "@mortise/protocol";
import { toPath } from "@mortise/protocol";

import { expandUnions } from "./expand-unions.ts";

/** One thing wrong with a value, ready for a model or a log. */
export interface Issue {
  /** Where, such as `items[2].name`; empty for the whole value. */
  readonly path: string;
  readonly message: string;
}

/** Issues reported of one value; a long list has the same mistake in each of its items. */
const MAX_ISSUES = 20;
/** Characters reported of a path and of a message; both may repeat input. */
const MAX_PATH = 200;
const MAX_MESSAGE = 1000;

/** Turns a schema library's issues into plain ones: the first of them, and the number of the rest. */
export function toIssues(issues: readonly StandardIssue[]): Issue[] {
  const first = issues.slice(0, MAX_ISSUES).flatMap((issue) => expandUnions(issue));
  const reported = first.slice(0, MAX_ISSUES).map((issue) => ({
    path: toPath(issue.path ?? []).slice(0, MAX_PATH),
    message: issue.message.slice(0, MAX_MESSAGE),
  }));
  const more = Math.max(issues.length, first.length) - reported.length;
  return more === 0 ? reported : [...reported, { path: "", message: `and ${more} more issues` }];
}

/** Writes issues as one line: `limit: expected number; name: required`. */
export function describeIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ");
}
