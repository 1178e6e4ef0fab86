import { expect, test } from "vitest";
import type { ListedTool } from "./list-tools.ts";
import { filterTools, listMarks } from "./list-tools.ts";

const tool = (name: string, more: object = {}): ListedTool => ({
  name,
  inputSchema: { type: "object" },
  ...more,
});

test("a filter finds names before descriptions, and every word counts", () => {
  const tools = [
    tool("list_orders", { description: "Orders of a customer." }),
    tool("get_customer"),
    tool("customer_orders"),
  ];
  const find = (filter: string): readonly string[] =>
    filterTools(tools, filter).map(({ name }) => name);
  expect(find("")).toEqual(["list_orders", "get_customer", "customer_orders"]);
  expect(find("customer")).toEqual(["customer_orders", "get_customer", "list_orders"]);
  expect(find("CUSTOMER orders")).toEqual(["customer_orders", "list_orders"]);
  expect(find("nothing")).toEqual([]);
});

test("marks are the hints that the server gives", () => {
  const texts = (more: object): readonly string[] =>
    listMarks(tool("a", more)).map(({ text }) => text);
  expect(texts({})).toEqual([]);
  expect(texts({ annotations: { readOnlyHint: true, destructiveHint: true } })).toEqual([
    "read-only",
  ]);
  expect(
    texts({ annotations: { destructiveHint: true, openWorldHint: true }, outputSchema: {} }),
  ).toEqual(["destructive", "open-world", "→{}"]);
});
