import { once } from "node:events";
import type { AuthProvider } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import express from "express";
import { expect, test } from "vitest";
import { exchangeRaw, post } from "./fixture/http-peer.ts";
import { listen } from "./listen.ts";

const create = (auth?: AuthProvider) =>
  createServer({ name: "s", version: "1", log: () => undefined, ...(auth && { auth }) });

test("health is reported beside the endpoint, whatever the Host, which the endpoint checks (kubeflow/mcp-server#91)", async () => {
  await using http = await listen(create(), { port: 0 });
  const { origin, port } = new URL(http.url);
  expect(await (await fetch(`${origin}/healthz`)).text()).toBe("ok");
  const ready = await fetch(`${origin}/readyz?from=probe`);
  expect([ready.status, await ready.text()]).toEqual([200, "ready"]);
  const head = await fetch(`${origin}/readyz`, { method: "HEAD" });
  expect([head.status, head.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const askAsPod = (line: string): Promise<string> =>
    exchangeRaw(
      Number(port),
      `${line} HTTP/1.1\r\nhost: 10.0.0.5:8000\r\nconnection: close\r\n\r\n`,
    );
  expect(await askAsPod("GET /healthz")).toMatch(/^HTTP\/1.1 200 [\s\S]*ok/);
  expect(await askAsPod("GET /readyz")).toMatch(/^HTTP\/1.1 200 [\s\S]*ready/);
  expect(await askAsPod("POST /mcp")).toMatch(/^HTTP\/1.1 403 [\s\S]*allowedHosts/);
});

test("health can be renamed and turned off", async () => {
  await using http = await listen(create(), { port: 0, health: { live: "/up", ready: false } });
  const { origin } = new URL(http.url);
  const ask = async (path: string): Promise<number> => (await fetch(origin + path)).status;
  expect([await ask("/up"), await ask("/healthz"), await ask("/readyz")]).toEqual([200, 404, 404]);
});

test("while requests finish after close, the server is alive and not ready (decocms/studio#2787)", async () => {
  const begun = Promise.withResolvers<void>();
  const leave = Promise.withResolvers<void>();
  const server = create().tool("slow", { description: "d" }, async () => {
    begun.resolve();
    await leave.promise;
    return "finished";
  });
  const http = await listen(server, { port: 0 });
  const { origin } = new URL(http.url);
  const call = post(http.url, "tools/call", { name: "slow" });
  await begun.promise;
  const closed = http.close();
  const ready = await fetch(`${origin}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, "closing"]);
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  expect((await post(http.url, "tools/list")).status).toBe(503);
  leave.resolve();
  expect(await (await call).text()).toContain("finished");
  await closed;
  await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
});

test("a fallback in the style of node:http answers other paths, after the routes of auth", async () => {
  const auth: AuthProvider = {
    authenticate: () => Promise.resolve({ principal: undefined }),
    routes: () => [{ path: "/meta", methods: ["GET"], handle: () => new Response("of auth") }],
  };
  await using http = await listen(create(auth), {
    port: 0,
    fallback: async (request, response) => {
      const [body] = request.method === "POST" ? await once(request, "data") : [""];
      response.setHeader("x-from", "fallback").end(`${request.url} ${body}`);
    },
  });
  const { origin } = new URL(http.url);
  expect(await (await fetch(`${origin}/meta`)).text()).toBe("of auth");
  const page = await fetch(`${origin}/page?x=1`, { method: "POST", body: "sent" });
  expect([page.headers.get("x-from"), await page.text()]).toEqual(["fallback", "/page?x=1 sent"]);
  expect((await post(http.url, "tools/list")).status).toBe(200);
});

test("an Express app fits as a fallback", async () => {
  const app = express().get("/hello", (_request, response) => void response.send("from Express"));
  await using http = await listen(create(), { port: 0, fallback: app });
  const { origin } = new URL(http.url);
  expect(await (await fetch(`${origin}/hello`)).text()).toBe("from Express");
  expect((await fetch(`${origin}/none`)).status).toBe(404);
  expect((await post(http.url, "tools/list")).status).toBe(200);
});

test.each([
  [{ port: Number.NaN }, "port is NaN, not a whole number from 0 to 65535"],
  [{ port: "3000" as never }, 'port is "3000", not a whole number'],
  [{ port: 70_000 }, "port is 70000"],
  [{ port: 1.5 }, "port is 1.5"],
  [{ port: 0, host: "" }, 'host is "", not a host name or address'],
  [{ port: 0, allowedOrigins: ["app.example"] }, "which no Origin can match"],
  [{ port: 0, allowedHosts: ["https://app.example"] }, 'write "app.example"'],
])("%j is refused with what to write", async (options, message) => {
  await expect(listen(create(), options)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining(message),
  });
});
