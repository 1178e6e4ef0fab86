import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { connect } from "@mortise/node";
import { createFakeClock } from "@mortise/testing";
import { expect, test } from "vitest";
import type { ScriptedExchange } from "../fixture/server/scripted-http.ts";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";

const DISCOVERED = {
  resultType: "complete",
  supportedVersions: ["2026-07-28"],
  capabilities: { tools: {} },
  _meta: { "io.modelcontextprotocol/serverInfo": { name: "scripted", version: "1" } },
};

/** Answers the legacy handshake; everything else is left to the test. */
function serveLegacy(exchange: ScriptedExchange, revision = "2025-11-25"): boolean {
  const { method, message } = exchange;
  if (method !== "POST") exchange.plain(405);
  else if (message.method === "initialize") {
    exchange.result({
      protocolVersion: revision,
      capabilities: {},
      serverInfo: { name: "old", version: "1" },
    });
  } else if (message.id === undefined) exchange.plain(202);
  else if (message.method === "ping") exchange.result({});
  else return false;
  return true;
}

test("a modern server is found with one request", async () => {
  await using server = await startScriptedHttp((exchange) => exchange.result(DISCOVERED));
  await using client = await connect(server.url);
  expect(client).toMatchObject({ revision: "2026-07-28", serverInfo: { name: "scripted" } });
  expect(server.log).toEqual(["POST server/discover"]);
});

test.each([
  ["an empty 400", (exchange: ScriptedExchange) => exchange.plain(400)],
  ["a 404 page", (exchange: ScriptedExchange) => exchange.plain(404, "<h1>Not found</h1>")],
  ["a 405", (exchange: ScriptedExchange) => exchange.plain(405)],
  ["a legacy error with 400", (exchange: ScriptedExchange) => exchange.error(400, -32000)],
  ["method not found with 200", (exchange: ScriptedExchange) => exchange.error(200, -32601)],
  ["an internal error", (exchange: ScriptedExchange) => exchange.error(500, -32603)],
  ["a result that discovers nothing", (exchange: ScriptedExchange) => exchange.result({})],
])("%s to server/discover means legacy", async (_, refuse) => {
  await using server = await startScriptedHttp((exchange) => {
    if (!serveLegacy(exchange)) refuse(exchange);
  });
  await using client = await connect(server.url);
  expect(client).toMatchObject({ revision: "2025-11-25", serverInfo: { name: "old" } });
});

test.each(["2025-06-18", "2025-03-26", "2024-11-05"])(
  "a server may answer initialize with %s",
  async (revision) => {
    await using server = await startScriptedHttp((exchange) => {
      if (!serveLegacy(exchange, revision)) exchange.plain(400);
    });
    await using client = await connect(server.url);
    expect(client.revision).toBe(revision);
  },
);

test("a server that answers initialize with an unknown revision is refused", async () => {
  await using server = await startScriptedHttp((exchange) => {
    if (!serveLegacy(exchange, "1999-01-01")) exchange.plain(400);
  });
  await expect(connect(server.url)).rejects.toMatchObject({ code: "UNSUPPORTED_REVISION" });
});

test("an unsupported version is asked for once more when the server lists that very version", async () => {
  await using server = await startScriptedHttp((exchange) => {
    if (server.log.length > 1) exchange.result(DISCOVERED);
    else exchange.error(400, -32022, "Unsupported", { supported: ["2026-07-28"] });
  });
  await using client = await connect(server.url);
  expect(client.revision).toBe("2026-07-28");
  expect(server.log).toHaveLength(2);
});

test("a modern error that lists legacy revisions only leads to initialize", async () => {
  await using server = await startScriptedHttp((exchange) => {
    if (serveLegacy(exchange, "2025-06-18")) return;
    exchange.error(400, -32022, "Unsupported", { supported: ["2025-06-18"] });
  });
  await using client = await connect(server.url);
  expect(client.revision).toBe("2025-06-18");
});

test("a server with no revision in common is refused, with its list", async () => {
  await using server = await startScriptedHttp((exchange) => {
    exchange.error(400, -32022, "Unsupported", { supported: ["2030-01-01"] });
  });
  const call = connect(server.url);
  await expect(call).rejects.toMatchObject({ code: "UNSUPPORTED_REVISION" });
  await expect(call).rejects.toThrow("2030-01-01");
  expect(server.log).toEqual(["POST server/discover"]);
});

test("method not found with 404 is a modern server that cannot be discovered", async () => {
  await using server = await startScriptedHttp((exchange) => {
    if (exchange.message.method === "server/discover") exchange.error(404, -32601);
    else exchange.result({ resultType: "complete", tools: [] });
  });
  await using client = await connect(server.url);
  expect(client.revision).toBe("2026-07-28");
  expect(await client.listTools()).toEqual([]);
});

test.each([401, 403])("a %i is an error of its own, without a second attempt", async (status) => {
  await using server = await startScriptedHttp(({ response }) => {
    response.writeHead(status, { "www-authenticate": 'Bearer scope="x"' }).end();
  });
  await expect(connect(server.url)).rejects.toMatchObject({
    code: "HTTP_ERROR",
    data: { status, challenge: 'Bearer scope="x"' },
  });
  expect(server.log).toHaveLength(1);
});

test("an overloaded server is not taken for a legacy one", async () => {
  await using server = await startScriptedHttp((exchange) => exchange.plain(503));
  await expect(connect(server.url)).rejects.toMatchObject({ data: { status: 503 } });
  expect(server.log).toHaveLength(1);
});

test("a web page is an error that asks whether the URL is right (n8n-io/terraform-aws-n8n#54)", async () => {
  await using server = await startScriptedHttp((exchange) =>
    exchange.plain(200, "<h1>Welcome</h1>", "text/html"),
  );
  await expect(connect(server.url)).rejects.toThrow("is this the URL of an MCP server?");
});

test("an address where nothing listens is an error that says so", async () => {
  const unused = createServer();
  await new Promise<void>((resolve) => unused.listen(0, "127.0.0.1", resolve));
  const { port } = unused.address() as AddressInfo;
  await new Promise((resolve) => unused.close(resolve));
  const call = connect(`http://127.0.0.1:${port}/mcp`);
  await expect(call).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  await expect(call).rejects.toThrow("ECONNREFUSED");
});

test("a legacy server is remembered, and found out again when it has become modern", async () => {
  let isModern = false;
  await using server = await startScriptedHttp((exchange) => {
    if (isModern && exchange.message.method === "server/discover") exchange.result(DISCOVERED);
    else if (isModern) exchange.error(404, -32601);
    else if (!serveLegacy(exchange)) exchange.plain(400);
  });
  await (await connect(server.url)).close();
  expect(server.log.slice(0, 2)).toEqual(["POST server/discover", "POST initialize"]);
  server.log.length = 0;
  await (await connect(server.url)).close();
  expect(server.log[0]).toBe("POST initialize");
  isModern = true;
  await using client = await connect(server.url);
  expect(client.revision).toBe("2026-07-28");
});

test("a legacy server that became modern while connected is found out by the next request", async () => {
  let isModern = false;
  await using server = await startScriptedHttp((exchange) => {
    const { method } = exchange.message;
    const isClaimed = exchange.headers["mcp-protocol-version"] === "2026-07-28";
    if (!isModern) serveLegacy(exchange) || exchange.plain(400);
    else if (!isClaimed) exchange.error(400, -32022, "?", { supported: ["2026-07-28"] });
    else if (method === "server/discover") exchange.result(DISCOVERED);
    else exchange.result({ resultType: "complete", tools: [] });
  });
  await using client = await connect(server.url);
  isModern = true;
  expect(await client.listTools()).toEqual([]);
  expect(client.revision).toBe("2026-07-28");
});

test("a revision that is asked for is not negotiated away", async () => {
  await using server = await startScriptedHttp((exchange) => {
    if (!serveLegacy(exchange)) exchange.plain(400);
  });
  await expect(connect(server.url, { revision: "2026-07-28" })).rejects.toMatchObject({
    code: "UNSUPPORTED_REVISION",
  });
  server.log.length = 0;
  await using client = await connect(server.url, { revision: "2025-06-18" });
  expect(client.revision).toBe("2025-11-25");
  expect(server.log[0]).toBe("POST initialize");
});

test("a server that begins a stream and sends nothing on it is legacy", async () => {
  await using server = await startScriptedHttp((exchange) => {
    if (!serveLegacy(exchange)) exchange.stream();
  });
  const clock = createFakeClock();
  const begun = Promise.withResolvers<void>();
  const connecting = connect(server.url, {
    timeout: 500,
    clock,
    fetch: async (...request) => {
      const response = await fetch(...request);
      begun.resolve();
      return response;
    },
  });
  await begun.promise;
  await clock.advance(500);
  await using client = await connecting;
  expect(client.revision).toBe("2025-11-25");
});

test("a revision that was asked for is not remembered as what the server speaks", async () => {
  await using server = await startScriptedHttp((exchange) => {
    if (exchange.message.method === "server/discover") exchange.result(DISCOVERED);
    else if (!serveLegacy(exchange)) exchange.plain(400);
  });
  await (await connect(server.url, { revision: "2025-11-25" })).close();
  await using client = await connect(server.url);
  expect(client.revision).toBe("2026-07-28");
});

test("a target that is none is refused before anything is sent", async () => {
  await expect(connect("customers.ts")).rejects.toMatchObject({ code: "INVALID_OPTION" });
  await expect(connect({} as never)).rejects.toMatchObject({ code: "INVALID_OPTION" });
  await expect(connect("http://x", { revision: "2020-01-01" as never })).rejects.toThrow(
    "2020-01-01",
  );
});
