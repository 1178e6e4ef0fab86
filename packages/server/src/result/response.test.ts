import { ErrorCode, ProtocolError, ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";

const cycle: Record<string, unknown> = {};
cycle["self"] = cycle;

const server = createServer({ name: "s", version: "1", log: () => undefined })
  .tool("at_once", { description: "d" }, () => {
    throw new ProtocolError(-1, "refused", { data: cycle });
  })
  .tool("later", { description: "d" }, () =>
    Promise.reject(new ProtocolError(-1, "refused", { data: { n: 1n } })),
  )
  .resource("a://b", {}, () => {
    throw new ToolError("refused", { data: { n: 1n } });
  });

test.each([
  ["tools/call", { name: "at_once" }, -1],
  ["tools/call", { name: "later" }, -1],
  ["resources/read", { uri: "a://b" }, ErrorCode.InternalError],
])("%s of %j is answered though the data of its error is no JSON", async (method, params, code) => {
  const { error } = await new ScriptedClient(server).request(method, params);
  expect(error).toEqual({ code, message: "refused" });
});
