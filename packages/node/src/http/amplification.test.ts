import type { JsonObject } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { post } from "./fixture/http-peer.ts";
import { listen } from "./listen.ts";

const description = "d";
const numbers = z.object({ list: z.array(z.number()) });

const server = createServer({ name: "s", version: "1", log: () => undefined })
  .tool("zod", { description, input: numbers }, () => "")
  .tool("strict", { description, input: z.strictObject({ a: z.string() }) }, () => "")
  .tool(
    "plain",
    {
      description,
      input: {
        type: "object",
        properties: { list: { type: "array", items: { type: "string" } } },
        additionalProperties: false,
      },
    },
    () => "",
  )
  .prompt("prompt", { input: numbers }, () => "");

const many = <Item>(item: Item): Item[] => Array.from({ length: 300_000 }, () => item);
const names = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 1]));

test.each<[string, string, JsonObject]>([
  ["a list of wrong items", "zod", { list: many(null) }],
  ["a list of wrong items to plain JSON Schema", "plain", { list: many(null) }],
  ["a list of items to repair", "zod", { list: many("1") }],
  ["unknown names", "strict", names],
  ["unknown names to plain JSON Schema", "plain", names],
  ["one long name", "strict", { ["x".repeat(1_000_000)]: 1 }],
])("the answer to %s is far smaller than the question", async (_what, name, input) => {
  await using http = await listen(server, { port: 0 });
  const response = await post(http.url, "tools/call", { name, arguments: input });
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text.length).toBeLessThan(64 * 1024);
  expect(text).not.toContain("internal error");
});

test("the answer to wrong arguments of a prompt is far smaller than the question", async () => {
  await using http = await listen(server, { port: 0 });
  const input = { list: many(null) };
  const response = await post(http.url, "prompts/get", { name: "prompt", arguments: input });
  expect((await response.text()).length).toBeLessThan(64 * 1024);
});
