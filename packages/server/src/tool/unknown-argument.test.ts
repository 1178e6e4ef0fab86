import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";

test("an argument under a wrong name is named, with the names there are", async () => {
  const server = createServer({ name: "s", version: "1" });
  const input = z.object({ customer_id: z.string() });
  server.tool("t", { description: "Does it", input }, () => "done");
  const { result } = await new ScriptedClient(server).request("tools/call", {
    name: "t",
    arguments: { customer: "C-9" },
  });
  expect(JSON.stringify(result)).toContain(
    "Invalid arguments for t: customer: no such argument (did you mean customer_id?); customer_id: Invalid input",
  );
});

test("a strict schema and its tool name an unknown argument once", async () => {
  const server = createServer({ name: "s", version: "1" });
  server.tool("t", { description: "d", input: z.strictObject({ a: z.string() }) }, () => "done");
  const { result } = await new ScriptedClient(server).request("tools/call", {
    name: "t",
    arguments: { a: "x", other: 1 },
  });
  expect(result["structuredContent"]).toMatchObject({ issues: [expect.anything()] });
});

test.each([
  [{ quantity: z.number() }, "colour: no such argument; the tool has quantity; quantity: Invalid"],
  [{}, "colour: no such argument"],
])("an argument unlike any other is named with those there are: %#", async (shape, message) => {
  const server = createServer({ name: "s", version: "1" });
  const input = z.object(shape).refine(() => Object.keys(shape).length > 0, "Nothing fits");
  server.tool("t", { description: "d", input }, () => "done");
  const { result } = await new ScriptedClient(server).request("tools/call", {
    name: "t",
    arguments: { colour: "red" },
  });
  expect(JSON.stringify(result)).toContain(`Invalid arguments for t: ${message}`);
});
