import type { JsonObject } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { audio, image } from "../content/block.ts";
import { createServer } from "../server.ts";

const input = z.object({
  ticket_id: z.string().describe("The ticket"),
  audience: z.enum(["customer", "engineer"]).default("customer"),
  limit: z.number().optional(),
  urgent: z.boolean().optional(),
});

const server = createServer({ name: "s", version: "1", log: () => undefined })
  .prompt("summarize", { title: "Summarise", description: "Summarises", input }, (args) => {
    expectTypeOf(args.audience).toEqualTypeOf<"customer" | "engineer">();
    return JSON.stringify(args);
  })
  .prompt("chat", {}, () => [
    { role: "user", content: "Look" },
    { role: "assistant", content: image("AA==", "image/png") },
    { role: "user", content: audio("AA==", "audio/wav") },
  ])
  .prompt("described", { description: "Static" }, () => ({ description: "Fresh", messages: [] }))
  .prompt("throws", {}, () => {
    throw new Error("secret");
  })
  .prompt("hangs", { timeout: 20 }, () => new Promise<string>(() => undefined))
  .prompt(
    "city",
    {
      input: z.object({ country: z.string(), city: z.string() }),
      complete: { city: async (value, _ctx, { country }) => [`${value}/${country}`] },
    },
    () => "",
  );

const client = new ScriptedClient(server);
const get = (name: unknown, args?: JsonObject) =>
  client.request("prompts/get", { name, arguments: args });
const complete = (name: string, argument: string, value: string, extra: JsonObject = {}) =>
  client.request("completion/complete", {
    ref: { type: "ref/prompt", name },
    argument: { name: argument, value },
    ...extra,
  });

test("arguments are listed with what the schema says of them", async () => {
  const { result } = await client.request("prompts/list");
  expect((result["prompts"] as object[])[0]).toEqual({
    name: "summarize",
    title: "Summarise",
    description: "Summarises",
    arguments: [
      { name: "ticket_id", description: "The ticket", required: true },
      { name: "audience", required: false },
      { name: "limit", required: false },
      { name: "urgent", required: false },
    ],
  });
  expect((result["prompts"] as object[])[1]).toEqual({ name: "chat" });
});

test("arguments, which are strings on the wire, become what the schema says", async () => {
  const { result } = await get("summarize", { ticket_id: "7", limit: "3", urgent: "true" });
  expect(result).toMatchObject({ description: "Summarises", resultType: "complete" });
  const [message] = result["messages"] as { role: string; content: { text: string } }[];
  expect(message?.role).toBe("user");
  expect(JSON.parse(message?.content.text ?? "")).toEqual({
    ticket_id: "7",
    audience: "customer",
    limit: 3,
    urgent: true,
  });
});

test("messages may be lines of text and blocks, in the words of the revision", async () => {
  expect((await get("chat")).result["messages"]).toEqual([
    { role: "user", content: { type: "text", text: "Look" } },
    { role: "assistant", content: { type: "image", data: "AA==", mimeType: "image/png" } },
    { role: "user", content: { type: "audio", data: "AA==", mimeType: "audio/wav" } },
  ]);
  const old = await new ScriptedClient(server, "2024-11-05").request("prompts/get", {
    name: "chat",
  });
  expect((old.result["messages"] as { content: object }[])[2]?.content).toMatchObject({
    type: "resource",
  });
  expect((await get("described")).result).toMatchObject({ description: "Fresh", messages: [] });
});

test.each([
  ["summarize", {}, /^Invalid arguments for prompt summarize: ticket_id: /],
  ["summarize", { ticket_id: "1", audience: "nobody" }, /audience: /],
  ["summarize", { ticket_id: "1", limit: "many" }, /limit: /],
  ["other", {}, /^Unknown prompt: other\. This server has: summarize, chat/],
  [undefined, {}, /^Unknown prompt: \(no name\)/],
  [{ toString: 1 }, {}, /^Unknown prompt: \(an object\)/],
])("prompt %j with %j is refused with the reason", async (name, args, message) => {
  expect((await get(name, args)).error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringMatching(message),
  });
});

test("a failing prompt is masked, and one that hangs ends", async () => {
  expect((await get("throws")).error).toMatchObject({
    code: ErrorCode.InternalError,
    message: expect.stringMatching(/^internal error \([0-9a-f]{8}\)$/),
  });
  expect((await get("hangs")).error.message).toBe("prompt hangs did not finish within 0.02 s");
});

test("enums and booleans suggest themselves, in any case", async () => {
  expect((await complete("summarize", "audience", "CU")).result).toMatchObject({
    completion: { values: ["customer"], total: 1, hasMore: false },
    resultType: "complete",
  });
  expect((await complete("summarize", "audience", "")).result["completion"]).toMatchObject({
    total: 2,
  });
  expect((await complete("summarize", "urgent", "f")).result["completion"]).toMatchObject({
    values: ["false"],
  });
  expect((await complete("summarize", "ticket_id", "1")).result["completion"]).toMatchObject({
    values: [],
  });
});

test("a completer knows what has been filled in already", async () => {
  const { result } = await complete("city", "city", "Ber", {
    context: { arguments: { country: "DE" } },
  });
  expect(result["completion"]).toMatchObject({ values: ["Ber/DE"] });
});

test("at most a hundred values are sent, with their total", async () => {
  const many = createServer({ name: "s", version: "1" }).resource(
    "n://{id}",
    { complete: { id: () => Array.from({ length: 150 }, (_, index) => String(index)) } },
    () => "",
  );
  const { result } = await new ScriptedClient(many, "2025-11-25").request("completion/complete", {
    ref: { type: "ref/resource", uri: "n://{id}" },
    argument: { name: "id", value: "" },
  });
  expect(result).toMatchObject({ completion: { total: 150, hasMore: true } });
  expect((result["completion"] as { values: string[] }).values).toHaveLength(100);
  expect(result).not.toHaveProperty("resultType");
});

test.each([
  [{ ref: { type: "ref/prompt", name: "other" } }, /There is no prompt other to complete/],
  [
    { ref: { type: "ref/resource", uri: "x://{y}" } },
    /There is no resource x:\/\/\{y\} to complete/,
  ],
  [{ ref: { type: "ref/tool", name: "x" } }, /needs a "ref"/],
  [{ ref: { type: "ref/prompt" } }, /needs a "ref"/],
  [{}, /needs a "ref"/],
  [{ argument: undefined }, /needs an "argument"/],
  [{ argument: { name: "a" } }, /needs an "argument"/],
  [{ argument: { name: 7, value: "" } }, /needs an "argument"/],
  [{ argument: null }, /needs an "argument"/],
])("a completion of %j is refused with what is missing", async (params, message) => {
  const { error } = await client.request("completion/complete", {
    argument: { name: "a", value: "" },
    ...params,
  });
  expect(error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringMatching(message),
  });
});

test("an argument that every object has is completed with nothing", async () => {
  expect((await complete("summarize", "constructor", "")).result["completion"]).toMatchObject({
    values: [],
  });
});

test("a completer for an argument that the prompt lacks is refused", () => {
  expect(() =>
    createServer({ name: "s", version: "1" }).prompt(
      "p",
      { input, complete: { other: () => [] } },
      () => "",
    ),
  ).toThrow(/has no argument "other" to complete; it has ticket_id, audience/);
});

test("arguments may be called what every object has", async () => {
  const definition = { input: z.object({ name: z.string() }), complete: { constructor: () => [] } };
  expect(() => createServer({ name: "s", version: "1" }).prompt("p", definition, () => "")).toThrow(
    'has no argument "constructor" to complete',
  );
});

test("a blank argument is nothing if nothing is meant", async () => {
  const forms = createServer({ name: "s", version: "1" }).prompt(
    "p",
    {
      input: z.object({
        topic: z.string(),
        note: z.string().optional(),
        mail: z.email().optional(),
        words: z.number().default(80),
        tone: z.enum(["dry", "warm"]).optional(),
        kind: z.enum(["", "a"]).optional(),
        short: z.boolean().optional(),
        tags: z.array(z.string()).optional(),
      }),
    },
    (args) => JSON.stringify(args),
  );
  const blank = { note: "", mail: "", words: "", tone: "", kind: "", short: "", tags: "" };
  const ask = async (given: JsonObject) =>
    new ScriptedClient(forms, "2025-11-25").request("prompts/get", { name: "p", arguments: given });
  const { result } = await ask({ topic: "", ...blank });
  const [message] = result["messages"] as { content: { text: string } }[];
  expect(JSON.parse(message?.content.text ?? "")).toEqual({
    topic: "",
    note: "",
    kind: "",
    words: 80,
  });
  const missing = createServer({ name: "s", version: "1" }).prompt(
    "p",
    { input: z.object({ words: z.number() }) },
    () => "",
  );
  const { error } = await new ScriptedClient(missing).request("prompts/get", {
    name: "p",
    arguments: { words: "" },
  });
  expect(error.message).toMatch(/^Invalid arguments for prompt p: words: /);
});
