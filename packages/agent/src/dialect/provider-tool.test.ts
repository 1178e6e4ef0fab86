import { expect, test } from "vitest";
import { adaptTools } from "./provider-tool.ts";

test("tools are shown as a provider is offered them, with the changes", () => {
  const tools = [
    { name: "get_order", description: "Get.", inputSchema: { type: "object", properties: {} } },
    { name: "files.read", inputSchema: { type: "object" } },
    { name: "broken", inputSchema: { type: "string" } },
  ];
  expect(adaptTools(tools, "openai")).toEqual([
    {
      tool: "get_order",
      name: "get_order",
      description: "Get.",
      inputSchema: { type: "object", properties: {} },
      changes: [],
    },
    {
      tool: "files.read",
      name: "files_read",
      description: "",
      inputSchema: { type: "object", properties: {} },
      changes: [
        { rule: "tool-name", path: "", message: 'the name "files.read" is offered as files_read' },
        {
          rule: "properties",
          path: "",
          message: "is an object without properties and gets an empty list of them",
        },
      ],
    },
    {
      tool: "broken",
      name: "broken",
      description: "",
      changes: [],
      leftOut: 'its input schema is of type "string", and arguments are an object',
    },
  ]);
});
