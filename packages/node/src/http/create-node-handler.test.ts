import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { createServer } from "@mortise/server";
import { coreOf } from "@mortise/server/internal";
import compression from "compression";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import type { NodeHandlerOptions } from "./create-node-handler.ts";
import { createNodeHandler } from "./create-node-handler.ts";
import { exchangeRaw, MODERN_META, openSocket, post, readFailure } from "./fixture/http-peer.ts";

const server = createServer({ name: "s", version: "1", log: () => undefined })
  .tool("echo", { description: "d", input: { type: "object" } }, (input) => input)
  .tool("fail", { description: "d" }, () => {
    throw new Error("a secret");
  });

/** Serves until the test ends, and resolves with the address. */
async function open(listener: RequestListener): Promise<string> {
  const http = createHttpServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  await once(http, "listening");
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function open404(options: NodeHandlerOptions): Promise<string> {
  const app = express().use("/api", createNodeHandler(server, options));
  return open(app.use((_request, response) => void response.status(404).send("of the app")));
}

test("without a path, each request is for the endpoint", async () => {
  const url = await open(createNodeHandler(server));
  for (const path of ["/", "/mcp", "/any/other?query=1"]) {
    expect((await post(url + path, "tools/list")).status).toBe(200);
  }
});

test("a path counts from the mount path, and other paths go to the next handler (rekog-labs/MCP-Nest#184)", async () => {
  const url = await open404({ path: "/mcp" });
  expect((await post(`${url}/api/mcp`, "tools/list")).status).toBe(200);
  expect((await post(`${url}/api/mcp/?x=1`, "tools/list")).status).toBe(200);
  for (const path of ["/mcp", "/api", "/api/mcpx", "/api/mcp/more"]) {
    const response = await post(url + path, "tools/list");
    expect([response.status, await response.text()]).toEqual([404, "of the app"]);
  }
});

test("a path that repeats where the handler is mounted is logged once", async () => {
  const messages: string[] = [];
  const log = ({ message }: { readonly message: string }): void => void messages.push(message);
  const doubled = createServer({ name: "s", version: "1", log });
  const handler = createNodeHandler(doubled, { path: "/mcp" });
  const url = await open(express().use("/mcp", handler));
  expect((await post(`${url}/mcp/other`, "tools/list")).status).toBe(404);
  expect(messages).toEqual([]);
  expect((await post(`${url}/mcp`, "tools/list")).status).toBe(404);
  expect((await post(`${url}/mcp/?x=1`, "tools/list")).status).toBe(404);
  expect(messages).toEqual([
    expect.stringMatching(/^A request for \/mcp did not reach the MCP endpoint.*leave path out/),
  ]);
  expect((await post(`${url}/mcp/mcp`, "tools/list")).status).toBe(200);
});

test("a fallback answers other paths before the next handler", async () => {
  const url = await open404({
    path: "/mcp",
    fallback: (request, response) => void response.end(`fallback for ${request.originalUrl}`),
  });
  expect((await post(`${url}/api/mcp`, "tools/list")).status).toBe(200);
  expect(await (await fetch(`${url}/api/page`)).text()).toBe("fallback for /api/page");
});

test("other paths are answered 404 where nothing else answers them", async () => {
  const url = await open(createNodeHandler(server, { path: "/mcp" }));
  expect(await readFailure(await post(url, "tools/list"))).toEqual([
    404,
    -32600,
    "There is nothing here; the MCP endpoint is /mcp",
  ]);
});

test("a path without a slash is refused when the handler is made", () => {
  expect(() => createNodeHandler(server, { path: "mcp" })).toThrow(/"mcp" must begin with \//);
});

test.each([
  ["parsed", express.json({ limit: "1mb" })],
  ["text", express.text({ type: "*/*", limit: "1mb" })],
  ["bytes", express.raw({ type: "*/*", limit: "1mb" })],
  ["unread", undefined],
])(
  "the body limit holds for a body that is %s (modelcontextprotocol/servers#1496)",
  async (_name, parser) => {
    const app = express();
    if (parser) app.use(parser);
    const url = await open(app.use(createNodeHandler(server, { maxBodyBytes: 1_000 })));
    // Characters of three bytes: the limit counts bytes.
    const call = (length: number): Promise<Response> =>
      post(url, "tools/call", { name: "echo", arguments: { text: "世".repeat(length) } });
    expect((await call(200)).status).toBe(200);
    expect(await readFailure(await call(300))).toEqual([
      413,
      -32600,
      "The request body is larger than 1000 bytes",
    ]);
  },
);

test("bodies in JSON that are no message are refused like unparsed ones", async () => {
  const parsed = await open(
    express().use(express.json({ strict: false }), createNodeHandler(server)),
  );
  const unread = await open(createNodeHandler(server));
  for (const body of ["null", "7", "[]", "{}", '{"jsonrpc":"1.0"}']) {
    const failures = await Promise.all(
      [parsed, unread].map(async (url) => readFailure(await post(url, "ping", {}, { body }))),
    );
    expect(failures[0], body).toEqual(failures[1]);
    expect(failures[0]?.[0], body).toBe(400);
  }
});

test("a body that was read and not kept is refused with what to do (vercel/mcp-handler#106)", async () => {
  const url = await open((request, response) => {
    request.resume().once("end", () => createNodeHandler(server)(request, response));
  });
  const [status, code, message] = await readFailure(await post(url, "tools/list"));
  expect([status, code]).toEqual([500, -32603]);
  expect(message).toContain("set request.body to the parsed body");
});

test("over loopback only loopback hosts are answered, unless hosts are named", async () => {
  const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
  const ask = async (url: string, host: string): Promise<string> => {
    const head = `POST / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-type: application/json`;
    const text = `${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    return (await exchangeRaw(Number(new URL(url).port), text)).slice(9, 12);
  };
  const plain = await open(createNodeHandler(server));
  expect(await ask(plain, "localhost:80")).toBe("200");
  expect(await ask(plain, "rebound.example.com")).toBe("403");
  const named = await open(createNodeHandler(server, { allowedHosts: ["app.example.com"] }));
  expect(await ask(named, "app.example.com")).toBe("200");
  expect(await ask(named, "localhost")).toBe("403");
});

test("pages of other origins are refused", async () => {
  const url = await open(express().use(express.json()).use(createNodeHandler(server)));
  const headers = { origin: "https://evil.example" };
  expect((await post(url, "tools/list", {}, { headers })).status).toBe(403);
});

test("unforeseen errors stay masked", async () => {
  const url = await open(express().use(express.json()).use(createNodeHandler(server)));
  const text = await (await post(url, "tools/call", { name: "fail" })).text();
  expect(text).toContain('"isError":true');
  expect(text).not.toContain("a secret");
});

test.each([
  ["node:http", (handler: RequestListener) => handler],
  [
    "Express with parsed JSON",
    (handler: RequestListener) => express().use(express.json(), handler),
  ],
  [
    "Express with compression",
    (handler: RequestListener) => express().use(compression({ threshold: 0 }), handler),
  ],
])("in %s a client that goes away cancels its call", async (_name, mount) => {
  const begun = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const slow = createServer({ name: "s", version: "1" }).tool(
    "slow",
    { description: "d" },
    async (_input, { signal, progress }) => {
      progress(1);
      begun.resolve();
      await once(signal, "abort");
      aborted.resolve();
    },
  );
  const url = await open(mount(createNodeHandler(slow)));
  const controller = new AbortController();
  const params = { name: "slow", _meta: { progressToken: 1 } };
  const call = post(url, "tools/call", params, { signal: controller.signal }).then(
    (response) => response.text(),
    () => undefined,
  );
  await begun.promise;
  controller.abort();
  await aborted.promise;
  await call.catch(() => undefined);
});

/** Compresses event streams too, which `Cache-Control: no-transform` would keep it from. */
const compressAll: readonly express.RequestHandler[] = [
  compression({ threshold: 0 }),
  (_request, response, next) => {
    const set = response.setHeader.bind(response);
    response.setHeader = (name, value) =>
      name === "cache-control" ? response : set(name, value as string);
    next();
  },
];

test("events leave at once through compression (nestjs/nest#5762, dpskvn/express-sse#26)", async () => {
  const seen = Promise.withResolvers<void>();
  const slow = createServer({ name: "s", version: "1" }).tool(
    "slow",
    { description: "d" },
    async (_input, { progress }) => {
      progress(1, 2);
      await seen.promise;
      return "done";
    },
  );
  const url = await open(express().use(...compressAll, createNodeHandler(slow)));
  const response = await post(url, "tools/call", {
    name: "slow",
    _meta: { progressToken: "p" },
  });
  expect(response.headers.get("content-encoding")).toBeTruthy();
  let text = "";
  for await (const chunk of (response.body as ReadableStream<Uint8Array>).pipeThrough(
    new TextDecoderStream() as TransformStream<Uint8Array, string>,
  )) {
    text += chunk;
    if (text.includes("notifications/progress")) seen.resolve();
  }
  expect(text).toContain('"text":"done"');
});

test("a listener behind compression that does not read is dropped", async () => {
  const busy = createServer({ name: "s", version: "1", log: () => undefined });
  const handler = createNodeHandler(busy);
  const url = await open(express().use(...compressAll, handler));
  const prefix = "docs://";
  // Digits of random numbers do not compress, so they fill what the system buffers; each URI comes
  // again only when the compression has forgotten it.
  const digits = (): string =>
    Array.from({ length: 8_000 }, () => (Math.random() * 10) | 0).join("");
  const uris = Array.from({ length: 25 }, () => prefix + digits());
  const params = { notifications: { resourceSubscriptions: uris }, _meta: MODERN_META };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 7, method: "subscriptions/listen", params });
  const head = [
    "POST / HTTP/1.1",
    "host: localhost",
    "accept-encoding: gzip",
    "content-type: application/json",
    "mcp-protocol-version: 2026-07-28",
    "mcp-method: subscriptions/listen",
    `content-length: ${body.length}`,
  ];
  const client = await openSocket(Number(new URL(url).port), `${head.join("\r\n")}\r\n\r\n${body}`);
  await once(client, "data");
  client.pause();
  await expect.poll(() => coreOf(busy).subscriptions.size).toBe(1);
  for (let count = 0; count < 1_000 && coreOf(busy).subscriptions.size > 0; count += 1) {
    for (const uri of uris) busy.resourceUpdated(uri);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(coreOf(busy).subscriptions.size).toBe(0);
  client.destroy();
  await handler.close();
});

test.each(["the handler", "the server"])(
  "requests are refused after %s has closed",
  async (which) => {
    const closing = createServer({ name: "s", version: "1" });
    const handler = createNodeHandler(closing);
    const url = await open(handler);
    expect((await post(url, "tools/list")).status).toBe(200);
    await (which === "the server" ? closing : handler).close();
    expect((await post(url, "tools/list")).status).toBe(503);
  },
);

test("a path is served with and without a slash at its end, however the option has it", async () => {
  const url = await open(createNodeHandler(server, { path: "/mcp/" }));
  for (const path of ["/mcp", "/mcp/", "/mcp?key=1", "/mcp/?key=1"]) {
    expect((await post(url + path, "tools/list")).status).toBe(200);
  }
  expect((await post(`${url}/mcp//`, "tools/list")).status).toBe(404);
});

test("a request of an MCP client that goes to the next handler is logged once, and others are not", async () => {
  const messages: string[] = [];
  const log = ({ message }: { readonly message: string }): void => void messages.push(message);
  const logged = createServer({ name: "s", version: "1", log });
  const url = await open(express().use(createNodeHandler(logged, { path: "/mcp" })));
  expect((await fetch(`${url}/page`)).status).toBe(404);
  expect(messages).toEqual([]);
  for (const path of ["/", "/sse"]) expect((await post(url + path, "tools/list")).status).toBe(404);
  expect(messages).toEqual([
    "A request of an MCP client for / was left to the framework; the MCP endpoint is /mcp",
  ]);
});

test("a compressed body is 415, and one that a framework has decompressed is served", async () => {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/list",
    params: { _meta: MODERN_META },
  });
  const options = { headers: { "content-encoding": "gzip" }, body: gzipSync(body) };
  const plain = await open(createNodeHandler(server));
  const response = await post(plain, "tools/list", {}, options);
  expect(response.headers.get("accept-encoding")).toBe("identity");
  expect(await readFailure(response)).toEqual([
    415,
    -32600,
    'The body must be sent as it is; its Content-Encoding is "gzip"',
  ]);
  const identity = { headers: { "content-encoding": "identity" } };
  expect((await post(plain, "tools/list", {}, identity)).status).toBe(200);
  const decoded = await open(express().use(express.json(), createNodeHandler(server)));
  expect((await post(decoded, "tools/list", {}, options)).status).toBe(200);
});

test.each(["text/*", "", "*/*", "application/*;q=0.5"])(
  "an Accept of %j takes what is answered",
  async (accept) => {
    const url = await open(createNodeHandler(server));
    expect((await post(url, "tools/list", {}, { headers: { accept } })).status).toBe(200);
    expect((await post(url, "tools/list", {}, { headers: { accept: "text/html" } })).status).toBe(
      406,
    );
  },
);

test("a body that goes on and on is cut off at a wrong path too", async () => {
  const url = await open(createNodeHandler(server, { path: "/mcp", maxBodyBytes: 1_000 }));
  const socket = await openSocket(
    Number(new URL(url).port),
    "POST /wrong HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000000\r\n\r\n",
  );
  socket.resume();
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1_000;
    socket.write("x".repeat(1_000));
  }, 1);
  await once(socket, "close");
  clearInterval(timer);
  expect(sent).toBeGreaterThan(8_000);
});
