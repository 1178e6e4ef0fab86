import type { CallToolOptions, ToolResult } from "@mortise/client";
import { expect, test } from "vitest";
import type { ToolClient } from "./framework-options.ts";
import { toMastraTools } from "./mastra-tools.ts";

const SHOWN: ToolResult = {
  content: [
    { type: "text", text: "A pixel" },
    { type: "image", data: "AAAA", mimeType: "image/png" },
  ],
  structured: undefined,
  isError: false,
  text: "A pixel",
  meta: undefined,
};

const inputSchema = { type: "object", $defs: { size: { type: "number" } } };

function recordedClient(calls: unknown[]): ToolClient {
  return {
    capabilities: { tools: {} },
    serverInfo: { name: "crm", version: "1" },
    listTools: async () => [{ name: "shop.show", description: "Shows", inputSchema }],
    callTool: (async (name: string, args: unknown, options: CallToolOptions) => {
      calls.push([name, args, options]);
      return SHOWN;
    }) as unknown as ToolClient["callTool"],
  };
}

test("a tool has the form of AI SDK, and calls by the tool's own name with the signal of the run", async () => {
  const calls: unknown[] = [];
  const { shop_show: tool } = await toMastraTools(recordedClient(calls), { timeout: "5s" });
  expect(tool).toMatchObject({ id: "shop_show", description: "Shows", needsApproval: true });
  expect(tool?.inputSchema).toBe(inputSchema);
  const { signal: abortSignal } = new AbortController();
  expect(await tool?.execute({ size: 1 }, { abortSignal, toolCallId: "1" })).toBe(SHOWN);
  expect(await tool?.execute({})).toBe(SHOWN);
  expect(calls).toEqual([
    ["shop.show", { size: 1 }, { timeout: "5s", signal: abortSignal }],
    ["shop.show", {}, { timeout: "5s" }],
  ]);
});

test("text, images and structured content are written as AI SDK 5 does", async () => {
  const { shop_show: tool } = await toMastraTools(recordedClient([]));
  expect(tool?.toModelOutput(SHOWN)).toEqual({
    type: "content",
    value: [
      { type: "text", text: "A pixel" },
      { type: "media", data: "AAAA", mediaType: "image/png" },
    ],
  });
  const structured = { ...SHOWN, content: [], structured: { sum: 5 } };
  expect(tool?.toModelOutput(structured)).toEqual({ type: "json", value: { sum: 5 } });
});

test("an unknown option is refused by its name", async () => {
  const options = { preliminary: true } as object;
  await expect(toMastraTools(recordedClient([]), options)).rejects.toThrow(/preliminary/);
});
