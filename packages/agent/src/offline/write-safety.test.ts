import { expect, test } from "vitest";
import type { LanguageModelTool } from "../language-model/prompt.ts";
import { planOfflineStep } from "./offline-model.ts";
import { createToolProfile } from "./tool/tool-profile.ts";

const READERS = "get_customer list_orders search_pages get_page list_branches read_file get_refund";
const WRITERS = `create_customer change_plan deactivate_customer refund_order add_comment post_message delete_page
  fork_repository merge_branch browser_navigate drop_table order_pizza ticket_create moveFile send-email unlock_door`;

function tool(name: string, hints: Record<string, boolean> = {}): LanguageModelTool {
  return {
    type: "function",
    name,
    description: `${name.replace(/_/g, " ")} of the workspace.`,
    inputSchema: { type: "object", properties: { id: { type: "string" } } },
    providerOptions: { offline: hints },
  };
}

const tools = [...READERS.split(/\s+/), ...WRITERS.split(/\s+/)].map((name) => tool(name));
const writers = new Set(WRITERS.split(/\s+/));

function firstCalls(request: string): string[] {
  const step = planOfflineStep({
    prompt: [{ role: "user", content: [{ type: "text", text: request }] }],
    tools,
  });
  return step.calls.map((call) => call.tool);
}

test("a tool without annotations only reads if its name says so", () => {
  const reading = tools.filter((each) => !createToolProfile(each).writes).map(({ name }) => name);
  expect(reading).toEqual(READERS.split(/\s+/));
});

test("annotations decide over names", () => {
  expect(createToolProfile(tool("delete_page", { readOnlyHint: true })).writes).toBe(false);
  expect(createToolProfile(tool("get_page", { readOnlyHint: false })).writes).toBe(true);
});

test.each([
  "Should we refund order ORD-7781?",
  "Refund order ORD-7781?",
  "Refunded orders of C-1042",
  "Did anyone deactivate customer C-1042?",
  "Was a comment added to SUP-311?",
  "Why did we change the plan of C-1042?",
  "What happens if I delete page 12?",
  "Has someone forked the repository acme/site?",
  "Do not delete page 12",
  "Never drop table users",
  "The plan, orders and pages of C-1042",
  "Give me an overview: customer, order, plan and page",
  "I wonder whether to merge branch main",
  "Who can unlock the door?",
  "Tell me how to send an email",
  "Customer C-1042 wants us to post a message",
  "Plan the next release",
  "Ticket SUP-311",
])("this writes nothing: %s", (request) => {
  expect(firstCalls(request).filter((name) => writers.has(name))).toEqual([]);
});

test.each([
  ["Delete page P-12", "delete_page"],
  ["Please refund order ORD-7781", "refund_order"],
  ["Could you post a message M-1?", "post_message"],
  ["Fork the repository R-9", "fork_repository"],
])("this orders it: %s", (request, expected) => {
  expect(firstCalls(request)).toEqual([expected]);
});

test("an instruction with two ids is followed for one, a question asks for both", () => {
  const named = tool("get_part", { readOnlyHint: true });
  const gone = tool("delete_part");
  const schema = {
    type: "object",
    properties: { part_id: { type: "string" } },
    required: ["part_id"],
  };
  const step = (text: string) =>
    planOfflineStep({
      prompt: [{ role: "user", content: [{ type: "text", text }] }],
      tools: [
        { ...named, inputSchema: schema as never },
        { ...gone, inputSchema: schema as never },
      ],
    }).calls.map((call) => `${call.tool} ${String(call.args["part_id"])}`);
  expect(step("Show parts P-1 and P-2")).toEqual(["get_part P-1", "get_part P-2"]);
  expect(step("Delete parts P-1 and P-2")).toEqual(["delete_part P-1"]);
});

test("no tool is called where tool choice is none", () => {
  const step = planOfflineStep({
    prompt: [{ role: "user", content: [{ type: "text", text: "List orders" }] }],
    tools,
    toolChoice: { type: "none" },
  });
  expect(step.calls).toEqual([]);
});
