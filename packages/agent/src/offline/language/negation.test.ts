import { expect, test } from "vitest";
import { findNegation } from "./negation.ts";

test.each([
  ["Orders that are not delivered", "delivered", "not delivered"],
  ["Orders that haven't been delivered", "delivered", "haven't been delivered"],
  ["Has C-1042 any unpaid invoices?", "paid", "unpaid"],
  ["Tickets other than the closed ones", "closed", "other than the closed"],
  ["Orders excluding cancelled ones", "cancelled", "excluding cancelled"],
  ["Customers that are not on the free plan", "free", "not on the free"],
  ["Tickets not in progress", "in_progress", "not in progress"],
  ["Does C-1007 still owe us anything?", "paid", "owe"],
])("%s: %s is denied by %j", (text, state, written) => {
  expect(findNegation(text, state)).toBe(written);
});

test.each([
  ["Orders that are delivered", "delivered"],
  ["Not the invoices, the delivered orders", "delivered"],
  ["Does C-1007 still owe us anything?", "delivered"],
  ["Orders that are not delivered", "shipped"],
  ["anything", "(a+)+"],
])("%s: %s is not denied", (text, state) => {
  expect(findNegation(text, state)).toBeUndefined();
});
