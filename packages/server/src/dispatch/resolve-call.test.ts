import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";

test.each([
  {},
  { argument: "a" },
  { argument: { name: "a" } },
  { argument: { name: 1, value: "" } },
])(
  "a completion with %j is refused for its argument ahead of its unknown prompt",
  async (argument) => {
    const server = createServer({ name: "s", version: "1" }).prompt("greet", {}, () => "Hello");
    const ref = { type: "ref/prompt", name: "missing" };
    const { error } = await new ScriptedClient(server).request("completion/complete", {
      ref,
      ...argument,
    });
    expect(error.code).toBe(ErrorCode.InvalidParams);
    expect(error.message).toContain('completion/complete needs an "argument"');
  },
);
