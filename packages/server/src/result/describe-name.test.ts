import type { JsonObject } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";
import { describeName } from "./describe-name.ts";

test.each([
  [undefined, "(no name)"],
  [null, "(null)"],
  [[], "(an array)"],
  [{}, "(an object)"],
  [7, "(a number)"],
  ["name", "name"],
  ["x".repeat(300), `${"x".repeat(200)}…`],
])("%j is described in a few words", (value, words) => {
  expect(describeName(value)).toBe(words);
});

const LONG = "x".repeat(100_000);

test.each<[string, JsonObject, "2026-07-28" | "2025-11-25"]>([
  ["tools/call", { name: LONG }, "2026-07-28"],
  ["prompts/get", { name: LONG }, "2026-07-28"],
  ["resources/read", { uri: `x://${LONG}` }, "2026-07-28"],
  ["resources/read", { uri: `x://${LONG}` }, "2025-11-25"],
  ["tools/list", { cursor: LONG }, "2026-07-28"],
  [
    "completion/complete",
    { ref: { type: "ref/prompt", name: LONG }, argument: { name: "a", value: "" } },
    "2026-07-28",
  ],
  [LONG, {}, "2026-07-28"],
  ["logging/setLevel", { level: LONG }, "2025-11-25"],
  ["tools/list", { _meta: { [MetaKey.protocolVersion]: LONG } }, "2026-07-28"],
  ["tools/list", { _meta: { [MetaKey.logLevel]: LONG } }, "2026-07-28"],
  ["resources/subscribe", { uri: LONG }, "2025-11-25"],
])("the error of a long name is short: %.20s %.40j in %s", async (method, params, revision) => {
  const server = createServer({ name: "s", version: "1", log: () => undefined })
    .tool("t", { description: "d" }, () => "")
    .prompt("p", {}, () => "")
    .resource("a://1", {}, () => "");
  const client = new ScriptedClient(server, revision);
  const answer = await client.start(method, params).text;
  expect(answer).toContain('"error"');
  expect(answer.length).toBeLessThan(1_500);
});
