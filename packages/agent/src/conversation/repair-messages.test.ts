import { expect, test } from "vitest";
import type { AgentMessage, ToolResultPart } from "./message.ts";
import { toolCallsOf, userMessage } from "./message.ts";
import { repairMessages } from "./repair-messages.ts";

function said(text: string): AgentMessage {
  return { role: "assistant", content: [{ type: "text", text }] };
}

function calls(...ids: readonly string[]): AgentMessage {
  return {
    role: "assistant",
    content: ids.map((id) => ({
      type: "tool-call",
      toolCallId: id,
      toolName: "look",
      input: {},
    })),
  };
}

function result(id: string, value = `result of ${id}`): ToolResultPart {
  return {
    type: "tool-result",
    toolCallId: id,
    toolName: "look",
    output: { type: "text", value },
  };
}

function results(...parts: readonly ToolResultPart[]): AgentMessage {
  return { role: "tool", content: parts };
}

test("a whole conversation stays as it is", () => {
  const messages = [
    userMessage("a"),
    calls("1", "2"),
    results(result("1"), result("2")),
    said("b"),
  ];
  expect(repairMessages(messages)).toEqual(messages);
});

test("a call without a result gets one that says that it was interrupted", () => {
  const [, , last] = repairMessages([userMessage("a"), calls("1", "2"), results(result("2"))]);
  expect(last).toMatchObject({
    role: "tool",
    content: [
      { toolCallId: "1", output: { type: "error-text" } },
      { toolCallId: "2", output: { type: "text", value: "result of 2" } },
    ],
  });
  expect(JSON.stringify(last)).toContain("whether it took effect is not known");
});

test("results come in the order of the calls, from as many messages as they stand in", () => {
  const messages = [calls("1", "2", "3"), results(result("3")), results(result("1"), result("2"))];
  expect(repairMessages(messages)).toEqual([
    calls("1", "2", "3"),
    results(result("1"), result("2"), result("3")),
  ]);
});

test("a call gets its first result only", () => {
  const [, last] = repairMessages([calls("1"), results(result("1", "a"), result("1", "b"))]);
  expect(last).toEqual(results(result("1", "a")));
});

test("a result without a call is dropped, also one that comes too late", () => {
  const messages = [results(result("9")), calls("1"), userMessage("a"), results(result("1"))];
  const repaired = repairMessages(messages);
  expect(repaired.map(({ role }) => role)).toEqual(["assistant", "tool", "user"]);
  expect(JSON.stringify(repaired)).not.toContain("result of 1");
});

test("empty messages are dropped, and neighbours of one role are joined", () => {
  const repaired = repairMessages([
    userMessage("a"),
    { role: "assistant", content: [] },
    userMessage("b"),
    said("c"),
    said("d"),
  ]);
  expect(repaired).toEqual([
    { role: "user", content: [...userMessage("a").content, ...userMessage("b").content] },
    { role: "assistant", content: [...said("c").content, ...said("d").content] },
  ]);
});

test("a text before calls is joined with them, a text after their results is not", () => {
  const repaired = repairMessages([said("a"), calls("1"), results(result("1")), said("b")]);
  expect(repaired.map(({ role }) => role)).toEqual(["assistant", "tool", "assistant"]);
  expect(toolCallsOf(repaired[0]).map(({ toolCallId }) => toolCallId)).toEqual(["1"]);
});

test("only a model's message has calls", () => {
  expect(toolCallsOf(undefined)).toEqual([]);
  expect(toolCallsOf(userMessage("a"))).toEqual([]);
  expect(toolCallsOf(results(result("1")))).toEqual([]);
});
