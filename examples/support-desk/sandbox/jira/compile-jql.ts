import type { Issue } from "./issue.ts";
import { JqlError } from "./jql-error.ts";
import type { JqlContext, JqlField, JqlValue } from "./jql-field.ts";
import { findJqlField } from "./jql-field.ts";
import type { JqlClause, JqlOperand, JqlOperator, JqlQuery, JqlSortKey } from "./jql-query.ts";
import { matchesJqlText } from "./jql-text.ts";

/** A query that can be put to issues. */
export interface CompiledJql {
  matches(issue: Issue): boolean;
  /** Orders two issues as ORDER BY says, otherwise the newest first. */
  compare(a: Issue, b: Issue): number;
}

type Condition = (issue: Issue) => boolean;

/** Checks a query's fields, operators and values, or throws a JqlError in Jira's words. */
export function compileJql(query: JqlQuery, context: JqlContext): CompiledJql {
  return {
    matches: query.where === undefined ? () => true : compileClause(query.where, false, context),
    compare: compileOrder(query.orderBy),
  };
}

const opposite: Readonly<Record<JqlOperator, JqlOperator>> = {
  "=": "!=",
  "!=": "=",
  "~": "!~",
  "!~": "~",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
  in: "not in",
  "not in": "in",
  is: "is not",
  "is not": "is",
};

// Jira moves a NOT inwards to the operators, so `NOT assignee = x` leaves out the unassigned as `!=` does.
function compileClause(clause: JqlClause, negated: boolean, context: JqlContext): Condition {
  switch (clause.kind) {
    case "not":
      return compileClause(clause.clause, !negated, context);
    case "term": {
      const operator = negated ? opposite[clause.operator] : clause.operator;
      return compileTerm(clause.field, operator, clause.operand, context);
    }
    default: {
      const conditions = clause.clauses.map((inner) => compileClause(inner, negated, context));
      const all = (clause.kind === "and") !== negated;
      return all
        ? (issue) => conditions.every((condition) => condition(issue))
        : (issue) => conditions.some((condition) => condition(issue));
    }
  }
}

function compileTerm(
  name: string,
  operator: JqlOperator,
  operand: JqlOperand,
  context: JqlContext,
): Condition {
  const field = findJqlField(name);
  if (field === undefined) {
    throw new JqlError(`Field '${name}' does not exist or you do not have permission to view it.`);
  }
  if (!field.operators.includes(operator)) {
    throw new JqlError(`The operator '${operator}' is not supported by the '${name}' field.`);
  }
  const wanted = readOperand(field, name, operand, context);
  if (operator.startsWith("is") && wanted.some((value) => value !== undefined)) {
    throw new JqlError(
      `The operator '${operator}' on the field '${name}' can only be used with EMPTY or NULL.`,
    );
  }
  const compare = compareBy(operator);
  return (issue) => compare(field.values(issue), wanted);
}

function readOperand(
  field: JqlField,
  name: string,
  operand: JqlOperand,
  context: JqlContext,
): readonly JqlValue[] {
  switch (operand.kind) {
    case "empty":
      return [undefined];
    case "value":
      return [field.read(operand.text, name, context)];
    case "list":
      return operand.items.flatMap((item) => readOperand(field, name, item, context));
    default: {
      const value = field.call(operand.name, operand.arguments, context);
      if (value === undefined) {
        throw new JqlError(
          `Unable to find JQL function '${operand.name}(${operand.arguments.join(", ")})' for the field '${name}'.`,
        );
      }
      return [value];
    }
  }
}

type Comparison = (have: readonly (string | number)[], wanted: readonly JqlValue[]) => boolean;

function compareBy(operator: JqlOperator): Comparison {
  const equals = (have: readonly (string | number)[], value: JqlValue) =>
    value === undefined ? have.length === 0 : have.includes(value);
  // An empty field is unequal to nothing: `!=` and `not in` never find it.
  const differs = (have: readonly (string | number)[], value: JqlValue) =>
    have.length > 0 && !equals(have, value);
  const against =
    (test: (have: string | number, value: string | number) => boolean): Comparison =>
    ([have], [value]) =>
      have !== undefined && value !== undefined && test(have, value);
  const contains: Comparison = ([have = ""], wanted) =>
    wanted.every((value) => matchesJqlText(String(have), String(value ?? "")));
  switch (operator) {
    case "=":
    case "in":
    case "is":
      return (have, wanted) => wanted.some((value) => equals(have, value));
    case "!=":
    case "not in":
    case "is not":
      return (have, wanted) => wanted.every((value) => differs(have, value));
    case "~":
      return contains;
    case "!~":
      return (have, wanted) => have.length > 0 && !contains(have, wanted);
    case "<":
      return against((have, value) => have < value);
    case "<=":
      return against((have, value) => have <= value);
    case ">":
      return against((have, value) => have > value);
    case ">=":
      return against((have, value) => have >= value);
  }
}

function compileOrder(keys: readonly JqlSortKey[]): (a: Issue, b: Issue) => number {
  const sorts = keys.map(({ field: name, direction }) => {
    const field = findJqlField(name);
    if (field === undefined) {
      throw new JqlError(`Not able to sort using field '${name}'.`);
    }
    return { field, sign: (direction ?? field.direction) === "asc" ? 1 : -1 };
  });
  return (a, b) => {
    for (const { field, sign } of sorts) {
      const order = compareValues(field.values(a)[0], field.values(b)[0]);
      if (order !== 0) {
        return sign * order;
      }
    }
    return b.number - a.number;
  };
}

function compareValues(a: JqlValue, b: JqlValue): number {
  if (a === b) {
    return 0;
  }
  if (a === undefined || b === undefined) {
    return a === undefined ? 1 : -1;
  }
  return a < b ? -1 : 1;
}
