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

test("a value that only resembles a result is a value", async () => {
  for (const value of [{ content: "hi" }, { content: [] }, { content: [{ type: "memo" }] }]) {
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
