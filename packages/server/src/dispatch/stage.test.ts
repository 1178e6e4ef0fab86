import type { JsonObject, Telemetry } from "@mortise/protocol";
import { MetaKey, noTelemetry, ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createFetchHandler } from "../create-fetch-handler.ts";
import { createServer } from "../server.ts";

const server = createServer({ name: "s", version: "1", log: () => undefined })
  .tool("direct", { description: "d" }, () => "done")
  .tool("later", { description: "d" }, async () => "done")
  .tool("breaks", { description: "d" }, () => {
    throw new Error("secret");
  })
  .tool("rejects", { description: "d" }, async () => {
    throw new Error("secret");
  })
  .tool("refuses", { description: "d" }, () => {
    throw new ToolError("No such customer");
  })
  .resource("note://a", { description: "d" }, () => "text")
  .resource("note://b", { description: "d" }, () => {
    throw new Error("secret");
  })
  .tool("guarded", { description: "d" }, () => "done")
  .use("tools/call", (request, next) => {
    if (request.target === "guarded") throw new Error("secret of the middleware");
    return next();
  });

/** Lists the stages of one request, with the message of a failure. */
async function stagesOf(method: string, params: JsonObject): Promise<string[]> {
  const stages: string[] = [];
  const telemetry: Telemetry = {
    ...noTelemetry,
    isOn: true,
    stage: (name, error) =>
      void stages.push(error === undefined ? name : `${name}: ${(error as Error).message}`),
  };
  const meta = { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: {} };
  const handler = createFetchHandler(server, { telemetry });
  const response = await handler(
    new Request("http://localhost/mcp", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        "mcp-name": String(params["name"] ?? params["uri"]),
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } }),
    }),
  );
  await response.text();
  await handler.close();
  return stages;
}

test.each([
  ["direct", ["handler", "result"]],
  ["later", ["handler", "result"]],
  ["breaks", ["handler", "failure: secret"]],
  ["rejects", ["handler", "failure: secret"]],
  ["refuses", ["handler"]],
  ["guarded", ["failure: secret of the middleware"]],
])("the stages of a tool: %s", async (name, stages) => {
  expect(await stagesOf("tools/call", { name })).toEqual(stages);
});

test.each([
  ["note://a", ["handler", "result"]],
  ["note://b", ["handler", "failure: secret"]],
])("the stages of a resource: %s", async (uri, stages) => {
  expect(await stagesOf("resources/read", { uri })).toEqual(stages);
});
