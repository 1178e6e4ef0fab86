import { createServer as createHttpServer } from "node:http";
import { createNodeHandler, listen } from "@mortise/node";
import { createServer } from "@mortise/server";
import { expect, onTestFinished, test } from "vitest";
import type { ChatToolPart, ChatTurn } from "../../contract/index.ts";
import type { Page } from "../fixture/open-page.ts";
import { DESK, httpTarget, openPage } from "../fixture/open-page.ts";

const ORDER = {
  type: "object",
  properties: { order_id: { type: "string", description: "The id of the order, such as O-7" } },
  required: ["order_id"],
} as const;

/** Orders, which can be read without approval and cancelled with it. */
function orderServer() {
  return createServer({ name: "orders", version: "1.0.0", log: () => undefined })
    .tool(
      "get_order",
      { description: "Get an order", input: ORDER, annotations: { readOnlyHint: true } },
      ({ order_id }) => ({ order_id, status: "shipped" }),
    )
    .tool(
      "cancel_order",
      { description: "Cancel an order", input: ORDER, annotations: { destructiveHint: true } },
      ({ order_id }) => `${order_id} is cancelled`,
    )
    .tool(
      "rate_order",
      { description: "Rate an order", input: ORDER, annotations: { readOnlyHint: true } },
      async (_input, ctx) => {
        const answer = await ctx.elicit("stars", {
          message: "How many stars?",
          schema: {
            type: "object",
            properties: { stars: { type: "integer" } },
            required: ["stars"],
          },
        });
        return answer.action === "accept" ? `${String(answer.content["stars"])} stars` : "none";
      },
    );
}

async function openOrders(model = "offline"): Promise<Page> {
  const served = await listen(orderServer(), { port: 0, grace: 0 });
  onTestFinished(() => served.close());
  const page = await openPage([httpTarget("orders", served.url), DESK], { model });
  await page.connection("orders", "connected");
  await page.connection("desk", "connected");
  return page;
}

async function turn(
  page: Page,
  id: string,
  fits: (turn: ChatTurn) => boolean = ({ status }) => status !== "running",
): Promise<ChatTurn> {
  return await page.until(() => {
    const newest = page.last("chat", (event) => event.turn.id === id)?.turn;
    return newest !== undefined && fits(newest) ? newest : undefined;
  });
}

function tools({ parts }: ChatTurn): ChatToolPart[] {
  return parts.filter((part) => part.kind === "tool");
}

test("a message is answered over the inspector's connection, its call among the others", async () => {
  const page = await openOrders();
  expect(await page.post("chat-model", {})).toEqual({
    label: expect.stringContaining("offline"),
    isOffline: true,
  });
  const { turn: id } = await page.post("chat", { message: "What is the status of order O-7?" });
  const ended = await turn(page, id);
  expect(ended).toMatchObject({ status: "done", model: { isOffline: true } });
  const [tool] = tools(ended);
  expect(tool).toMatchObject({
    connection: "orders",
    tool: "get_order",
    args: { order_id: "O-7" },
    status: "done",
    result: expect.stringContaining("shipped"),
  });
  const call = await page.ended(tool?.call ?? "");
  expect(call).toMatchObject({
    status: "done",
    method: "tools/call",
    result: { structuredContent: { status: "shipped" } },
  });
  const kinds = page.rows(call.id).map(({ rpc }) => rpc?.kind);
  expect(kinds).toContain("request");
  expect(kinds).toContain("result");
  const text = ended.parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("");
  expect(text).toContain("shipped");
});

test("a question waits for the servers that are still connecting", async () => {
  const gate = Promise.withResolvers<void>();
  const handler = createNodeHandler(orderServer());
  onTestFinished(() => handler.close());
  const late = createHttpServer(async (request, response) => {
    await gate.promise;
    await handler(request, response);
  });
  await new Promise<void>((resolve) => late.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void late.close());
  const { port } = late.address() as { port: number };
  const page = await openPage([httpTarget("orders", `http://127.0.0.1:${port}/mcp`), DESK], {
    model: "offline",
  });
  await page.connection("desk", "connected");
  const { turn: id } = await page.post("chat", { message: "What is the status of order O-7?" });
  gate.resolve();
  expect(tools(await turn(page, id))[0]).toMatchObject({ tool: "get_order", status: "done" });
});

test.each([
  ["once", "done"],
  ["refuse", "refused"],
] as const)("a call that may destroy waits for its approval: %s", async (answer, status) => {
  const page = await openOrders();
  const { turn: id } = await page.post("chat", { message: "Cancel order O-7" });
  const waiting = await turn(page, id, (one) => tools(one)[0]?.status === "waiting");
  const [part] = tools(waiting);
  expect(part).toMatchObject({ tool: "cancel_order", isDestructive: true });
  expect(part?.call).toBeUndefined();
  await page.post("chat-approve", { turn: id, part: part?.id ?? "", answer });
  const ended = await turn(page, id);
  expect(tools(ended)[0]).toMatchObject({ id: part?.id, status });
  expect(page.events.some((event) => event.type === "call")).toBe(answer === "once");
  const again = await page.send("chat-approve", { turn: id, part: part?.id, answer });
  expect(again.status).toBe(404);
});

test("a tool that is always approved is not asked about again", async () => {
  const page = await openOrders();
  const first = await page.post("chat", { message: "Cancel order O-7" });
  const waiting = await turn(page, first.turn, (one) => tools(one)[0]?.status === "waiting");
  const part = tools(waiting)[0]?.id ?? "";
  await page.post("chat-approve", { turn: first.turn, part, answer: "always" });
  await turn(page, first.turn);
  const second = await page.post("chat", { message: "Cancel order O-8" });
  expect(tools(await turn(page, second.turn))[0]).toMatchObject({ status: "done" });
});

test("a question of a server during a call is asked in the page", async () => {
  const page = await openOrders();
  const { turn: id } = await page.post("chat", { message: "Rate order O-7" });
  const ask = await page.until(
    () => page.last("ask", (event) => event.ask.answer === undefined)?.ask,
  );
  const running = await turn(page, id, (one) => tools(one)[0]?.call !== undefined);
  expect(ask.call).toBe(tools(running)[0]?.call);
  await page.post("answer", { ask: ask.id, answer: { action: "accept", content: { stars: 5 } } });
  expect(tools(await turn(page, id))[0]?.result).toContain("5 stars");
});

test("an answer is stopped, and the next message is taken", async () => {
  const page = await openOrders();
  const { turn: id } = await page.post("chat", { message: "Cancel order O-7" });
  await turn(page, id, (one) => tools(one)[0]?.status === "waiting");
  expect((await page.send("chat", { message: "What now?" })).status).toBe(409);
  await page.post("chat-stop", {});
  const stopped = await turn(page, id);
  expect(stopped.status).toBe("stopped");
  expect(tools(stopped)[0]?.status).toBe("stopped");
  const next = await page.post("chat", { message: "What is the status of order O-8?" });
  expect((await turn(page, next.turn)).status).toBe("done");
});

test("a cleared chat is gone for a page that comes later, and turns go on counting", async () => {
  const page = await openOrders();
  const first = await page.post("chat", { message: "What is the status of order O-7?" });
  await turn(page, first.turn);
  await page.post("chat-clear", {});
  await page.until(() => page.last("chat-cleared", () => true));
  const second = await page.post("chat", { message: "What is the status of order O-8?" });
  await turn(page, second.turn);
  expect(second.turn).not.toBe(first.turn);
  page.events.length = 0;
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  await page.follow(leaving.signal);
  await turn(page, second.turn);
  expect(page.last("chat", (event) => event.turn.id === first.turn)).toBeUndefined();
});

test("a chat that is cleared during an answer keeps nothing of it", async () => {
  const page = await openOrders();
  const { turn: id } = await page.post("chat", { message: "Cancel order O-7" });
  await turn(page, id, (one) => tools(one)[0]?.status === "waiting");
  await page.post("chat-clear", {});
  await page.until(() => page.last("chat-cleared", () => true));
  page.events.length = 0;
  const next = await page.post("chat", { message: "What is the status of order O-8?" });
  await turn(page, next.turn);
  expect(page.last("chat", (event) => event.turn.id === id)).toBeUndefined();
});

test("a model that cannot be had is a failure with its remedy", async () => {
  const page = await openOrders("nowhere/none");
  expect((await page.send("chat-model", {})).status).toBe(409);
  const { turn: id } = await page.post("chat", { message: "Hello" });
  const ended = await turn(page, id);
  expect(ended).toMatchObject({
    status: "failed",
    failure: { step: "answer the message", fix: expect.any(String) },
  });
});

test("an answer of a model server never holds the key in the events", async () => {
  const key = "sk-ant-api03-secretsecretsecretsecret";
  const refusing = createHttpServer((_request, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { type: "authentication_error", message: key } }));
  });
  await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void refusing.close());
  const { port } = refusing.address() as { port: number };
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  process.env["ANTHROPIC_API_KEY"] = key;
  process.env["ANTHROPIC_BASE_URL"] = `http://127.0.0.1:${port}`;
  const page = await openOrders("anthropic/claude-test");
  const { turn: id } = await page.post("chat", { message: "Hello" });
  const ended = await turn(page, id);
  expect(ended.status).toBe("failed");
  expect(JSON.stringify(page.events)).not.toContain(key);
});

test("without the token nothing of the chat is read or sent", async () => {
  const served = await listen(orderServer(), { port: 0, grace: 0 });
  onTestFinished(() => served.close());
  const target = { ...httpTarget("orders", served.url), kind: "self" as const };
  const page = await openPage([target], { mode: "dev", model: "offline" });
  await page.connection("self", "connected");
  const { turn: id } = await page.post("chat", { message: "What is the status of order O-7?" });
  await turn(page, id);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ message: "Cancel order O-7" });
  const sent = await fetch(`${page.origin}/_inspect/chat`, { method: "POST", headers, body });
  expect(sent.status).toBe(401);
  const events = await fetch(`${page.origin}/_inspect/events`);
  const reader = (events.body as ReadableStream<Uint8Array>).getReader();
  let text = "";
  const decoder = new TextDecoder();
  while (!text.includes('"type":"catalogue"') || !text.includes('"type":"call"')) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  expect(text).not.toContain('"type":"chat"');
});
