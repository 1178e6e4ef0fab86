import { describe, expect, test } from "vitest";
import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import type { ParameterSchema, ToolProfile } from "../tool/tool-profile.ts";
import { createToolProfile } from "../tool/tool-profile.ts";
import { bindArguments } from "./bind-arguments.ts";
import { findFixedValue } from "./fixed-value.ts";
import { flattenResult, newestFirst } from "./flatten-result.ts";
import { matchParameter } from "./match-parameter.ts";
import { mayBind, speaksOfMany } from "./may-bind.ts";
import { examplesOf, isClaimed, meaningOf, textShape } from "./parameter-example.ts";

interface Shape {
  readonly parameters: Readonly<Record<string, ParameterSchema>>;
  readonly required?: readonly string[];
  readonly writes?: boolean;
}

function profile(name: string, { parameters, required, writes = false }: Shape): ToolProfile {
  return createToolProfile({
    type: "function",
    name,
    inputSchema: {
      type: "object",
      properties: parameters,
      required: required ?? Object.keys(parameters),
    },
    providerOptions: { offline: { readOnlyHint: !writes } },
  });
}

const customer = profile("get_customer", {
  parameters: { customer_id: { type: "string", description: "e.g. C-1042" } },
});
const order = profile("get_order", {
  parameters: { order_id: { type: "string", pattern: "^ORD-\\d+$" } },
});
const tools = [customer, order];

function bind(tool: ToolProfile, clause: string, more: readonly FoundValue[] = []) {
  const values = [...extractValues(clause, "request"), ...more];
  return bindArguments(tool, { clause, values, tools: [tool, ...tools] });
}

function earlier(value: string, source: FoundValue["source"], labels: string[]): FoundValue {
  return { value, kind: source === "history" ? "id" : "result", source, labels, before: "" };
}

describe("examples", () => {
  test("are read from a schema and from a description", () => {
    expect(
      examplesOf({ description: "e.g. C-1042, or such as `#general`", examples: [7] }),
    ).toEqual(["7", "C-1042", "#general"]);
    expect(examplesOf({})).toEqual([]);
  });

  test("claim values of their shape, and say what they mean", () => {
    expect(isClaimed("C-2000", { description: "e.g. C-1042" })).toBe(true);
    expect(isClaimed("ORD-2000", { description: "e.g. C-1042" })).toBe(false);
    expect(meaningOf("C-2000", tools)).toEqual(["customer"]);
    expect(textShape("web-1.example")).toBe("a-9.a");
  });

  test("a pattern decides alone, and a broken or slow one claims nothing", () => {
    expect(isClaimed("ORD-1", { pattern: "^ORD-\\d+$", description: "e.g. C-1" })).toBe(true);
    expect(isClaimed("C-1", { pattern: "^ORD-\\d+$", description: "e.g. C-1" })).toBe(false);
    expect(isClaimed("C-1", { pattern: "(" })).toBe(false);
    expect(isClaimed("a".repeat(300), { pattern: "a+" })).toBe(false);
  });
});

describe("the weight of a value in a parameter", () => {
  function weight(text: string, key: string, parameter: ParameterSchema = {}): number {
    const [value] = extractValues(text, "request");
    if (!value) throw new Error(`no value in ${text}`);
    return matchParameter(value, { key, parameter, isSole: true, tools });
  }

  test.each<[string, string, ParameterSchema, "none" | "weak" | "strong"]>([
    ["C-1042", "customer_id", { description: "e.g. C-1" }, "strong"],
    ["C-1042", "order_id", { pattern: "^ORD-\\d+$" }, "none"],
    ["ORD-7", "order_id", {}, "strong"],
    ["C-1042", "invoice_id", {}, "none"],
    ["mail ann@x.test", "email", {}, "strong"],
    ["mail ann@x.test", "order_id", {}, "none"],
    ["the first 5", "limit", { type: "integer" }, "weak"],
    ["7 of them", "limit", { type: "integer" }, "none"],
    ["page 3", "page", { type: "integer" }, "strong"],
    ["amount 12", "amount", { type: "number" }, "strong"],
    ["take 12", "quantity", { type: "number" }, "weak"],
    ["in #general", "channel", {}, "strong"],
    ["in #general", "title", {}, "none"],
    ["for @maria", "assignee", {}, "strong"],
    ["on 2026-11-01", "since", {}, "strong"],
    ["because it broke", "reason", {}, "strong"],
    ["because it broke", "city", {}, "none"],
    ['say "hello"', "text", {}, "weak"],
    ["weather in lisbon", "city", {}, "weak"],
    ["https://x.test/", "url", {}, "strong"],
    ["move /tmp/a to b", "source", {}, "strong"],
    ["open acme/site", "enabled", { type: "boolean" }, "none"],
    ["C-1042", "status", { enum: ["open"] }, "none"],
  ])("%s in %s (%j) is %s", (text, key, parameter, expected) => {
    const found = weight(text, key, parameter);
    expect(found >= 4 ? "strong" : found > 0 ? "weak" : "none").toBe(expected);
  });

  test("a path goes to the goal when the clause says to", () => {
    const values = extractValues("Move /a.txt to /b.txt", "request");
    const [from = 0, to = 0] = values.map((value) =>
      matchParameter(value, { key: "destination", parameter: {}, isSole: false, tools }),
    );
    expect(to).toBeGreaterThan(from);
  });
});

describe("where a value may come from", () => {
  const rename = profile("rename_customer", {
    parameters: { customer_id: {}, name: {} },
    required: ["customer_id", "name"],
    writes: true,
  });
  const filter = profile("list_orders", {
    parameters: { customer_id: {}, note: {} },
    required: [],
  });
  const place = (tool: ToolProfile, key: string, clause = "Go") => ({ tool, key, clause });
  const history = earlier("C-1", "history", []);
  const result = earlier("C-1", "result", ["customer", "id"]);
  const before = earlier("C-1", "earlier", ["customer", "id"]);

  test("text to write comes from the request alone", () => {
    for (const value of [history, result, before]) {
      expect(mayBind(value, place(rename, "name"))).toBe(false);
    }
  });

  test("an earlier request may say which thing is meant, an earlier result not for a change", () => {
    expect(mayBind(history, place(rename, "customer_id"))).toBe(true);
    expect(mayBind(before, place(rename, "customer_id"))).toBe(false);
    expect(mayBind(before, place(customer, "customer_id"))).toBe(true);
  });

  test("a change that names its thing means no other", () => {
    expect(mayBind(history, place(rename, "customer_id", "Rename C-2"))).toBe(false);
  });

  test("a filter comes from its clause, or from history by a pronoun", () => {
    expect(mayBind(history, place(filter, "customer_id", "Show their orders"))).toBe(true);
    expect(mayBind(history, place(filter, "customer_id", "Show orders"))).toBe(false);
    expect(mayBind(result, place(filter, "customer_id"))).toBe(false);
    const [said] = extractValues('note "x"', "request");
    if (!said) throw new Error("no value");
    expect(mayBind(said, place(filter, "note", 'note "x"'))).toBe(true);
    expect(mayBind(said, place(filter, "note", "another clause"))).toBe(false);
  });

  test("a clause about many things means none of them", () => {
    expect(speaksOfMany("Which customers have tickets?", "customer_id")).toBe(true);
    expect(speaksOfMany("Which customer has tickets?", "customer_id")).toBe(false);
    expect(mayBind(history, place(customer, "customer_id", "Show all customers"))).toBe(false);
  });
});

describe("values of a fixed set", () => {
  function fixed(key: string, parameter: ParameterSchema, clause: string, isRequired = false) {
    return findFixedValue({ key, parameter, clause, isRequired });
  }
  const status = { enum: ["open", "in_progress", "shipped"] };

  test("an option is found by its words", () => {
    expect(fixed("status", status, "tickets in progress")).toMatchObject({ value: "in_progress" });
    expect(fixed("status", status, "all tickets")).toEqual({});
  });

  test("a question about an option does not filter by it", () => {
    expect(fixed("status", status, "Has the order shipped?")).toEqual({ isLeftOut: true });
    expect(fixed("status", status, "Has the order shipped?", true)).toMatchObject({
      value: "shipped",
    });
  });

  test("a level stands beside its name", () => {
    expect(fixed("priority", {}, "high priority tickets")).toMatchObject({ value: "high" });
    expect(fixed("priority", {}, "with priority: low")).toMatchObject({ value: "low" });
    expect(fixed("priority", {}, "list priority tickets")).toBeUndefined();
  });

  test("a yes is said by all the words of its name", () => {
    expect(fixed("include_closed", { type: "boolean" }, "include closed ones")).toEqual({
      value: true,
    });
    expect(fixed("include_closed", { type: "boolean" }, "closed ones")).toEqual({});
    expect(fixed("verbose", { type: "boolean" }, "verbose")).toEqual({});
  });

  test("a constant is its value, and other parameters are not fixed", () => {
    expect(fixed("kind", { const: 7 }, "")).toEqual({ value: 7 });
    expect(fixed("name", {}, "")).toBeUndefined();
  });
});

describe("arguments", () => {
  test("are found for each parameter, and a value is used once", () => {
    const move = profile("move_file", { parameters: { source: {}, destination: {} } });
    expect(bind(move, "Move /a.txt to /b.txt")).toMatchObject({
      args: { source: "/a.txt", destination: "/b.txt" },
      missing: [],
    });
  });

  test("that are missing are named", () => {
    expect(bind(customer, "Show the customer")).toMatchObject({
      args: {},
      missing: ["customer_id"],
      strength: 0,
    });
  });

  test("of the request win over those of before", () => {
    const value = earlier("C-1042", "history", ["customer"]);
    expect(bind(customer, "Show customer C-7", [value]).args).toEqual({ customer_id: "C-7" });
    expect(bind(customer, "Show the customer", [value]).args).toEqual({ customer_id: "C-1042" });
  });

  test("of a newer request win over those of an older", () => {
    const old = { ...earlier("C-1", "history", ["customer"]), turns: 2 };
    const recent = { ...earlier("C-2", "history", ["customer"]), turns: 0 };
    expect(bind(customer, "Show the customer", [old, recent]).args).toEqual({ customer_id: "C-2" });
  });

  test("that are required take their default, and optional ones stay away", () => {
    const list = profile("list_orders", {
      parameters: { limit: { type: "integer", default: 20 }, page: { type: "integer" } },
      required: ["limit"],
    });
    expect(bind(list, "Show the orders").args).toEqual({ limit: 20 });
  });

  test("of a search are its words, without those of the tool's own", () => {
    const search = profile("search_tickets", { parameters: { query: { type: "string" } } });
    expect(bind(search, "Find tickets about rate limits").args).toEqual({
      query: "rate limits",
    });
  });

  test.each<[string, string, number]>([
    ["Refund 249.00 of ORD-7", "amount_cents", 24_900],
    ["Refund 500 cents of ORD-7", "amount_cents", 500],
    ["Refund 249.00 of ORD-7", "amount", 249],
  ])("in %s have the unit of %s", (clause, key, expected) => {
    const refund = profile("refund_order", {
      parameters: { [key]: { type: "number" } },
      writes: true,
    });
    expect(bind(refund, clause).args).toEqual({ [key]: expected });
  });
});

describe("results", () => {
  test("are flattened into values with labels", () => {
    const result = { customer: { id: "C-1", plan: "pro" }, id: 7, tags: ["a"], none: null };
    const values = flattenResult({ result, tool: order, source: "result" });
    expect(values.map(({ value, labels }) => [value, labels])).toEqual([
      ["C-1", ["customer", "id"]],
      ["pro", ["plan"]],
      [7, ["order", "id"]],
      ["a", ["tag"]],
    ]);
  });

  test("are read up to 20 records and 8 levels", () => {
    const many = Array.from({ length: 50 }, (_, index) => index);
    expect(flattenResult({ result: many, tool: undefined, source: "earlier" })).toHaveLength(20);
    let deep: unknown = "bottom";
    for (let level = 0; level < 9; level++) deep = { inner: deep };
    expect(flattenResult({ result: deep, tool: undefined, source: "result" })).toEqual([]);
  });

  test("are sorted by date only when the latest is asked for", () => {
    const orders = [{ at: "2026-01-01" }, { at: "2026-03-01" }, { at: "2026-02-01" }];
    expect(newestFirst({ orders }, "the latest order")).toEqual({
      orders: [{ at: "2026-03-01" }, { at: "2026-02-01" }, { at: "2026-01-01" }],
    });
    expect(newestFirst({ orders }, "all orders")).toEqual({ orders });
    expect(newestFirst([{ id: 1 }, { id: 2 }], "the latest")).toEqual([{ id: 1 }, { id: 2 }]);
  });
});
