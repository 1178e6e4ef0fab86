import { execFile } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import http, { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect as connectSocket } from "node:net";
import { promisify } from "node:util";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { MortiseError } from "@mortise/protocol";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { connect } from "../connect.ts";
import { nodeFetch } from "./node-fetch.ts";
import type { NodeResponse } from "./node-response.ts";

interface Listening extends AsyncDisposable {
  readonly url: URL;
}

interface Dispatcher {
  dispatch(...rest: unknown[]): boolean;
}

async function serve(listener: RequestListener, host = "127.0.0.1"): Promise<Listening> {
  const server = createServer(listener).listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: new URL(`http://${name}:${port}/mcp?a=b`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function get(url: URL, signal?: AbortSignal): Promise<NodeResponse> {
  const response = await nodeFetch(url, {
    method: "GET",
    headers: new Headers({ "x-own": "1" }),
    ...(signal && { signal }),
  });
  return response as unknown as NodeResponse;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("method, path, headers and body arrive, and the answer's status and headers come back", async () => {
  let seen: IncomingMessage | undefined;
  let body = "";
  await using server = await serve((request, response) => {
    seen = request;
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => response.writeHead(404, "Gone", { "x-seen": "yes" }).end("no"));
  });
  const response = (await nodeFetch(server.url, {
    method: "POST",
    headers: new Headers({ "x-own": "1" }),
    body: '"ü"',
  })) as unknown as NodeResponse;
  expect(seen).toMatchObject({ method: "POST", url: "/mcp?a=b" });
  expect(seen?.headers).toMatchObject({
    "x-own": "1",
    "content-length": "4",
    "user-agent": "node",
  });
  expect(body).toBe('"ü"');
  expect(response).toMatchObject({ status: 404, statusText: "Gone", ok: false });
  expect([response.headers.get("x-seen"), response.headers.get("x-other")]).toEqual(["yes", null]);
  expect(await response.readText(2)).toBe("no");
});

test("a header that is given replaces the one that is sent by default", async () => {
  let raw: string[] = [];
  await using server = await serve((request, response) => {
    raw = request.rawHeaders.map((each) => each.toLowerCase());
    response.end();
  });
  const headers = new Headers({ host: "example.com", "user-agent": "own" });
  await nodeFetch(server.url, { method: "POST", headers, body: "{}" });
  const values = (name: string): string[] =>
    raw.filter((_, index) => index % 2 === 1 && raw[index - 1] === name);
  expect(values("host")).toEqual(["example.com"]);
  expect(values("user-agent")).toEqual(["own"]);
  expect(values("content-length")).toEqual(["2"]);
  expect(values("connection")).toEqual(["keep-alive"]);
});

test.for([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
] as const)("content that was compressed with %s is read as it was", async ([coding, compress]) => {
  const text = "ü".repeat(50_000);
  await using server = await serve((_, response) =>
    response.writeHead(200, { "content-encoding": coding }).end(compress(text)),
  );
  expect(await (await get(server.url)).readText(100_000)).toBe(text);
  expect(await (await get(server.url)).readText(99_999)).toBeUndefined();
  expect(await new Response((await get(server.url)).body).text()).toBe(text);
});

test("answers without content leave their connection to the next request", async () => {
  const sockets = new Set<unknown>();
  await using server = await serve((request, response) => {
    sockets.add(request.socket);
    response.writeHead(202, { "content-length": 0 }).end();
  });
  for (let call = 0; call < 5; call += 1) {
    const { status, body } = await get(server.url);
    expect({ status, body }).toEqual({ status: 202, body: null });
    // The connection is free once the end of the answer was seen.
    await new Promise(setImmediate);
  }
  expect(sockets.size).toBe(1);
});

test("an abort rejects with its reason: before, while waiting, and while the content comes", async () => {
  const reason = new Error("enough");
  await using server = await serve((request, response) => {
    if (request.url === "/content") response.write("first");
  });
  await expect(get(server.url, AbortSignal.abort(reason))).rejects.toBe(reason);
  const waiting = new AbortController();
  const pending = get(server.url, waiting.signal);
  waiting.abort(reason);
  await expect(pending).rejects.toBe(reason);
  const reading = new AbortController();
  const response = await get(new URL("/content", server.url), reading.signal);
  const text = response.readText(100);
  reading.abort(reason);
  await expect(text).rejects.toBe(reason);
});

test("a server on IPv6 is reached by its name in brackets", async () => {
  await using server = await serve((_, response) => response.end("six"), "::1");
  expect(await (await get(server.url)).readText(10)).toBe("six");
});

test("an answer that breaks off is an error, not a short text", async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { "content-length": 10 }).write("half");
    setImmediate(() => response.destroy());
  });
  await expect(get(server.url).then((response) => response.readText(100))).rejects.toThrow();
});

test("a fetch that the program put in the platform's place is used", async () => {
  const seen: string[] = [];
  vi.stubGlobal("fetch", async (url: URL, init: RequestInit) => {
    seen.push(`${init.method} ${url.pathname} ${init.redirect}`);
    return new Response("stubbed");
  });
  const response = await nodeFetch(new URL("http://127.0.0.1:1/mcp"), {
    method: "GET",
    headers: new Headers(),
  });
  expect(await response.text()).toBe("stubbed");
  expect(seen).toEqual(["GET /mcp manual"]);
});

test("a dispatcher with settings of its own is used, and Node's plain one is not needed", async () => {
  const slot = Symbol.for("undici.globalDispatcher.1");
  await using server = await serve((_request, response) => void response.end("yes"));
  await fetch("data:,");
  const platform = globalThis as unknown as Record<symbol, Dispatcher>;
  const plain = platform[slot] as Dispatcher;
  const Agent = plain.constructor as new (options?: object) => Dispatcher;
  try {
    for (const [options, isUsed] of [
      [{}, false],
      [{ connect: { timeout: 1000 } }, true],
      [{ connections: 3 }, true],
    ] as const) {
      const dispatcher = new Agent(options);
      const dispatch = vi.spyOn(dispatcher, "dispatch");
      platform[slot] = dispatcher;
      expect((await get(server.url)).status).toBe(200);
      expect(dispatch.mock.calls.length > 0, JSON.stringify(options)).toBe(isUsed);
    }
  } finally {
    platform[slot] = plain;
  }
});

/** Asks for a URL, with a `lookup` if a second argument is given, and prints the status. */
const ASK = `
import { nodeFetch } from ${JSON.stringify(new URL("node-fetch.ts", import.meta.url).href)};
const [url, isGuarded] = process.argv.slice(1);
const lookup = (_name, { all }, done) =>
  all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);
const init = { method: "GET", headers: new Headers(), ...(isGuarded && { lookup }) };
const { status } = await nodeFetch(new URL(url), init);
console.log(status);
process.exit();
`;

test("a proxy of the environment is used, unless it excludes the host or its address was resolved and checked (kirich1409/krozov-ai-tools#298)", async () => {
  await using server = await serve((_request, response) => response.writeHead(204).end());
  const tunnelled: (string | undefined)[] = [];
  const proxy = createServer().on("connect", ({ url }: IncomingMessage, client: Socket) => {
    tunnelled.push(url);
    const upstream = connectSocket(Number(server.url.port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void proxy.close());
  const { port } = proxy.address() as AddressInfo;
  const url = server.url.href.replace("127.0.0.1", "desk.invalid");
  const ask = async (address: string, ...rest: string[]): Promise<string> => {
    const args = ["--no-warnings", "--input-type=module", "-e", ASK, address, ...rest];
    const HTTP_PROXY = `http://127.0.0.1:${port}`;
    const env = { ...process.env, NODE_USE_ENV_PROXY: "1", HTTP_PROXY, NO_PROXY: "127.0.0.1" };
    return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim();
  };
  expect(await ask(url)).toBe("204");
  expect(tunnelled).toEqual([new URL(url).host]);
  expect(await ask(url, "guarded")).toBe("204");
  expect(await ask(server.url.href)).toBe("204");
  expect(tunnelled).toHaveLength(1);
});

test("an unanswered client reports what it tried and what to check", async () => {
  const server = await serve(() => undefined);
  await server[Symbol.asyncDispose]();
  const error = await connect(server.url).catch((reason: unknown) => reason);
  expect(MortiseError.is(error) && error.code).toBe("CONNECTION_FAILED");
  expect(String(error)).toMatch(/Could not reach http:\/\/127\.0\.0\.1:\d+\/mcp: .*ECONNREFUSED/);
});

test("only http: and https: are requested, whatever the URL says of its origin", async () => {
  await using server = await serve((_, response) => response.end("reached"));
  for (const url of [`blob:${server.url.origin}/x`, "ftp://127.0.0.1/x", "data:,x"]) {
    await expect(get(new URL(url)), url).rejects.toMatchObject({ code: "INVALID_OPTION" });
  }
});

test("a tracer that replaces http.request reads and adds headers by their names", async () => {
  let seen: IncomingMessage | undefined;
  await using server = await serve((request, response) => {
    seen = request;
    response.end();
  });
  const read: unknown[] = [];
  const untraced = http.request;
  vi.spyOn(http, "request").mockImplementation(((options: http.RequestOptions) => {
    const headers = { ...(options.headers as Record<string, string>) };
    read.push(headers["x-own"], headers["user-agent"]);
    headers["traceparent"] = "00-1-2-01";
    return untraced({ ...options, headers });
  }) as typeof http.request);
  await get(server.url);
  expect(read).toEqual(["1", "node"]);
  expect(seen?.headers).toMatchObject({ "x-own": "1", traceparent: "00-1-2-01" });
});

test.for(["gzip", "deflate", "br"])(
  "content that is not in %s as it says is a typed error",
  async (coding) => {
    await using server = await serve((_, response) =>
      response
        .writeHead(200, { "content-type": "application/json", "content-encoding": coding })
        .end('{"jsonrpc":"2.0"}'),
    );
    await expect(connect(server.url, { revision: "2025-11-25" })).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: expect.stringContaining("not in the content-encoding that its headers name"),
    });
  },
);

test("compressed content that is cut off is a typed error", async () => {
  const whole = gzipSync(
    JSON.stringify({ jsonrpc: "2.0", id: 1, result: { text: "x".repeat(5000) } }),
  );
  await using server = await serve((_, response) =>
    response
      .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
      .end(whole.subarray(0, whole.length - 12)),
  );
  await expect(connect(server.url, { revision: "2025-11-25" })).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
  });
});

test("https: to a port of plain HTTP is an error that says so", async () => {
  await using server = await serve((_, response) => response.end("plain"));
  const url = new URL(server.url);
  url.protocol = "https:";
  await expect(connect(url)).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining("write http: in place of https:"),
  });
});
