import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { bearerAuth } from "@mortise/auth";
import { createNodeHandler, createServer, listen } from "mortise";
import { expect, onTestFinished, test } from "vitest";

const RESOURCE = "https://tools.example/mcp";
/** Nothing answers there, and no request needs it. */
const ISSUER = "http://127.0.0.1:1";
const METADATA = "https://tools.example/.well-known/oauth-protected-resource/mcp";
const PROGRAM = fileURLToPath(new URL("../../examples/secure-server/server.ts", import.meta.url));

type Send = (path: string, init?: RequestInit) => Promise<Response>;

const create = () =>
  createServer({
    name: "s",
    version: "1",
    auth: bearerAuth({ issuer: ISSUER, audience: RESOURCE }),
    log: () => undefined,
  }).tool("read", { description: "Reads" }, () => "");

const at =
  (origin: string): Send =>
  (path, init) =>
    fetch(`${origin}${path}`, init);

/** Runs the program of the example, as its guide says. */
async function startProgram(...flags: string[]): Promise<Send> {
  const child = spawn(process.execPath, [PROGRAM, "--http", "0", ...flags], {
    env: { ...process.env, ISSUER, RESOURCE },
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  child.stdout.resume();
  child.stderr.setEncoding("utf8");
  let text = "";
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const url = /listens on (\S+)/.exec(text)?.[1];
    if (url !== undefined) {
      child.stderr.resume();
      return at(new URL(url).origin);
    }
  }
  throw new Error(`The program ended first: ${text}`);
}

/** Every way to serve a server over HTTP. */
const MODES: Readonly<Record<string, () => Promise<Send>>> = {
  listen: async () => {
    const listening = await listen(create(), { port: 0 });
    onTestFinished(() => listening.close());
    return at(new URL(listening.url).origin);
  },
  createNodeHandler: async () => {
    const server = create();
    const http = createHttpServer(createNodeHandler(server, { path: "/mcp" }));
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    onTestFinished(async () => {
      http.closeAllConnections();
      http.close();
      await server.close();
    });
    return at(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  },
  "the fetch of a server": async () => {
    const server = create();
    onTestFinished(() => server.close());
    return (path, init) => server.fetch(new Request(`https://tools.example${path}`, init));
  },
  serve: () => startProgram(),
  "serve with workers": () => startProgram("--workers", "2"),
};

const CLIENT = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "c" } };
const POST = {
  method: "POST",
  headers: {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  },
};

/** The first request of each kind of client, and what an earlier one sends in and after its session. */
const REQUESTS: Readonly<Record<string, RequestInit>> = {
  "a modern call": {
    ...POST,
    headers: {
      ...POST.headers,
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/list",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }),
  },
  "the first request of a session": {
    ...POST,
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: CLIENT }),
  },
  "a request of a session": {
    ...POST,
    headers: { ...POST.headers, "mcp-session-id": "any" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  },
  "a stream of a session": {
    headers: { accept: "text/event-stream", "mcp-session-id": "any" },
  },
  "a stream of 2024-11-05": { headers: { accept: "text/event-stream" } },
  "the end of a session": { method: "DELETE", headers: { "mcp-session-id": "any" } },
};

test.each(Object.entries(MODES))(
  "by %s each kind of request without a token gets the challenge, and its metadata is there (punkpeye/fastmcp#205)",
  async (_mode, start) => {
    const send = await start();
    for (const [kind, init] of Object.entries(REQUESTS)) {
      const { status, headers } = await send("/mcp", init);
      const challenge = headers.get("www-authenticate");
      expect([kind, status, challenge]).toEqual([
        kind,
        401,
        expect.stringContaining(`resource_metadata="${METADATA}"`),
      ]);
    }
    const metadata = await send(new URL(METADATA).pathname);
    expect(await metadata.json()).toMatchObject({
      resource: RESOURCE,
      authorization_servers: [ISSUER],
    });
  },
);
