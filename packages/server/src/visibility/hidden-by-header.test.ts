import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createServer } from "../server.ts";

const META = {
  [MetaKey.protocolVersion]: "2026-07-28",
  [MetaKey.clientCapabilities]: {},
  [MetaKey.clientInfo]: { name: "guest", version: "1" },
};

test("over HTTP the check of mirrored headers does not tell of a hidden tool either", async () => {
  const input = {
    type: "object",
    properties: { region: { type: "string", "x-mcp-header": "Region" } },
  };
  await using server = createServer({ name: "s", version: "1" })
    .tool("seen", { description: "d", input }, () => "")
    .tool("hidden", { description: "d", input, enabled: () => false }, () => "");
  const call = async (name: string): Promise<unknown[]> => {
    const response = await server.fetch(
      new Request("http://localhost/mcp", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "tools/call",
          "mcp-name": name,
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: { name, arguments: { region: "eu" }, _meta: META },
        }),
      }),
    );
    return [response.status, (await response.text()).replaceAll(name, "NAME")];
  };
  expect((await call("seen")).join()).toContain("Mcp-Param-Region header is missing");
  expect(await call("hidden")).toEqual(await call("nobody"));
});

test("an argument with a header may be left out of both", async () => {
  const server = createServer({ name: "s", version: "1" }).tool(
    "look",
    {
      description: "d",
      input: {
        type: "object",
        properties: { region: { type: "string", "x-mcp-header": "Region" } },
      },
    },
    () => "done",
  );
  const send = (region: string | undefined, headers: Readonly<Record<string, string>>) =>
    server.fetch(
      new Request("http://localhost/mcp", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "tools/call",
          "mcp-name": "look",
          ...headers,
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: { name: "look", arguments: { region }, _meta: META },
        }),
      }),
    );
  expect((await send(undefined, {})).status).toBe(200);
  expect((await send("eu", { "mcp-param-region": "eu" })).status).toBe(200);
  expect((await send("eu", {})).status).toBe(400);
  expect((await send(undefined, { "mcp-param-region": "eu" })).status).toBe(400);
});
