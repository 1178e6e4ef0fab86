import type { JsonObject } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exchangeRaw, post, readFailure } from "./fixture/http-peer.ts";
import type { Listening } from "./listen.ts";
import { listen } from "./listen.ts";

let http: Listening;

const server = createServer({ name: "s", version: "1", log: () => undefined }).tool(
  "expires",
  { description: "d", timeout: 20 },
  () => new Promise(() => undefined),
);

beforeAll(async () => {
  http = await listen(server, { port: 0, allowedOrigins: ["https://app.example.com"] });
});

afterAll(() => http.close());

test.each([
  ["evil.example.com", 403],
  ["evil.example.com:3000", 403],
  ["localhost.evil.example.com", 403],
  ["127.0.0.1.evil.example.com", 403],
  ["", 400],
  ["u:p@localhost", 400],
  ["localhost/x?", 400],
  ["localhost", 200],
  ["LOCALHOST:1234", 200],
  ["[::1]:80", 200],
  ["127.0.0.1", 200],
])("Host %j is answered %d", async (host, status) => {
  const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
  const answer = await exchangeRaw(
    http.port,
    `POST /mcp HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test("a request of HTTP/1.0 without a Host is refused, also after one that had it", async () => {
  const answer = await exchangeRaw(
    http.port,
    "POST /mcp HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
  );
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
});

test.each([
  "https://evil.example.com",
  "null",
  "http://localhost:1",
  "https://app.example.com.evil.com",
  "garbage",
])("Origin %s is refused without CORS headers", async (origin) => {
  for (const method of ["POST", "OPTIONS", "GET", "DELETE"]) {
    const response = await fetch(http.url, {
      method,
      headers: { origin, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect((await response.json()) as JsonObject).toMatchObject({
      error: { message: expect.stringContaining("allowedOrigins") },
    });
  }
});

test("an origin on the list may ask first, and read what is answered (netdata/netdata#22258, cameronrye/openzim-mcp#93)", async () => {
  const origin = "https://app.example.com";
  const asked = await fetch(http.url, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type, mcp-param-n, mcp-param-a.b, x-own",
    },
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("content-length")).toBeNull();
  expect(asked.headers.get("access-control-allow-origin")).toBe(origin);
  expect(asked.headers.get("access-control-allow-methods")).toContain("DELETE");
  expect(asked.headers.get("access-control-allow-headers")).toMatch(
    /Authorization, Mcp-Protocol-Version, Mcp-Method, Mcp-Name.*, mcp-param-n, mcp-param-a\.b, x-own$/,
  );
  for (const [method, params] of [
    ["tools/list", {}],
    ["tools/other", {}],
    ["tools/call", { name: "expires" }],
  ] as const) {
    const response = await post(http.url, method, params, { headers: { origin } });
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("vary")).toBe("Origin");
    await response.text();
  }
});

test("the server's own origin needs no list", async () => {
  const origin = new URL(http.url).origin;
  expect((await post(http.url, "tools/list", {}, { headers: { origin } })).status).toBe(200);
  const { host } = new URL(http.url);
  for (const other of [`http://app@${host}`, `chrome-extension://${host}`, `${origin}/`]) {
    const { status } = await post(http.url, "tools/list", {}, { headers: { origin: other } });
    expect([other, status]).toEqual([other, 403]);
  }
});

test.each([
  undefined,
  "text/plain",
  "application/x-www-form-urlencoded",
  "application/jsonx",
  "multipart/form-data",
])("Content-Type %s is 415", async (type) => {
  const body = new TextEncoder().encode("{}");
  const response = await post(
    http.url,
    "tools/list",
    {},
    { body, headers: { "content-type": type } },
  );
  expect(response.status).toBe(415);
  expect((await readFailure(response))[2]).toContain("application/json");
});

test.each([
  "application/json",
  "application/json; charset=utf-8",
  "APPLICATION/JSON;charset=UTF-8",
])("Content-Type %s is JSON", async (type) => {
  expect(
    (await post(http.url, "tools/list", {}, { headers: { "content-type": type } })).status,
  ).toBe(200);
});

test("an Accept that rules out every answer is 406", async () => {
  expect(
    (await post(http.url, "tools/list", {}, { headers: { accept: "text/html" } })).status,
  ).toBe(406);
});

test.each(["/", "/mcpx", "/mcp/x", "/other", "/%6dcp"])("there is nothing at %s", async (path) => {
  const response = await post(new URL(path, http.url).href, "tools/list");
  expect(response.status).toBe(404);
  expect((await readFailure(response))[2]).toContain("the MCP endpoint is /mcp");
});

test("the endpoint may be named with a slash or a query", async () => {
  for (const suffix of ["/", "?a=b"])
    expect((await post(http.url + suffix, "tools/list")).status).toBe(200);
});

test.each(["GET", "DELETE", "PUT", "PATCH", "HEAD"])(
  "%s without a session is 405 (nuxt-modules/mcp-toolkit#221, colophon-group/jobseek#8656, kapishdima/fonttrio#9)",
  async (method) => {
    const response = await fetch(http.url, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toContain("POST");
    await response.text();
  },
);

test("beyond loopback any Host is served, unless names are given", async () => {
  const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
  const request = (host: string): string =>
    `POST /mcp HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  await using open = await listen(server, { port: 0, host: "0.0.0.0" });
  expect(await exchangeRaw(open.port, request("mcp.example.com"))).toMatch(/^HTTP\/1.1 200 /);
  await using named = await listen(server, {
    port: 0,
    host: "0.0.0.0",
    allowedHosts: ["MCP.example.com"],
  });
  expect(await exchangeRaw(named.port, request("mcp.example.com:443"))).toMatch(/^HTTP\/1.1 200 /);
  expect(await exchangeRaw(named.port, request("localhost"))).toMatch(/^HTTP\/1.1 403 /);
});

test.each(["localhost", "LOCALHOST", "127.0.0.2", "::ffff:127.0.0.1"])(
  "however loopback is written, %s is guarded as loopback and reached by its own name",
  async (host) => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
    const request = (name: string): string =>
      `POST /mcp HTTP/1.1\r\nhost: ${name}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    await using own = await listen(server, { port: 0, host });
    expect(own.isLoopback).toBe(true);
    const address = host === "127.0.0.2" ? host : "127.0.0.1";
    const name = new URL(own.url).host;
    expect(await exchangeRaw(own.port, request("evil.example.com"), address)).toMatch(/ 403 /);
    expect(await exchangeRaw(own.port, request(name), address)).toMatch(/ 200 /);
  },
);

test("a path that is none is refused", async () => {
  await expect(listen(server, { port: 0, path: "mcp" })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: 'The path "mcp" must begin with /',
  });
});

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const rest = `connection: close\r\ncontent-type: application/json\r\ncontent-length: ${PING.length}\r\n\r\n${PING}`;

test.each([
  ["two Host headers", "/mcp", "host: localhost\r\nhost: localhost\r\n", 400],
  ["a target that is the URL of the endpoint", "http://localhost/mcp", "host: localhost\r\n", 200],
  ["a target that is a URL with a query", "http://LOCALHOST/mcp?a=b", "host: localhost\r\n", 200],
  ["a target with the port of its scheme", "http://localhost:80/mcp", "host: localhost\r\n", 200],
  ["a target of another host than Host", "http://other.example/mcp", "host: localhost\r\n", 400],
  ["a target of a host that is not served", "http://o.example/mcp", "host: o.example\r\n", 403],
  ["a target without a path", "http://localhost", "host: localhost\r\n", 404],
])("a request with %s is answered as RFC 9112 says", async (_name, target, hosts, status) => {
  const answer = await exchangeRaw(http.port, `POST ${target} HTTP/1.1\r\n${hosts}${rest}`);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test.each(["ftp", "ws", "wss", "file"])(
  "an origin of %s is not that of the server",
  async (scheme) => {
    const origin = `${scheme}://${new URL(http.url).host}`;
    expect((await post(http.url, "tools/list", {}, { headers: { origin } })).status).toBe(403);
  },
);
