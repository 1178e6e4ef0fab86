import { MultiServerMCPClient } from "@langchain/mcp-adapters";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PIXEL } from "../fixture/server/create-interop-server.ts";
import type { OpenReach } from "../fixture/server/reach.ts";
import { openReach } from "../fixture/server/reach.ts";

describe.each(["stdio", "node:http"] as const)("LangChain's adapters over %s", (way) => {
  let open: OpenReach;
  let client: MultiServerMCPClient;
  let tools: Awaited<ReturnType<MultiServerMCPClient["getTools"]>>;
  beforeAll(async () => {
    open = await openReach(way);
    client = new MultiServerMCPClient({ fixture: open.reach });
    tools = await client.getTools();
  });
  afterAll(async () => {
    await client?.close();
    await open.close();
  });
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<unknown> => {
    const tool = tools.find((candidate) => candidate.name === name);
    // Called as a model calls it, the result is a message for the model.
    return await tool?.invoke({ type: "tool_call", id: "1", name, args });
  };

  test("it lists the tools with descriptions and schemas", () => {
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["add", "show", "fail", "break"]),
    );
    expect(tools.find(({ name }) => name === "add")).toMatchObject({
      description: "Adds two numbers",
      schema: { type: "object", required: ["a", "b"] },
    });
  });

  test("it calls a tool and gets the sum, for the model and for programs", async () => {
    const message = await call("add", { a: 2, b: 3 });
    expect(message).toMatchObject({ name: "add", tool_call_id: "1", status: "success" });
    expect(JSON.stringify(message)).toContain('{\\"sum\\":5}');
    expect(message).toMatchObject({
      artifact: [{ type: "mcp_structured_content", data: { sum: 5 } }],
    });
  });

  test("it gets text and image blocks", async () => {
    const message = (await call("show")) as { readonly content: unknown };
    expect(message.content).toMatchObject([
      { type: "text", text: "A pixel" },
      { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}` } },
      {},
    ]);
  });

  test("a tool's failure reaches the caller with its reason", async () => {
    await expect(call("fail")).rejects.toThrow("No customer C-9");
  });

  test("it lists and reads resources", async () => {
    const { fixture } = await client.listResources();
    expect(fixture?.map(({ uri }) => uri)).toEqual(["docs://guide", "docs://pixel"]);
    expect(await client.readResource("fixture", "docs://guide")).toMatchObject([
      { text: "# Read me" },
    ]);
  });
});
