import { describe, expect, test } from "vitest";
import { Conversation, loadConversation } from "./conversation.ts";
import type { AgentMessage } from "./message.ts";
import { userMessage } from "./message.ts";

const open: AgentMessage = {
  role: "assistant",
  content: [{ type: "tool-call", toolCallId: "1", toolName: "look", input: { id: 1 } }],
};

test("messages are kept in order, and an array that was given out does not change", () => {
  const conversation = new Conversation([userMessage("a")]);
  const before = conversation.messages;
  conversation.append({ role: "assistant", content: [{ type: "text", text: "b" }] });
  expect(before).toHaveLength(1);
  expect(conversation.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
  conversation.clear();
  expect(conversation.messages).toEqual([]);
});

test("a conversation begins repaired, and is repaired on demand", () => {
  const conversation = new Conversation([userMessage("a"), open]);
  expect(conversation.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool"]);
  conversation.append(userMessage("b"));
  conversation.append(userMessage("c"));
  conversation.repair();
  expect(conversation.messages.at(-1)?.content).toHaveLength(2);
});

test("a conversation goes through JSON, and the copy is one of its own", () => {
  const conversation = new Conversation([userMessage("a")]);
  const saved = conversation.toJSON();
  const loaded = loadConversation(JSON.stringify(conversation));
  expect(loaded.toJSON()).toEqual(saved);
  loaded.append(userMessage("b"));
  expect(conversation.toJSON()).toEqual(saved);
  expect(loadConversation(saved).messages).toEqual(conversation.messages);
  expect(loadConversation(saved).messages[0]).not.toBe(saved.messages[0]);
});

describe("a value that is not a conversation is refused", () => {
  test.each<[string, unknown]>([
    ["another version", { version: 2, messages: [] }],
    ["no messages", { version: 1 }],
    ["messages that are no list", { version: 1, messages: {} }],
    ["an unknown role", { version: 1, messages: [{ role: "robot", content: [] }] }],
    ["content that is text", { version: 1, messages: [{ role: "user", content: "a" }] }],
    ["a part without a type", { version: 1, messages: [{ role: "user", content: [{}] }] }],
    ["a part that is nothing", { version: 1, messages: [{ role: "user", content: [null] }] }],
    ["a message that is nothing", { version: 1, messages: [null] }],
    ["nothing", null],
    ["JSON text of another thing", "[]"],
  ])("%s", (_name, saved) => {
    expect(() => loadConversation(saved as string)).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringContaining("it needs `version: 1` and a list of messages"),
        data: { option: "conversation" },
      }),
    );
  });

  test("text that is no JSON", () => {
    expect(() => loadConversation("{")).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: "The conversation cannot be loaded: it is not JSON",
      }),
    );
  });
});
