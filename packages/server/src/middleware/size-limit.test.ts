import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";
import { sizeLimit } from "./size-limit.ts";

function createTalker(max: number) {
  return createServer({ name: "s", version: "1" })
    .tool("say", { description: "d" }, () => "é".repeat(1000))
    .resource("say://it", { description: "d" }, () => "x".repeat(5000))
    .use(sizeLimit({ max }));
}

test("a tool's result that is too large becomes a failure with advice for the model", async () => {
  const { result } = await new ScriptedClient(createTalker(1500)).request("tools/call", {
    name: "say",
  });
  expect(result["isError"]).toBe(true);
  expect(result["structuredContent"]).toMatchObject({
    error: expect.stringMatching(/^The result of say has \d+ bytes, and 1500 are allowed; ask for/),
    code: "result_too_large",
    max: 1500,
  });
});

test("another result that is too large is an error with its size", async () => {
  const { error } = await new ScriptedClient(createTalker(2000)).request("resources/read", {
    uri: "say://it",
  });
  expect(error).toMatchObject({ code: -32603, data: { max: 2000 } });
});

test("bytes count, not characters, and the limit itself is allowed", async () => {
  const text = await new ScriptedClient(createTalker(1_000_000)).request("tools/call", {
    name: "say",
  });
  const bytes = new TextEncoder().encode(JSON.stringify(text.result)).length;
  expect(bytes).toBeGreaterThan(2000);
  const call = async (max: number) =>
    (await new ScriptedClient(createTalker(max)).request("tools/call", { name: "say" })).result;
  expect((await call(bytes))["isError"]).toBeUndefined();
  expect((await call(bytes - 1))["isError"]).toBe(true);
});

test("a limit below a byte is refused", () => {
  expect(() => sizeLimit({ max: 0 })).toThrow("1 byte or more");
  expect(() => sizeLimit({ max: Number.NaN })).toThrow("1 byte or more");
});
