import type { StandardIssue } from "@mortise/protocol";

/** An issue of zod that no alternative of a union fits, with the issues of each. */
interface UnionIssue extends StandardIssue {
  readonly errors: readonly (readonly StandardIssue[])[];
}

type Keys = NonNullable<StandardIssue["path"]>;

const MAX_DEPTH = 4;
/** Alternatives that a message names. */
const MAX_NAMED = 5;

/**
 * Says what is wrong with a value that fits no alternative of a union: the issues of the alternative
 * that was meant, by its `kind` or its type, or else what each alternative expects.
 *
 * zod says no more than "Invalid input" of them, which no model can act on.
 */
export function expandUnions(issue: StandardIssue, depth = 0): readonly StandardIssue[] {
  if (!isUnion(issue) || depth >= MAX_DEPTH) return [issue];
  const path = issue.path ?? [];
  const alternatives = issue.errors.map((inner) =>
    inner.flatMap((each) => expandUnions(each, depth + 1)),
  );
  const meant = alternatives.filter((inner) => !inner.some(rulesOut));
  const [only] = meant.length === 1 ? meant : [];
  if (only) return only.map((each) => ({ ...each, path: [...path, ...(each.path ?? [])] }));
  const expected = (meant.length > 0 ? meant : alternatives).map((inner) => describe(inner[0]));
  const named = [...new Set(expected)].filter((each) => each !== "").slice(0, MAX_NAMED);
  return named.length === 0 ? [issue] : [{ message: named.join(", or "), path }];
}

function isUnion(issue: StandardIssue): issue is UnionIssue {
  const { code, errors } = issue as StandardIssue & {
    readonly code?: unknown;
    readonly errors?: unknown;
  };
  return code === "invalid_union" && Array.isArray(errors) && errors.length > 0;
}

/** Returns whether an issue shows that another alternative was meant. */
function rulesOut(issue: StandardIssue): boolean {
  const { code, path = [] } = issue as StandardIssue & { readonly code?: unknown };
  // A constant such as `kind` one level down, or another type than that of the whole.
  return path.length === 0
    ? code === "invalid_type" || code === "invalid_value"
    : isConstant(code, path);
}

function isConstant(code: unknown, path: Keys): boolean {
  return code === "invalid_value" && path.length === 1;
}

function describe(issue: StandardIssue | undefined): string {
  if (!issue) return "";
  const path = (issue.path ?? []).map((key) => String(typeof key === "object" ? key.key : key));
  return path.length === 0 ? issue.message : `${path.join(".")}: ${issue.message}`;
}
