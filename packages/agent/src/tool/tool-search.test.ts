import { expect, test } from "vitest";
import type { AgentTool } from "./agent-tool.ts";
import { createReadMoreTool } from "./own-tools.ts";
import { ResultStore } from "./result-store.ts";
import { toToolDefinition } from "./tool-definition.ts";
import { ToolSearch } from "./tool-search.ts";

const context = { signal: new AbortController().signal, onProgress: () => undefined };

function tool(name: string, description: string): AgentTool {
  return {
    name,
    server: name.startsWith("get_weather") ? "sky" : "crm",
    tool: name,
    displayName: name,
    description,
    inputSchema: { type: "object" },
    annotations: {},
    call: async () => ({ type: "text", value: name }),
  };
}

const tools = [
  tool("get_weather", "Get the weather forecast for a city.\nOnly for today."),
  ...Array.from({ length: 20 }, (_, index) =>
    tool(`list_things_${index}`, `List things of sort ${index}.`),
  ),
];

test("the search says what it searches", () => {
  const search = new ToolSearch(tools, []);
  expect(search.tool).toMatchObject({
    name: "search_tools",
    server: "agent",
    description: expect.stringContaining("there are 21 tools of these servers: sky, crm"),
    inputSchema: { required: ["query"], additionalProperties: false },
    annotations: { readOnlyHint: true },
  });
  expect(search.found).toEqual([]);
});

test("tools that match are offered from then on, with the first line of their description", async () => {
  const search = new ToolSearch(tools, []);
  const output = await search.tool.call({ query: "weather forecast" }, context);
  expect(output).toEqual({
    type: "text",
    value: "You can now call:\n- get_weather: Get the weather forecast for a city.",
  });
  expect(search.found.map(({ name }) => name)).toEqual(["get_weather"]);
});

test("one search finds a few tools, the next one adds to them", async () => {
  const search = new ToolSearch(tools, []);
  await search.tool.call({ query: "list things" }, context);
  expect(search.found).toHaveLength(8);
  await search.tool.call({ query: "weather" }, context);
  expect(search.found).toHaveLength(9);
});

test("a search without a match says so", async () => {
  const search = new ToolSearch(tools, []);
  const output = await search.tool.call({ query: "zebra" }, context);
  expect(output.value).toBe("No tool matches; try other words.");
});

test("tools that the conversation has used are offered from the start", () => {
  const search = new ToolSearch(tools, ["get_weather", "gone"]);
  expect(search.found.map(({ name }) => name)).toEqual(["get_weather"]);
});

test("the agent's own tools only read, and need all their arguments", async () => {
  const store = new ResultStore(3);
  store.cap({ type: "text", value: "abcdef" });
  const readMore = createReadMoreTool(store);
  expect(readMore.annotations).toEqual({ readOnlyHint: true });
  expect(readMore.inputSchema["required"]).toEqual(["id", "offset"]);
  expect((await readMore.call({ id: "r1", offset: 3 }, context)).value).toContain("def");
});

test("a tool is offered to the model with hints for the planner", () => {
  const [weather] = tools;
  if (!weather) throw new Error("no tool");
  expect(toToolDefinition(weather)).toEqual({
    type: "function",
    name: "get_weather",
    description: weather.description,
    inputSchema: { type: "object" },
    providerOptions: { offline: { title: "get_weather" } },
  });
  const outputSchema = { type: "object" };
  const marked = {
    ...weather,
    description: "",
    annotations: { readOnlyHint: false },
    outputSchema,
  };
  const definition = toToolDefinition(marked);
  expect("description" in definition).toBe(false);
  expect(definition.providerOptions?.["offline"]).toEqual({
    title: "get_weather",
    readOnlyHint: false,
    outputSchema,
  });
});
