import type { Client, ClientExtension } from "@mortise/client";
import { connect } from "@mortise/node";
import type { JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { ScriptedExchange } from "../fixture/server/scripted-http.ts";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";

const ID = "com.example/tasks";

/** An extension as one for tasks of 2025-11-25 and later would be. */
const TASKS: ClientExtension = {
  id: ID,
  methods: { "tasks/get": { named: "taskId" }, "tasks/result": { named: "taskId" } },
  outgoing: ({ method, options, revision, serverSettings }) => {
    if (method !== "tools/call" || options === undefined) return undefined;
    // In 2025-11-25 tasks are a part of the protocol, later an extension that the server declares.
    if (revision === "2026-07-28" && serverSettings === undefined) return undefined;
    return {
      params: { task: options },
      meta: { "com.example/origin": "cli" },
      headers: { "x-task-ttl": String((options as { ttl: number }).ttl) },
    };
  },
  results: {
    task: {
      methods: ["tools/call"],
      legacyMember: "task",
      complete: async (result, { request }) => {
        const { taskId } = (result["task"] ?? {}) as JsonObject;
        await request("tasks/get", { taskId });
        return await request("tasks/result", { taskId });
      },
    },
  },
};

const DONE = { resultType: "complete", content: [{ type: "text", text: "done" }] };
const TASK = { resultType: "task", task: { taskId: "t é" } };

/** A server that runs tools as tasks when it is asked to. */
const RESULTS: Readonly<Record<string, (exchange: ScriptedExchange) => JsonObject | undefined>> = {
  "server/discover": ({ headers }) =>
    headers["x-era"] === "legacy"
      ? undefined
      : {
          resultType: "complete",
          supportedVersions: ["2026-07-28"],
          capabilities: { tools: {}, extensions: { [ID]: {} } },
        },
  initialize: () => ({
    protocolVersion: "2025-11-25",
    capabilities: { tools: {}, tasks: {} },
    serverInfo: { name: "tasks", version: "1" },
  }),
  "tools/call": ({ message }) => (message.params?.["task"] === undefined ? DONE : TASK),
  "tasks/get": () => DONE,
  "tasks/result": () => DONE,
};

function answer(exchange: ScriptedExchange): void {
  const { method, message } = exchange;
  const result = RESULTS[message.method]?.(exchange);
  if (result !== undefined) exchange.result(result);
  else if (message.id !== undefined) exchange.error(400, -32601);
  else exchange.plain(method === "POST" ? 202 : 405);
}

async function call(era: string): Promise<{ sent: ScriptedExchange[]; texts: string[] }> {
  const sent: ScriptedExchange[] = [];
  await using server = await startScriptedHttp((exchange) => {
    sent.push(exchange);
    answer(exchange);
  });
  const options = { extensions: [TASKS], headers: { "x-era": era } };
  await using client: Client = await connect(server.url, options);
  const withTask = await client.callTool("slow", {}, { extensions: { [ID]: { ttl: 60_000 } } });
  const withoutTask = await client.callTool("slow");
  return { sent, texts: [withTask.text, withoutTask.text] };
}

test.each(["modern", "legacy"])(
  "a tool is called as a task in the %s era, with params, metadata and headers of the extension",
  async (era) => {
    const { sent, texts } = await call(era);
    expect(texts).toEqual(["done", "done"]);
    const [asTask, plain] = sent.filter(({ message }) => message.method === "tools/call");
    expect(asTask?.message.params).toMatchObject({
      name: "slow",
      task: { ttl: 60_000 },
      _meta: { "com.example/origin": "cli" },
    });
    expect(asTask?.headers["x-task-ttl"]).toBe("60000");
    expect(plain?.message.params).not.toHaveProperty("task");
    expect(plain?.headers).not.toHaveProperty("x-task-ttl");
    const [get] = sent.filter(({ message }) => message.method === "tasks/get");
    expect(get?.message.params).toMatchObject({ taskId: "t é" });
    expect(get?.headers["mcp-name"]).toBe(era === "modern" ? "=?base64?dCDDqQ==?=" : undefined);
  },
);

test("without the extension no method gets Mcp-Name by its prefix", async () => {
  const sent: ScriptedExchange[] = [];
  await using server = await startScriptedHttp((exchange) => {
    sent.push(exchange);
    answer(exchange);
  });
  await using client = await connect(server.url, { tasks: false });
  await client.request("tasks/get", { taskId: "t" });
  expect(sent.at(-1)?.message.method).toBe("tasks/get");
  expect(sent.at(-1)?.headers).not.toHaveProperty("mcp-name");
});

test("options for an extension that the connection lacks fail the call before it is sent", async () => {
  await using server = await startScriptedHttp(answer);
  await using client = await connect(server.url);
  const calling = client.callTool("slow", {}, { extensions: { [ID]: {} } });
  await expect(calling).rejects.toMatchObject({ code: "INVALID_OPTION" });
  expect(server.log).toEqual(["POST server/discover"]);
});

test("a list that is asked for with options of an extension is neither kept nor taken from the cache", async () => {
  const TOOLS = { resultType: "complete", tools: [], ttlMs: 60_000 };
  await using server = await startScriptedHttp((exchange) =>
    exchange.message.method === "tools/list" ? exchange.result(TOOLS) : answer(exchange),
  );
  await using client = await connect(server.url, { extensions: [TASKS] });
  const options = { extensions: { [ID]: { ttl: 1 } } };
  await client.listTools(options);
  await client.listTools(options);
  await client.listTools();
  await client.listTools();
  expect(server.log.filter((line) => line === "POST tools/list")).toHaveLength(3);
});
