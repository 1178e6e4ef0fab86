import { describe, expect, test } from "vitest";
import { asksForOne } from "./asks-for-one.ts";
import type { FoundValue } from "./extract-values.ts";
import { extractValues } from "./extract-values.ts";
import { isForeign } from "./is-foreign.ts";
import { splitRequest } from "./split-request.ts";
import { humanize, rawWords, stem, subjectWords, words } from "./tokenize.ts";

describe("stems", () => {
  test.each([
    ["tickets", "ticket"],
    ["issues", "ticket"],
    ["companies", "company"],
    ["boxes", "box"],
    ["status", "status"],
    ["address", "address"],
    ["analysis", "analysis"],
    ["shipping", "shipment"],
    ["refunded", "refund"],
    ["bus", "bus"],
    ["Clients", "customer"],
  ])("%s is %s", (word, expected) => {
    expect(stem(word)).toBe(expected);
  });

  test("names in any style are split into words", () => {
    expect(rawWords("getOpenTickets")).toEqual(["get", "open", "tickets"]);
    expect(words("list_order-items2")).toEqual(["list", "order", "item", "2"]);
    expect(subjectWords("What is the status of the order?")).toEqual(["status", "order"]);
    expect(humanize("created_at.date")).toBe("created at date");
  });
});

describe("values", () => {
  function found(text: string): [string, string | number][] {
    return extractValues(text, "request").map(({ kind, value }) => [kind, value]);
  }

  test.each<[string, [FoundValue["kind"], string | number][]]>([
    ["See https://x.test/a?b=1.", [["url", "https://x.test/a?b=1"]]],
    ["mail ann@x.test now", [["email", "ann@x.test"]]],
    ["on 2026-11-01", [["date", "2026-11-01"]]],
    ['say "Hello there"', [["quoted", "Hello there"]]],
    ["say “Hello there”", [["quoted", "Hello there"]]],
    ["read /tmp/a.txt,", [["path", "/tmp/a.txt"]]],
    [
      "in #general for @maria",
      [
        ["channel", "#general"],
        ["user", "@maria"],
      ],
    ],
    ["for $1,249.50", [["number", 1249.5]]],
    [
      "for C-1042 and SUP-311",
      [
        ["id", "C-1042"],
        ["id", "SUP-311"],
      ],
    ],
    ["because it broke.", [["reason", "it broke"]]],
    ["weather in new york?", [["term", "new york"]]],
    ["of 123e4567-e89b-42d3-a456-426614174000", [["uuid", "123e4567-e89b-42d3-a456-426614174000"]]],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("a repository is also an owner and a name", () => {
    const values = extractValues("Open acme/site", "request");
    expect(values.map(({ kind, value }) => [kind, value])).toEqual([
      ["repository", "acme/site"],
      ["repository-part", "acme"],
      ["repository-part", "site"],
    ]);
    expect(values[1]?.labels).toContain("owner");
  });

  test.each([
    ["Find Sarah Chen", ["Sarah Chen"]],
    ["Sarah Chen's orders", ["Sarah Chen"]],
    ["Weather today", []],
    ["What about the API?", []],
    ["Is it Acme? Yes", ["Acme"]],
  ])("the names in %j are %j", (text, names) => {
    const values = extractValues(text, "request").filter(({ kind }) => kind === "name");
    expect(values.map(({ value }) => value)).toEqual(names);
  });

  test("a value has the words near it, and the one before it", () => {
    const [id] = extractValues("Show the open tickets of customer C-1042", "request");
    expect(id).toMatchObject({ labels: ["ticket", "customer"], before: "customer" });
  });

  test("a span is one value only", () => {
    expect(found('say "C-1042 in #general"')).toEqual([["quoted", "C-1042 in #general"]]);
  });
});

describe("clauses", () => {
  const nouns = new Set(["order", "invoice", "ticket"]);

  test.each<[string, string[]]>([
    ["Show the order. Close the ticket", ["Show the order.", "Close the ticket"]],
    ["Show the order and list the tickets", ["Show the order", "list the tickets"]],
    ["Which plan, what status?", ["Which plan", "what status?"]],
    [
      "Show the orders, invoices and open tickets of C-1",
      ["Show the orders", "show invoices", "open tickets of C-1"],
    ],
    ["A briefing on C-1: orders and invoices", ["show orders", "show invoices"]],
    ["Delete the order and the ticket", ["Delete the order and the ticket"]],
    ['Say "orders, invoices"', ['Say "orders, invoices"']],
    ["Search black and white pictures", ["Search black and white pictures"]],
    ["Hello!", ["Hello!"]],
  ])("%s", (request, clauses) => {
    expect(splitRequest(request, nouns)).toEqual(clauses);
  });
});

test.each([
  ["the latest order", true],
  ["the last message", true],
  ["the latest orders", false],
  ["the last of all", false],
  ["all orders", false],
])("%s asks for one: %s", (clause, isOne) => {
  expect(asksForOne(clause)).toBe(isOne);
});

test.each([
  ["Zeige mir die Rechnungen", true],
  ["¿Dónde está mi pedido?", true],
  ["注文の状態", true],
  ["Покажи заказы", true],
  ["Show the invoices of Hélène Brûlé", false],
  ["Show die orders", false],
  ["C-1042", false],
])("%s is foreign: %s", (request, expected) => {
  expect(isForeign(request)).toBe(expected);
});
