import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createFetchHandler } from "../create-fetch-handler.ts";
import { createServer } from "../server.ts";

const META = { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: {} };

function post(method: string, params: JsonObject = {}, init: RequestInit = {}): Request {
  const name = params["name"] ?? params["uri"];
  return new Request("http://localhost/mcp", {
    method: "POST",
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method,
      params: { ...params, _meta: { ...META, ...(params["_meta"] as object) } },
    }),
    ...init,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": name }),
      ...(init.headers as Record<string, string> | undefined),
    },
  });
}

async function readEvents(response: Response): Promise<JsonObject[]> {
  const text = await response.text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(
    ([, data]) => JSON.parse(data ?? "") as JsonObject,
  );
}

const server = createServer({ name: "s", version: "1", log: () => undefined })
  .tool("echo", { description: "d", input: { type: "object" } }, (input) => input)
  .tool("count", { description: "d" }, async (_input, { log }) => {
    log.info("counting");
    return "done";
  })
  .tool("steps", { description: "d" }, async (_input, context) => {
    context.progress(1, 2);
    context.progress(2, 2);
    return "done";
  });

test("a call is answered as JSON", async () => {
  const response = await server.fetch(post("tools/call", { name: "echo", arguments: { a: "ü" } }));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toMatchObject({ id: 1, result: { structuredContent: { a: "ü" } } });
});

test("a stored list is answered with the same bytes as a computed one", async () => {
  const response = await server.fetch(post("tools/list"));
  expect(await response.json()).toMatchObject({ result: { tools: [{ name: "echo" }, {}, {}] } });
});

test("a message before the answer makes the response an event stream", async () => {
  const response = await server.fetch(
    post("tools/call", { name: "steps", _meta: { progressToken: "p" } }),
  );
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(await readEvents(response)).toMatchObject([
    { method: "notifications/progress", params: { progress: 1 } },
    { method: "notifications/progress", params: { progress: 2 } },
    { id: 1, result: { content: [{ text: "done" }] } },
  ]);
});

test("an event stream to an allowed origin carries its CORS headers, as every response does", async () => {
  const handler = createFetchHandler(server, { allowedOrigins: ["https://app.example.com"] });
  for (const params of [{ name: "echo" }, { name: "steps", _meta: { progressToken: "p" } }]) {
    const response = await handler(
      post("tools/call", params, { headers: { origin: "https://app.example.com" } }),
    );
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    await response.text();
  }
});

test("an unread stream is cut off once more than the limit waits, however long the messages", async () => {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  let sent = 0;
  const talker = createServer({ name: "s", version: "1" }).tool(
    "talk",
    { description: "d" },
    async (_input, { log, signal }) => {
      signal.addEventListener("abort", () => resolve());
      while (!signal.aborted && sent < 100) {
        log.info("x".repeat(1024 * 1024));
        sent += 1;
        await Promise.resolve();
      }
    },
  );
  const response = await talker.fetch(
    post("tools/call", { name: "talk", _meta: { [MetaKey.logLevel]: "info" } }),
  );
  await aborted;
  expect(sent).toBeLessThan(10);
  await expect(response.text()).rejects.toThrow("reads too slowly");
});

test("one message that is larger than the limit reaches a client that reads", async () => {
  const big = createServer({ name: "s", version: "1" }).tool(
    "big",
    { description: "d" },
    async (_input, context) => {
      context.progress(1);
      return "x".repeat(6 * 1024 * 1024);
    },
  );
  const response = await big.fetch(
    post("tools/call", { name: "big", _meta: { progressToken: 1 } }),
  );
  const events = await readEvents(response);
  expect(JSON.stringify(events.at(-1)).length).toBeGreaterThan(6 * 1024 * 1024);
});

test("a client that cancels reading aborts the call", async () => {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const waiting = createServer({ name: "s", version: "1" }).tool(
    "wait",
    { description: "d" },
    (_input, context) => {
      context.signal.addEventListener("abort", () => resolve());
      context.progress(1);
      return new Promise(() => undefined);
    },
  );
  const response = await waiting.fetch(
    post("tools/call", { name: "wait", _meta: { progressToken: 1 } }),
  );
  await response.body?.cancel();
  await aborted;
});

test("an aborted request aborts the call", async () => {
  const controller = new AbortController();
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const waiting = createServer({ name: "s", version: "1" }).tool(
    "wait",
    { description: "d" },
    (_input, { signal }) => {
      signal.addEventListener("abort", () => resolve());
      controller.abort();
      return new Promise(() => undefined);
    },
  );
  await waiting.fetch(post("tools/call", { name: "wait" }, { signal: controller.signal }));
  await aborted;
});

test("a body over the limit is refused while it is still coming", async () => {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
    },
  });
  const response = await server.fetch(
    post("tools/list", {}, { body, duplex: "half" } as RequestInit),
  );
  expect(response.status).toBe(413);
  expect(pulled).toBeLessThan(10);
  expect(await response.json()).toMatchObject({ error: { code: ErrorCode.InvalidRequest } });
});

test("the limit is the caller's to set", async () => {
  const handler = createFetchHandler(server, { maxBodyBytes: 10 });
  expect((await handler(post("tools/list"))).status).toBe(413);
});

test("closing a server ends the sessions and streams of its fetch", async () => {
  const closing = createServer({ name: "s", version: "1" });
  const response = await closing.fetch(post("subscriptions/listen", { notifications: {} }));
  await closing.close();
  expect(await readEvents(response)).toMatchObject([
    { method: "notifications/subscriptions/acknowledged" },
    { id: 1, result: { resultType: "complete" } },
  ]);
  expect((await closing.fetch(post("tools/list"))).status).toBe(503);
});

test("an error after the first event ends the stream with the error", async () => {
  const failing = createServer({ name: "s", version: "1", log: () => undefined }).prompt(
    "p",
    {},
    async (_input, context) => {
      context.progress(1);
      throw new Error("secret");
    },
  );
  const response = await failing.fetch(
    post("prompts/get", { name: "p", _meta: { progressToken: 1 } }),
  );
  expect(await readEvents(response)).toMatchObject([
    { method: "notifications/progress" },
    {
      id: 1,
      error: { code: ErrorCode.InternalError, message: expect.stringMatching(/^internal error/) },
    },
  ]);
});

test("a body of exactly `maxBodyBytes` is taken, and one byte more is refused", async () => {
  const handle = createFetchHandler(server, { maxBodyBytes: 1_000 });
  const send = async (bytes: number, isStreamed: boolean): Promise<number> => {
    const message = { jsonrpc: "2.0", id: 1, method: "ping" };
    // Characters of two bytes, because the limit counts bytes.
    const filled = new TextEncoder().encode(JSON.stringify({ ...message, padding: "" }));
    const room = bytes - filled.length;
    const padding = "ü".repeat(room >> 1) + "x".repeat(room & 1);
    const body = new TextEncoder().encode(JSON.stringify({ ...message, padding }));
    expect(body.length).toBe(bytes);
    const request = new Request("http://localhost/mcp", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(!isStreamed && { "content-length": String(bytes) }),
      },
      body: isStreamed ? new Blob([body]).stream() : body,
      ...(isStreamed && { duplex: "half" }),
    } as RequestInit);
    return (await handle(request)).status;
  };
  for (const isStreamed of [false, true]) {
    expect([await send(1_000, isStreamed), await send(1_001, isStreamed)]).toEqual([200, 413]);
  }
});

test("a body that was read before is a 500 that says how to hand it over, and is logged (vercel/mcp-handler#106)", async () => {
  const messages: string[] = [];
  const log = ({ message }: { readonly message: string }): void => void messages.push(message);
  const read = createServer({ name: "s", version: "1", log });
  const request = post("tools/list");
  const text = await request.text();
  const response = await read.fetch(request);
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining("new Request(request, { body: text })") },
  });
  expect(messages).toEqual(["A request body cannot be used"]);
  expect((await read.fetch(new Request(request, { body: text }))).status).toBe(200);
});

test("a body that another reader holds is a 500, and one that breaks off is a 400", async () => {
  const held = post("tools/list");
  held.body?.getReader();
  expect((await server.fetch(held)).status).toBe(500);
  const body = new ReadableStream({
    pull: (controller) => controller.error(new Error("a secret of the network")),
  });
  const broken = await server.fetch(
    post("tools/list", {}, { body, duplex: "half" } as RequestInit),
  );
  expect(broken.status).toBe(400);
  const answer = await broken.text();
  expect(answer).toContain("broke off before its end");
  expect(answer).not.toContain("a secret");
});

test("a fallback that throws or rejects is a masked 500, and is logged", async () => {
  const messages: string[] = [];
  const log = ({ message }: { readonly message: string }): void => void messages.push(message);
  const fail = (): never => {
    throw new Error("a secret");
  };
  for (const fallback of [fail, async () => fail()]) {
    const handle = createFetchHandler(createServer({ name: "s", version: "1", log }), {
      path: "/mcp",
      fallback,
    });
    const response = await handle(new Request("http://localhost/other"));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("a secret");
  }
  expect(messages).toEqual([
    expect.stringContaining("a secret"),
    expect.stringContaining("a secret"),
  ]);
});
