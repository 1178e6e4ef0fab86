import { expect, test } from "vitest";
import { readTools } from "./read-entry.ts";

test("tools that only views may call do not reach a model", () => {
  const withVisibility = (name: string, visibility: unknown): object => ({
    name,
    inputSchema: { type: "object" },
    _meta: { ui: { resourceUri: "ui://desk/a", visibility } },
  });
  const { tools, leftOut } = readTools("desk", [
    withVisibility("both", ["model", "app"]),
    withVisibility("model", ["model"]),
    withVisibility("app", ["app"]),
    withVisibility("default", undefined),
    withVisibility("broken", "app"),
    { name: "plain", inputSchema: {}, _meta: { ui: null } },
  ]);
  expect(tools.map(({ name }) => name)).toEqual(["both", "model", "default", "broken", "plain"]);
  expect(leftOut).toEqual([]);
});
