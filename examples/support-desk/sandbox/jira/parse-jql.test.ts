import { expect, test } from "vitest";
import { JqlError } from "./jql-error.ts";
import { parseJql } from "./parse-jql.ts";

test("AND binds tighter than OR, and parentheses bind tighter than both", () => {
  const term = (field: string) => ({
    kind: "term",
    field,
    operator: "=",
    operand: { kind: "value", text: "1" },
  });
  expect(parseJql("a = 1 or b = 1 and c = 1").where).toEqual({
    kind: "or",
    clauses: [term("a"), { kind: "and", clauses: [term("b"), term("c")] }],
  });
  expect(parseJql("(a = 1 || b = 1) && !c = 1").where).toEqual({
    kind: "and",
    clauses: [
      { kind: "or", clauses: [term("a"), term("b")] },
      { kind: "not", clause: term("c") },
    ],
  });
});

test("keywords and quotes are read as Jira reads them", () => {
  expect(
    parseJql(`"Labels" NoT iN ('a b', "say \\"hi\\"", c-1) oRdEr By created DESC, key`),
  ).toEqual({
    where: {
      kind: "term",
      field: "Labels",
      operator: "not in",
      operand: {
        kind: "list",
        items: ["a b", 'say "hi"', "c-1"].map((text) => ({ kind: "value", text })),
      },
    },
    orderBy: [
      { field: "created", direction: "desc" },
      { field: "key", direction: undefined },
    ],
  });
  expect(parseJql("assignee is not EMPTY").where).toMatchObject({
    operator: "is not",
    operand: { kind: "empty" },
  });
  expect(parseJql('summary ~ "EMPTY"').where).toMatchObject({
    operand: { kind: "value", text: "EMPTY" },
  });
  expect(parseJql('created > startOfDay("-1d")').where).toMatchObject({
    operand: { kind: "function", name: "startOfDay", arguments: ["-1d"] },
  });
});

test("a query without a condition has none", () => {
  expect(parseJql("  ")).toEqual({ where: undefined, orderBy: [] });
  expect(parseJql("order by key").where).toBeUndefined();
});

test.each([
  ["status", "Expecting operator before the end of the query"],
  ["status Open", "Expecting operator but got 'Open'. The valid operators are"],
  ["status =", "Expecting either a value, list or function before the end of the query"],
  ["status = = x", "but got '='. (line 1, character 10)"],
  ["status = Open x = 1", "Expecting either 'OR' or 'AND' but got 'x'. (line 1, character 15)"],
  ["(status = Open", "Expecting ')' before the end of the query"],
  ["status in (Open, Done", "Expecting ')' before the end of the query"],
  ["status in Open", "Operator 'in' does not support the non-list value"],
  ["status = (Open)", "Operator '=' does not support the list value"],
  ['summary ~ "half', "The quoted string 'half' has not been completed. (line 1, character 11)"],
  ["assignee = a@b.example", "The character '@' is a reserved JQL character"],
  ["status =\n@", "(line 2, character 1)"],
  ['summary ~ "\\q"', "The escape sequence '\\q' is not valid"],
  ["status = Open order created", "Expecting 'by' but got 'created'"],
  ["and", "Expecting operator before the end of the query"],
  ["status not Open", "Expecting 'IN' but got 'Open'"],
  ["a = f(", "before the end of the query"],
])("%j is refused with %j", (jql, message) => {
  expect(() => parseJql(jql)).toThrow(message);
});

test("whatever is written, the answer is a query or Jira's own words", () => {
  const pieces =
    `status = != ~ < in not is empty ( ) , " ' \\ and or ! && order by created desc -3d "a b" \\u0041 é @ f()`.split(
      " ",
    );
  let state = 1042;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let parsed = 0;
  for (let round = 0; round < 5_000; round += 1) {
    const words = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)] ?? "");
    const jql = words.join(next(2) === 0 ? " " : "");
    try {
      parseJql(jql);
      parsed += 1;
    } catch (error) {
      expect(error, jql).toBeInstanceOf(JqlError);
    }
  }
  expect(parsed).toBeGreaterThan(0);
});
