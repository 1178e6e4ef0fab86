import { describe, expect, test } from "vitest";
import type { LanguageModelMessage, PromptToolOutput } from "../../language-model/prompt.ts";
import { desk, tool, write } from "../fixture/desk.ts";
import { extractValues } from "../language/extract-values.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { createToolProfile } from "../tool/tool-profile.ts";
import { chooseTool } from "./choose-tool.ts";
import { isInstructed, openingVerb, ordersChange } from "./instruction.ts";
import { planCalls } from "./plan-calls.ts";
import type { Transcript } from "./transcript.ts";
import { readTranscript } from "./transcript.ts";

const tools = desk.map(({ definition }) => createToolProfile(definition));

function named(name: string): ToolProfile {
  const found = tools.find((each) => each.name === name);
  if (!found) throw new Error(`no tool ${name}`);
  return found;
}

describe("instructions", () => {
  test.each([
    ["Please close the ticket", "close"],
    ["Could you refund it?", "refund"],
    ["Open a ticket", "create"],
    ["Open the ticket", "open"],
    ["Refunded orders", ""],
    ["Comments on SUP-1", ""],
    ["42", ""],
  ])("%s opens with %j", (clause, verb) => {
    expect(openingVerb(clause)).toBe(verb);
  });

  test.each([
    ["Refund the order", true],
    ["Refund the order?", false],
    ["Could you refund the order?", true],
    ["Show the order", false],
    ["Issue of the day", false],
  ])("%s orders a change: %s", (clause, expected) => {
    expect(ordersChange(clause)).toBe(expected);
  });

  test("a tool is instructed by its own verb, or by a narrower one", () => {
    const move = createToolProfile(tool("transition_ticket", "", {}, { hints: write }).definition);
    expect(isInstructed(move, "Close SUP-1")).toBe(true);
    expect(isInstructed(move, "Delete SUP-1")).toBe(false);
    expect(isInstructed(named("get_customer"), "Get customer C-1")).toBe(true);
    expect(isInstructed(named("get_customer"), "Get customer C-1?")).toBe(false);
  });
});

describe("the tool of a clause", () => {
  function choose(clause: string): string | undefined {
    const asked = extractValues(clause, "request");
    return chooseTool({ clause, tools, asked })?.name;
  }

  test.each([
    ["the status of customer C-1042", "get_customer"],
    ["open tickets of C-1042", "get_open_tickets"],
    ["invoices of C-1042", "list_invoices"],
    ["What was said in ORD-7781?", "get_order_status"],
    ["Refund order ORD-7781 because it broke", "refund_order"],
    ["Should we refund order ORD-7781?", "get_order_status"],
    ["Find customers by name", "search_customers"],
    ["Sing me a song", undefined],
  ])("%s is %s", (clause, name) => {
    expect(choose(clause)).toBe(name);
  });

  test("is the singular when one thing is asked for", () => {
    const both = [
      tool("view_invoice", "Get the invoice of a customer.", { customer_id: "e.g. C-1" }),
      tool("list_invoices", "List the invoices of a customer.", { customer_id: "e.g. C-1" }),
    ].map(({ definition }) => createToolProfile(definition));
    const pick = (clause: string) =>
      chooseTool({ clause, tools: both, asked: extractValues(clause, "request") })?.name;
    expect(pick("the latest invoice of C-7")).toBe("view_invoice");
    expect(pick("the invoices of C-7")).toBe("list_invoices");
  });
});

describe("a transcript", () => {
  const user = (text: string): LanguageModelMessage => ({
    role: "user",
    content: [{ type: "text", text }],
  });
  const turn = (id: string, output: PromptToolOutput): LanguageModelMessage[] => [
    {
      role: "assistant",
      content: [{ type: "tool-call", toolCallId: id, toolName: "look", input: { id } }],
    },
    { role: "tool", content: [{ type: "tool-result", toolCallId: id, toolName: "look", output }] },
  ];

  test("separates this turn from those before", () => {
    const transcript = readTranscript([
      { role: "system", content: "Be brief." },
      user("first"),
      ...turn("1", { type: "json", value: { a: 1 } }),
      user("second"),
      ...turn("2", { type: "error-text", value: "no" }),
      user("third"),
      ...turn("3", { type: "text", value: '{"b":2}' }),
    ]);
    expect(transcript).toEqual({
      request: "third",
      history: ["second", "first"],
      earlier: [{ tool: "look", result: { a: 1 } }],
      finished: [{ tool: "look", args: { id: "3" }, result: { b: 2 } }],
    });
  });

  test.each<[PromptToolOutput, unknown, string | undefined]>([
    [{ type: "text", value: "plain" }, "plain", undefined],
    [{ type: "json", value: [1] }, [1], undefined],
    [{ type: "error-json", value: { code: 7 } }, null, '{"code":7}'],
    [{ type: "execution-denied" }, null, "the call was not approved"],
    [{ type: "execution-denied", reason: "no" }, null, "no"],
    [
      {
        type: "content",
        value: [
          { type: "text", text: "Here:" },
          { type: "file", mediaType: "image/png", data: { type: "data", data: "" } },
        ],
      },
      "Here:\n[image/png]",
      undefined,
    ],
  ])("reads %j", (output, result, error) => {
    const { finished } = readTranscript([user("a"), ...turn("1", output)]);
    expect(finished[0]).toMatchObject({ result, ...(error !== undefined && { error }) });
  });

  test("of nothing has no request", () => {
    expect(readTranscript([])).toEqual({ request: "", history: [], earlier: [], finished: [] });
  });
});

describe("a plan", () => {
  function plan(request: string, more: Partial<Transcript> = {}) {
    return planCalls({ request, history: [], earlier: [], finished: [], ...more }, tools);
  }

  test("does not repeat a call that was made", () => {
    const args = { customer_id: "C-1042" };
    const made = { tool: "get_customer", args, result: { plan: "pro" } };
    expect(plan("Which plan is customer C-1042 on?").calls).toEqual([{ tool: made.tool, args }]);
    expect(plan("Which plan is customer C-1042 on?", { finished: [made] }).calls).toEqual([]);
  });

  test("asks for up to four further ids of one kind", () => {
    const { calls } = plan("Show customers C-1, C-2, C-3, C-4, C-5, C-6 and C-7");
    expect(calls.map(({ args }) => args["customer_id"])).toEqual([
      "C-1",
      "C-2",
      "C-3",
      "C-4",
      "C-5",
    ]);
  });

  test("changes one thing only, whatever ids are named", () => {
    const { calls } = plan("Refund orders ORD-1 and ORD-2 because they broke");
    expect(calls).toHaveLength(1);
  });

  test("looks for what is missing, and gives up after four calls", () => {
    const request = "What did we last discuss with customer C-1042 in Slack?";
    expect(plan(request).calls).toEqual([
      { tool: "get_customer", args: { customer_id: "C-1042" } },
    ]);
    const failed = Array.from({ length: 4 }, (_, index) => ({
      tool: `other_${index}`,
      args: {},
      result: null,
    }));
    const late = plan(request, { finished: failed });
    expect(late.calls).toEqual([]);
    expect(late.notes[0]).toContain("it needs `channel`");
  });

  test("names what no tool does, and lists the tools when nothing matched", () => {
    expect(plan("Cancel order ORD-7781").notes).toEqual([
      "I cannot do “Cancel order ORD-7781”: no available tool makes that change. Nothing was changed.",
    ]);
    expect(plan("Sing me a song").notes.at(-1)).toMatch(
      /^The tools that I can use: get_customer, /,
    );
    expect(
      planCalls({ request: "Hi", history: [], earlier: [], finished: [] }, []).notes,
    ).toContain("No tool is available, so there is nothing I can look up.");
  });
});
