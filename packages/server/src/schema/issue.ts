import type { StandardIssue } from "@mortise/protocol";

/** One thing wrong with a value, ready for a model or a log. */
export interface Issue {
  /** Where, such as `items[2].name`; empty for the whole value. */
  readonly path: string;
  readonly message: string;
}

/** Turns a schema library's issues into plain ones. */
export function toIssues(issues: readonly StandardIssue[]): Issue[] {
  return issues.map((issue) => ({ path: toPath(issue.path ?? []), message: issue.message }));
}

/** Writes issues as one line: `limit: expected number; name: required`. */
export function describeIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ");
}

/** Writes a path the way it is written in JavaScript. */
export function toPath(keys: NonNullable<StandardIssue["path"]>): string {
  let path = "";
  for (const entry of keys) {
    const key = typeof entry === "object" ? entry.key : entry;
    if (/^\d+$/.test(String(key))) path += `[${String(key)}]`;
    else path += path === "" ? String(key) : `.${String(key)}`;
  }
  return path;
}
