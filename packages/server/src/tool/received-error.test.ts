import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";

const secret = "no such tool: internal_admin";

test("an error of another server inside a handler does not become this server's answer", async () => {
  const server = createServer({ name: "s", version: "1", log: () => undefined });
  server.tool("relay", { description: "Calls another server" }, () => {
    throw new ProtocolError(ErrorCode.InvalidParams, secret, { isReceived: true });
  });
  server.resource("relay://x", {}, () => {
    throw new ProtocolError(ErrorCode.InvalidParams, secret, { isReceived: true });
  });
  const client = new ScriptedClient(server);
  const called = await client.request("tools/call", { name: "relay" });
  expect(called["result"]).toMatchObject({ isError: true });
  const read = await client.request("resources/read", { uri: "relay://x" });
  expect(read["error"]).toMatchObject({ code: ErrorCode.InternalError });
  expect(JSON.stringify([called, read])).not.toContain(secret);
});
