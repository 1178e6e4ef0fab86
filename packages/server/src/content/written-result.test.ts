import type { JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";
import type { ToolDefinition } from "../tool/tool.ts";

async function answerWith(value: unknown, definition: Partial<ToolDefinition> = {}) {
  const server = createServer({ name: "s", version: "1" });
  server.tool("t", { description: "Does it", ...definition } as ToolDefinition, () => value);
  const { result } = await new ScriptedClient(server).request("tools/call", { name: "t" });
  return result as JsonObject & { readonly content: readonly JsonObject[] };
}

const text = (value: string): object => ({ type: "text", text: value });

test("a result written out as on the wire is taken as one", async () => {
  const written = { content: [text("hi")], structuredContent: { a: 1 }, isError: true };
  expect(await answerWith(written)).toMatchObject(written);
  expect((await answerWith(text("hi"))).content).toEqual([text("hi")]);
  expect((await answerWith([text("a"), text("b")])).content).toEqual([text("a"), text("b")]);
});

test("structured content without blocks is a result, with its text", async () => {
  expect(await answerWith({ content: [], structuredContent: { a: 1 } })).toMatchObject({
    content: [text('{"a":1}')],
    structuredContent: { a: 1 },
  });
});

test("a value that only resembles a result is a value", async () => {
  for (const value of [
    { content: "hi" },
    { content: [] },
    { content: [{ type: "memo" }] },
    { title: "T", content: [text("a")], next: 2 },
    { id: "msg_1", role: "assistant", content: [text("Hi")], usage: { input_tokens: 3 } },
    { type: "paragraph", content: [text("a")] },
    [{ type: "text", text: "a", id: 1, author: "Ann" }],
    { type: "text", text: "a", score: 1 },
    { type: "image", data: "s3://bucket/x", mimeType: "image/png" },
    { type: "image", data: "AA==", mimeType: "image/png", width: 2 },
    { type: "resource", resource: { uri: "docs://a", id: 7 } },
  ]) {
    expect((await answerWith(value))["structuredContent"]).toEqual(value);
  }
});

test("a value that looks like a result is a value if an output is declared", async () => {
  const output = z.object({ content: z.array(z.object({ type: z.string(), text: z.string() })) });
  const value = { content: [{ type: "text", text: "hi" }] };
  expect((await answerWith(value, { output }))["structuredContent"]).toEqual(value);
});

test("bytes without a kind are refused with what to do", async () => {
  const refused = await answerWith(new Uint8Array(2));
  expect(refused["isError"]).toBe(true);
  expect(refused.content[0]?.["text"]).toContain("image(), audio(), video() or file()");
});
