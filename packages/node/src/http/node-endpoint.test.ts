import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AuthProvider } from "@mortise/protocol";
import type { ServerEvent, ServerOptions } from "@mortise/server";
import { createServer } from "@mortise/server";
import { expect, onTestFinished, test } from "vitest";
import { createNodeHandler } from "./create-node-handler.ts";
import { exchangeRaw, openSocket, post, readFailure } from "./fixture/http-peer.ts";
import type { ListenOptions } from "./listen.ts";
import { listen } from "./listen.ts";

const auth: AuthProvider = {
  authenticate: () => Promise.resolve({ principal: undefined }),
  routes: () => [
    { path: "/page", methods: ["GET"], handle: () => new Response("page") },
    {
      path: "/length",
      methods: ["POST"],
      handle: async (request) => new Response(String((await request.text()).length)),
    },
    { path: "/echo", methods: ["POST"], handle: ({ body }) => new Response(body) },
    { path: "/deaf", methods: ["POST"], handle: () => new Response("not read") },
    {
      path: "/framed",
      methods: ["GET"],
      handle: () => new Response("whole", { headers: { "content-length": "2" } }),
    },
  ],
};

/** Listens until the test ends, and keeps what is logged. */
async function start(options: ListenOptions = {}) {
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): void => void events.push(event);
  const server = createServer({ name: "s", version: "1", auth, log });
  const listening = await listen(server, { port: 0, ...options });
  onTestFinished(() => listening.close());
  return { ...listening, origin: new URL(listening.url).origin, events };
}

/** Serves a listener of `node:http` until the test ends, and resolves with its URL. */
async function serve(listener: RequestListener): Promise<string> {
  const http = createHttpServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  await once(http, "listening");
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function ask(port: number, line: string, host: string): Promise<string> {
  return exchangeRaw(port, `${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
}

test.each([
  ["/healthz", "GET, HEAD"],
  ["/readyz", "GET, HEAD"],
  ["/page", "GET, HEAD"],
  ["/length", "POST"],
])("TRACE %s is answered 405 with the methods that are answered", async (path, allow) => {
  const { port } = await start();
  const answer = await ask(port, `TRACE ${path}`, "localhost");
  expect(answer).toMatch(/^HTTP\/1.1 405 /);
  expect(answer).toContain(`allow: ${allow}\r\n`);
});

test.each(["/healthz", "/readyz", "/page", "/mcp"])(
  "a Host that is none is refused with 400 at %s",
  async (path) => {
    const { port } = await start();
    for (const host of ["a:b@c", "u:p@localhost", "evil/x?", "evil#", "a b", "x:99999", ""]) {
      const answer = await ask(port, `GET ${path}`, host);
      expect(answer, host).toMatch(/^HTTP\/1.1 400 [\s\S]*The Host header must be a host name/);
    }
  },
);

test.each(["localhost", "10.1.2.3:80", "[::1]:3000", "a_b.example.com", "XN--BCHER-KVA.example"])(
  "health is reported to the Host %s",
  async (host) => {
    const { port } = await start();
    expect(await ask(port, "GET /healthz", host)).toMatch(/^HTTP\/1.1 200 /);
  },
);

test("createNodeHandler reports health and survives TRACE and a Host that is none", async () => {
  const server = createServer({ name: "s", version: "1" });
  const url = await serve(createNodeHandler(server, { path: "/mcp", health: true }));
  const port = Number(new URL(url).port);
  expect(await ask(port, "TRACE /healthz", "x")).toMatch(/^HTTP\/1.1 405 /);
  expect(await ask(port, "GET /healthz", "a:b@c")).toMatch(/^HTTP\/1.1 400 /);
  expect(await (await fetch(`${url}/healthz`)).text()).toBe("ok");
});

test("the body limit holds for routes, with a length and without", async () => {
  const { origin } = await start({ maxBodyBytes: 1_000 });
  const send = (body: string | ReadableStream): Promise<Response> =>
    fetch(`${origin}/length`, { method: "POST", body, duplex: "half" } as RequestInit);
  const stream = (length: number) => ReadableStream.from([Buffer.alloc(length, "x")]);
  const refusal = [413, -32600, "The request body is larger than 1000 bytes"];
  expect(await (await send("x".repeat(1_000))).text()).toBe("1000");
  expect(await (await send(stream(1_000))).text()).toBe("1000");
  expect(await readFailure(await send("x".repeat(1_001)))).toEqual(refusal);
  expect(await readFailure(await send(stream(1_001)))).toEqual(refusal);
});

test.each(["/length", "/deaf"])("an endless body at %s closes the connection", async (path) => {
  const { port } = await start({ maxBodyBytes: 1_000 });
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`;
  const client = await openSocket(port, head);
  client.resume();
  const closed = new Promise((resolve) => client.once("close", resolve));
  const chunk = `400\r\n${"x".repeat(1_024)}\r\n`;
  const write = (): void => {
    if (client.writable) client.write(chunk, () => setImmediate(write));
  };
  write();
  await closed;
  expect(client.bytesWritten).toBeLessThan(8 * 1024 * 1024);
});

test("a route may answer with the body that it is sent", async () => {
  const { origin } = await start();
  const body = "x".repeat(300_000);
  expect(await (await fetch(`${origin}/echo`, { method: "POST", body })).text()).toBe(body);
});

test("a route cannot send a length that its body does not have", async () => {
  const { origin } = await start();
  expect(await (await fetch(`${origin}/framed`)).text()).toBe("whole");
});

test.each([
  ["throws", () => raise()],
  ["rejects", () => Promise.reject(new Error("a secret"))],
])("a fallback that %s is logged and answered with a masked 500", async (_name, fallback) => {
  const { origin, events } = await start({ fallback });
  const [status, code, message] = await readFailure(await fetch(`${origin}/other`));
  expect([status, code]).toEqual([500, -32603]);
  expect(message).toMatch(/^internal error \([\da-f]{8}\)$/);
  expect(events.map((event) => event.message)).toEqual([
    `fallback failed (${message.slice(16, 24)}): a secret`,
  ]);
});

test("a fallback that fails after it has begun to answer ends the connection", async () => {
  const { port, events } = await start({
    fallback: (_request, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half");
      raise();
    },
  });
  expect(await ask(port, "GET /other", "localhost")).not.toContain("500");
  expect(events).toHaveLength(1);
});

function raise(): never {
  throw new Error("a secret");
}

test("an originalUrl that is no text is ignored", async () => {
  const handler = createNodeHandler(createServer({ name: "s", version: "1" }), { path: "/mcp" });
  const url = await serve((request, response) =>
    handler(Object.assign(request, { originalUrl: 5 as never }), response),
  );
  expect((await post(`${url}/mcp`, "tools/list")).status).toBe(200);
});

test.each([
  [
    "throws null",
    {
      toJSON: () => {
        throw null;
      },
    },
    500,
  ],
  ["throws an error", { toJSON: raise }, 500],
  [
    "has a getter that throws",
    {
      get jsonrpc() {
        return raise();
      },
    },
    500,
  ],
  ["is nested too deeply", nest(50_000), 400],
])("a parsed body that %s is refused without its message", async (_name, body, expected) => {
  const messages: string[] = [];
  const log: ServerOptions["log"] = ({ level, message }) => messages.push(`${level} ${message}`);
  const handler = createNodeHandler(createServer({ name: "s", version: "1", log }));
  const url = await serve((request, response) =>
    handler(Object.assign(request, { body }), response),
  );
  const [status, code, message] = await readFailure(await post(url, "tools/list"));
  expect(status).toBe(expected);
  // A client alone is not to fill the log.
  const inLog = messages.includes("error A request body cannot be used");
  expect(inLog).toBe(status === 500);
  expect([code, message]).toEqual(
    status === 400
      ? [-32600, "The request body is nested too deeply"]
      : [-32603, expect.stringMatching(/^internal error \([\da-f]{8}\)$/)],
  );
});

function nest(depth: number): unknown {
  let value: unknown = [];
  for (let count = 0; count < depth; count += 1) value = [value];
  return value;
}
