import { expect, test } from "vitest";
import { CustomerQuery } from "./customer-query.ts";

const options = { host: "", email: "", apiToken: "" };

test("the id stands where the template has it, in quotes or not", () => {
  const clause = (customerJql: string) =>
    new CustomerQuery({ ...options, customerJql }).clause("C-1042");
  expect(clause('labels = "customer-{customer_id}"')).toBe('(labels = "customer-C-1042")');
  expect(clause("'Customer ID' = {customer_id}")).toBe(`('Customer ID' = "C-1042")`);
  expect(clause('text ~ "a \\" {customer_id}" OR x = {customer_id}')).toBe(
    '(text ~ "a \\" C-1042" OR x = "C-1042")',
  );
});

test("the label for a new ticket follows from the query, or is given, or is missing", () => {
  const label = (rest: object) => new CustomerQuery({ ...options, ...rest }).label("C-1042");
  expect(label({})).toBe("customer-C-1042");
  expect(label({ customerJql: "labels = cust_{customer_id}" })).toBe("cust_C-1042");
  const byField = { customerJql: "cf[10001] = {customer_id}" };
  expect(label({ ...byField, customerLabel: "c-{customer_id}" })).toBe("c-C-1042");
  expect(() => label(byField)).toThrow("JIRA_CUSTOMER_LABEL");
});

test("a template without a place for the id is refused", () => {
  expect(() => new CustomerQuery({ ...options, customerJql: "project = SUP" })).toThrow(
    "{customer_id}",
  );
});

test("ids that could mean something to JQL are refused", () => {
  const query = new CustomerQuery(options);
  for (const id of ["", "*", 'a"b', "a b", "a\\", "(a)", "a\nb", "a".repeat(101)]) {
    expect(() => query.clause(id)).toThrow("is not a customer id");
  }
});
