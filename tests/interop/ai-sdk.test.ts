import { createMCPClient } from "@ai-sdk/mcp";
import { Experimental_StdioMCPTransport as StdioTransport } from "@ai-sdk/mcp/mcp-stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PIXEL } from "../fixture/server/create-interop-server.ts";
import type { OpenReach, Reach } from "../fixture/server/reach.ts";
import { openReach } from "../fixture/server/reach.ts";

type AiClient = Awaited<ReturnType<typeof createMCPClient>>;

describe.each(["stdio", "node:http"] as const)("the AI SDK over %s", (way) => {
  let open: OpenReach;
  let client: AiClient;
  let tools: Awaited<ReturnType<AiClient["tools"]>>;
  beforeAll(async () => {
    open = await openReach(way);
    client = await createMCPClient({ transport: toTransport(open.reach) });
    tools = await client.tools();
  });
  afterAll(async () => {
    await client?.close();
    await open.close();
  });
  const call = async (name: string, input: object = {}): Promise<unknown> => {
    const options = { toolCallId: "1", messages: [], context: {} };
    return await tools[name]?.execute(input, options);
  };

  test("it lists the tools with their descriptions", () => {
    expect(Object.keys(tools)).toEqual(expect.arrayContaining(["add", "show", "fail", "break"]));
    expect(tools["add"]?.description).toBe("Adds two numbers");
  });

  test("it calls a tool and gets structured content and text", async () => {
    expect(await call("add", { a: 2, b: 3 })).toMatchObject({
      structuredContent: { sum: 5 },
      content: [{ type: "text", text: '{"sum":5}' }],
    });
  });

  test("it gets text, image and link blocks", async () => {
    expect(await call("show")).toMatchObject({
      content: [
        { type: "text", text: "A pixel" },
        { type: "image", data: PIXEL, mimeType: "image/png" },
        { type: "resource_link", uri: "docs://guide" },
      ],
    });
  });

  test("a tool's failure is a result that says why", async () => {
    expect(await call("fail")).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("No customer C-9") }],
    });
  });

  test("it lists and reads resources and renders prompts", async () => {
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(["docs://guide", "docs://pixel"]);
    expect(await client.readResource({ uri: "notes://7" })).toMatchObject({
      contents: [{ text: "Note 7" }],
    });
    expect(
      await client.experimental_getPrompt({ name: "greet", arguments: { name: "Ada" } }),
    ).toMatchObject({ messages: [{ role: "user", content: { text: "Hello Ada" } }] });
  });
});

function toTransport(reach: Reach): Parameters<typeof createMCPClient>[0]["transport"] {
  if (reach.transport === "http") return { type: "http", url: reach.url };
  return new StdioTransport({ command: reach.command, args: reach.args });
}
