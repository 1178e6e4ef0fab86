import type { JsonObject } from "@mortise/protocol";
import { ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";

test("middleware sees arguments as they are repaired, and the repairs are reported all the same", async () => {
  const seen: unknown[] = [];
  const order = z.object({ amount: z.number(), note: z.string().optional() });
  const server = createServer({ name: "s", version: "1", log: () => undefined })
    .use("tools/call", (request, next) => {
      seen.push(request.params["arguments"]);
      const { order: given } = request.params["arguments"] as { order?: { amount?: number } };
      if ((given?.amount ?? 0) > 100) throw new ToolError("over the limit", { code: "policy" });
      return next();
    })
    .tool("pay", { description: "d", input: z.object({ order }) }, (input, { request }) => ({
      paid: input.order.amount,
      repairs: request.repairs.length,
    }));
  const client = new ScriptedClient(server);
  const pay = async (given: unknown): Promise<JsonObject> =>
    (await client.request("tools/call", { name: "pay", arguments: { order: given } })).result;
  expect(await pay('{"amount":500}')).toMatchObject({ isError: true });
  expect(await pay({ amount: "500" })).toMatchObject({ isError: true });
  expect(await pay('{"amount":"50","note":null}')).toMatchObject({
    structuredContent: { paid: 50 },
    _meta: {
      "dev.mortise/repaired": [{ path: "order" }, { path: "order.amount" }, { path: "order.note" }],
    },
  });
  expect(seen).toEqual([
    { order: { amount: 500 } },
    { order: { amount: 500 } },
    { order: { amount: 50 } },
  ]);
  const refused = await pay("many");
  expect(JSON.stringify(refused)).toContain("Invalid arguments for pay");
  expect(seen.at(-1)).toEqual({ order: "many" });
});

test("middleware sees repaired arguments of transformed and mounted tools, by either name", async () => {
  const seen: unknown[] = [];
  const inner = createServer({ name: "inner", version: "1" })
    .use("tools/call", (request, next) => {
      seen.push(["inner", request.params["arguments"]]);
      return next();
    })
    .tool("pay", { description: "d", input: z.object({ amount: z.number() }) }, ({ amount }) => ({
      paid: amount,
    }));
  const outer = createServer({ name: "outer", version: "1" })
    .use("tools/call", (request, next) => {
      seen.push(["outer", request.params["arguments"]]);
      return next();
    })
    .mount("bank", inner);
  const { result } = await new ScriptedClient(outer).request("tools/call", {
    name: "bank_pay",
    arguments: { amount: "50" },
  });
  expect(result).toMatchObject({
    structuredContent: { paid: 50 },
    _meta: { "dev.mortise/repaired": [{ path: "amount", from: "50", to: 50 }] },
  });
  expect(seen).toEqual([
    ["outer", { amount: 50 }],
    ["inner", { amount: 50 }],
  ]);
});

test("a schema that validates with a promise is repaired before middleware too", async () => {
  const seen: unknown[] = [];
  const input = z.object({ amount: z.number().refine(async () => true) });
  const server = createServer({ name: "s", version: "1" })
    .use("tools/call", (request, next) => {
      seen.push(request.params["arguments"]);
      return next();
    })
    .tool("pay", { description: "d", input }, ({ amount }) => ({ paid: amount }));
  const client = new ScriptedClient(server);
  for (const amount of ["50", 7]) {
    await client.request("tools/call", { name: "pay", arguments: { amount } });
  }
  expect(seen).toEqual([{ amount: 50 }, { amount: 7 }]);
});

test("middleware sees repaired arguments of prompts, and what the handler gets", async () => {
  const seen: unknown[] = [];
  const input = z.object({ days: z.number().max(31), isBrief: z.boolean().optional() });
  const rendered: unknown[] = [];
  const server = createServer({ name: "s", version: "1", log: () => undefined })
    .use("prompts/get", (request, next) => {
      seen.push(request.params.arguments);
      return next();
    })
    .prompt("report", { input }, (given) => {
      rendered.push(given);
      return `${given.days} days`;
    });
  const client = new ScriptedClient(server);
  const get = (given: JsonObject) =>
    client.request("prompts/get", { name: "report", arguments: given });
  expect((await get({ days: "7", isBrief: "" })).result).toMatchObject({
    messages: [{ content: { text: "7 days" } }],
  });
  await get({ days: "7", isBrief: "true" });
  await get({ days: 3 });
  expect(seen).toEqual([{ days: 7 }, { days: 7, isBrief: true }, { days: 3 }]);
  expect(rendered).toEqual(seen);
  expect((await get({ days: "400" })).error.message).toContain(
    "Invalid arguments for prompt report",
  );
  expect(seen.at(-1)).toEqual({ days: "400" });
});

test("middleware sees repaired arguments of mounted and reshaped prompts, under the names shown", async () => {
  const seen: unknown[] = [];
  const inner = createServer({ name: "inner", version: "1" })
    .use("prompts/get", (request, next) => {
      seen.push(["inner", request.params.arguments]);
      return next();
    })
    .prompt("report", { input: z.object({ days: z.number() }) }, ({ days }) => `${days} days`);
  const outer = createServer({ name: "outer", version: "1" })
    .use("prompts/get", (request, next) => {
      seen.push(["outer", request.params.arguments]);
      return next();
    })
    .mount("plain", inner)
    .mount("renamed", inner, {
      transform: { prompts: { report: { arguments: { days: { name: "span" } } } } },
    });
  const client = new ScriptedClient(outer);
  const plain = { name: "plain_report", arguments: { days: "7" } };
  const renamed = { name: "renamed_report", arguments: { span: "8" } };
  for (const params of [plain, renamed]) {
    expect((await client.request("prompts/get", params)).result).toHaveProperty("messages");
  }
  expect(seen).toEqual([
    ["outer", { days: 7 }],
    ["inner", { days: 7 }],
    ["outer", { span: 8 }],
    ["inner", { days: 8 }],
  ]);
});

test("a prompt whose schema throws is answered with the masked error, and not by its repair", async () => {
  const input = z.object({
    days: z.string().transform(() => {
      throw new Error("broken");
    }),
  });
  const server = createServer({ name: "s", version: "1", log: () => undefined })
    .use("prompts/get", (_request, next) => next())
    .prompt("report", { input }, () => "never");
  const params = { name: "report", arguments: { days: "7" } };
  const { error } = await new ScriptedClient(server).request("prompts/get", params);
  expect(error.message).toMatch(/^internal error \(/);
});
