import assert, { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { ServerCase } from "./server-case.ts";

const BASE64 = "AID/";

/** Cases of tools: their arguments, their results, and their failures. */
export const toolCases: readonly ServerCase[] = [
  {
    name: "tools are listed over all pages with what was said of them",
    run: async ({ client }) => {
      const tools = await client.listTools();
      const names = tools.map(({ name }) => name);
      equal(new Set(names).size, names.length);
      ok(names.length > 9, `Only ${names.length} tools are listed`);
      assert.partialDeepStrictEqual(
        tools.find(({ name }) => name === "add"),
        {
          title: "Add",
          description: "Adds two numbers",
          annotations: { readOnlyHint: true, openWorldHint: false },
          outputSchema: { type: "object", required: ["sum"] },
        },
      );
    },
  },
  {
    name: "a call gives structured content and the same as text",
    run: async ({ client }) => {
      const { structured, text, isError } = await client.callTool("add", { a: 2, b: 3.5 });
      deepEqual(structured, { sum: 5.5 });
      deepEqual([JSON.parse(text), isError], [{ sum: 5.5 }, false]);
    },
  },
  {
    name: "a number in a string is repaired, and the result says so",
    run: async ({ client }) => {
      const { structured, meta } = await client.callTool("add", { a: "2", b: 3 });
      deepEqual(structured, { sum: 5 });
      deepEqual(meta?.["dev.mortise/repaired"], [{ path: "a", from: "2", to: 2 }]);
    },
  },
  {
    name: "arguments that do not fit are a failed result that names them",
    run: async ({ client }) => {
      const { isError, text } = await client.callTool("add", { a: "two" });
      ok(isError);
      match(text, /invalid_arguments/);
      match(text, /"path":"a"/);
    },
  },
  {
    name: "an unknown tool is a protocol error with those that are there",
    run: async ({ client }) => {
      await rejects(client.callTool("subtract", {}), {
        code: -32602,
        message: /Unknown tool: subtract.*add/,
      });
    },
  },
  {
    name: "text of any script and a megabyte of it come back unchanged",
    run: async ({ client }) => {
      for (const value of ['é世🦊\u2028\u0000\n\r"\\', "🦊x".repeat(200_000)]) {
        const { structured } = await client.callTool("echo", { value });
        ok((structured as { value: string }).value === value, "The text came back otherwise");
      }
    },
  },
  {
    name: "every kind of block arrives as it was sent",
    run: async ({ client }) => {
      const { content } = await client.callTool("blocks");
      deepEqual(content, [
        { type: "text", text: "text" },
        { type: "image", data: BASE64, mimeType: "image/png" },
        { type: "audio", data: BASE64, mimeType: "audio/wav" },
        {
          type: "resource",
          resource: { uri: "file:///clip.mp4", mimeType: "video/mp4", blob: BASE64 },
        },
        { type: "resource", resource: { uri: "file:///t.csv", mimeType: "text/csv", text: "a,b" } },
        { type: "resource_link", uri: "docs://guide", name: "Guide" },
      ]);
    },
  },
  {
    name: "a ToolError is a failed result, word for word",
    run: async ({ client }) => {
      const { isError, text } = await client.callTool("refuse");
      ok(isError);
      deepEqual(JSON.parse(text), { error: "No customer C-9", code: "not_found", id: "C-9" });
    },
  },
  {
    name: "any other error is masked with an id",
    run: async ({ client }) => {
      const { isError, text } = await client.callTool("break");
      ok(isError);
      match(text, /internal error \([0-9a-f]{8}\)/);
      ok(!text.includes("hunter2"), "The message of an internal error reached the client");
    },
  },
  {
    name: "output that breaks its schema is a failed result that names the path",
    run: async ({ client }) => {
      const { isError, text } = await client.callTool("lie");
      ok(isError);
      match(text, /invalid_output/);
      match(text, /"path":"sum"/);
    },
  },
  {
    name: "calls side by side each get their own answer",
    run: async ({ client }) => {
      const calls = Array.from({ length: 40 }, async (_, value) => {
        const { structured } = await client.callTool("echo", { value });
        return (structured as { value: number }).value;
      });
      deepEqual(await Promise.all(calls), [...Array(40).keys()]);
    },
  },
];
