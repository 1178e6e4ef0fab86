import { expect, test } from "vitest";
import type { AgentTool } from "./agent-tool.ts";
import { fitToolSet } from "./fit-tool-set.ts";
import { createReadMoreTool } from "./own-tools.ts";
import { ResultStore } from "./result-store.ts";

function fitted(inputSchema: unknown, name = "pay"): ReturnType<typeof fitToolSet> {
  const tool: AgentTool = {
    name,
    server: "shop",
    tool: name,
    displayName: name,
    description: "Pay.",
    inputSchema: inputSchema as AgentTool["inputSchema"],
    annotations: {},
    call: async () => ({ type: "text", value: "paid" }),
  };
  const readMore = createReadMoreTool(new ResultStore(10));
  return fitToolSet({ tools: [tool], own: [], readMore }, "anthropic");
}

const order = { type: "object", properties: { amount: { type: "number" }, "a b": {} } };

test("arguments are repaired as the server would, before approvals see them", () => {
  const { toolSet } = fitted({ type: "object", properties: { order } });
  const [tool] = toolSet.tools;
  expect(tool?.toArguments?.({ order: '{"amount":"500"}' })).toEqual({ order: { amount: 500 } });
  expect(tool?.toArguments?.({ order: { a_b: 1 } })).toEqual({ order: { "a b": 1 } });
});

test("a tool that has no schema takes arguments as they are", () => {
  const [tool] = fitted(null).toolSet.tools;
  expect(tool?.toArguments?.({ a: "1" })).toEqual({ a: "1" });
});

test("a tool that cannot be adapted is left out with its reason", () => {
  const { toolSet, leftOut } = fitted({ type: "array" });
  expect(toolSet.tools).toEqual([]);
  expect(leftOut).toEqual([
    {
      server: "shop",
      tool: "pay",
      reason: 'its input schema is of type "array", and arguments are an object',
    },
  ]);
});
