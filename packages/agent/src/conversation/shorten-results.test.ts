import { describe, expect, test } from "vitest";
import type { AgentMessage, ToolOutput } from "./message.ts";
import { userMessage } from "./message.ts";
import { shortenResults } from "./shorten-results.ts";

function result(output: ToolOutput): AgentMessage {
  return {
    role: "tool",
    content: [{ type: "tool-result", toolCallId: "1", toolName: "look", output }],
  };
}

const text = (length: number): AgentMessage => result({ type: "text", value: "x".repeat(length) });
const lengths = (messages: readonly AgentMessage[] = []): number[] =>
  messages.flatMap((message) =>
    message.role === "tool" ? message.content.map(({ output }) => String(output.value).length) : [],
  );

describe("to make room", () => {
  test("the older results go first, then the newest too, until all are short", () => {
    let messages: readonly AgentMessage[] = [userMessage("a"), text(9000), text(9000)];
    const steps: (number | undefined)[][] = [];
    for (
      let shortened = shortenResults(messages);
      shortened;
      shortened = shortenResults(messages)
    ) {
      messages = shortened.messages;
      steps.push([shortened.count, ...lengths(messages).map((length) => Math.floor(length / 100))]);
    }
    expect(steps).toEqual([
      [1, 3, 90],
      [1, 3, 20],
      [1, 3, 3],
    ]);
  });

  test.each<[string, ToolOutput, string]>([
    ["text", { type: "text", value: "y".repeat(900) }, "text"],
    ["an error", { type: "error-text", value: "y".repeat(900) }, "error-text"],
    ["JSON", { type: "json", value: "y".repeat(900) }, "text"],
    [
      "files",
      {
        type: "content",
        value: [
          { type: "text", text: "short" },
          { type: "file", mediaType: "image/png", data: { type: "data", data: "aaaa" } },
        ],
      },
      "text",
    ],
  ])("%s become a shorter text with a note", (_name, output, type) => {
    const [shortened] = shortenResults([result(output), text(1)])?.messages ?? [];
    const [part] = shortened?.role === "tool" ? shortened.content : [];
    expect(part?.output.type).toBe(type);
    expect(String(part?.output.value)).toMatch(/\[shortened to make room: \d+ of \d+ characters/);
  });

  test("short results and other messages stay as they are", () => {
    expect(shortenResults([userMessage("z".repeat(9000)), text(600)])).toBeUndefined();
  });
});
