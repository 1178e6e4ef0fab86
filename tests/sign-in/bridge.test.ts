import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryTokenStore, oauth } from "@mortise/auth";
import type { BridgeCaller, BridgeOptions } from "@mortise/auth-server";
import { bridge, devAuth, github, testAuth } from "@mortise/auth-server";
import { authProviderCases } from "@mortise/testing";
import type { ServerEvent } from "mortise";
import { connect, createNodeHandler, createServer, listen } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { answeringUser as user } from "./fixture/answering-user.ts";

const CLIENT = { clientId: "bridge", clientSecret: "secret secret secret secret secret s" };

/** GitHub, as far as a bridge needs it: OAuth without discovery, and an API that names the user. */
async function startGitHub(callback: string) {
  const as = await testAuth({
    resources: [{ resource: "https://api.github.example", scopes: ["read:user"] }],
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        token_endpoint_auth_method: "client_secret_post",
        redirect_uris: [callback],
      },
    ],
  });
  onTestFinished(() => as.stop());
  const asked: string[] = [];
  const paths: Readonly<Record<string, string>> = {
    "/login/oauth/access_token": "/oauth/token",
    "/login/oauth/authorize": "/oauth/authorize",
  };
  const get: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.pathname === "/user") {
      asked.push(new Headers(init?.headers).get("authorization") ?? "");
      return Response.json({ id: 583_231, login: "alice", name: "Alice", email: null });
    }
    const path = paths[url.pathname];
    return path === undefined ? fetch(input, init) : fetch(new URL(path, url), init);
  };
  const upstream = github({
    ...CLIENT,
    url: as.issuer,
    apiUrl: `${as.issuer}/`,
    fetch: get,
    scopes: ["read:user"],
  });
  return {
    as,
    asked,
    upstream: {
      ...upstream,
      name: upstream.name,
      authorizationUrl: async (...given: Parameters<typeof upstream.authorizationUrl>) => {
        const url = await upstream.authorizationUrl(...given);
        url.pathname = paths[url.pathname] ?? url.pathname;
        return url;
      },
      redeem: upstream.redeem.bind(upstream),
      refresh: upstream.refresh.bind(upstream),
    },
  };
}

async function start(options: Partial<BridgeOptions> = {}) {
  const http = createHttpServer();
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const url = `${origin}/mcp`;
  const hub = await startGitHub(`${origin}/oauth/callback`);
  const log: string[] = [];
  const auth = await bridge({
    url,
    upstream: hub.upstream,
    scopes: ["repo:read", "repo:write"],
    defaultScopes: ["repo:read"],
    log: ({ message }) => void log.push(message),
    ...options,
  });
  const server = createServer({ name: "hub", version: "1", auth })
    .tool("whoami", { description: "d", scopes: ["repo:read"] }, async (_input, ctx) => {
      const caller = ctx.auth as BridgeCaller;
      const { accessToken } = await caller.upstream();
      return {
        subject: caller.subject,
        hasToken: accessToken !== "",
        shown: JSON.stringify(caller),
      };
    })
    .tool("push", { description: "d", scopes: ["repo:write"] }, () => "pushed")
    .tool("erase", { description: "d", scopes: ["repo:admin"] }, () => "erased");
  http.on("request", createNodeHandler(server, { path: "/mcp" }));
  onTestFinished(async () => {
    http.closeAllConnections();
    http.close();
    await auth.close();
  });
  return { url, origin, auth, hub, log };
}

describe("a server behind a bridge", () => {
  test("leads a client from 401 to a call, and asks the user for more when a tool needs it", async () => {
    const { url, origin, hub, log } = await start();
    const refused = await fetch(url, { method: "POST" });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toContain(
      `resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`,
    );
    const signIn = oauth({ userAgent: user({ decision: "allow" }), store: new MemoryTokenStore() });
    await using client = await connect(url, { auth: signIn });
    const { structured } = await client.callTool("whoami");
    expect(structured).toMatchObject({ subject: `${hub.as.issuer}#583231`, hasToken: true });
    expect((await client.callTool("push")).text).toBe("pushed");
    const [token = ""] = hub.asked.map((header) => header.replace("Bearer ", ""));
    expect(token).not.toBe("");
    expect(JSON.stringify(structured)).not.toContain(token);
    expect(log.join()).not.toContain(token);
  });

  test("keeps the rules of every AuthProvider", async () => {
    const { auth, url, origin } = await start();
    const store = new MemoryTokenStore();
    const signIn = oauth({ userAgent: user({ decision: "allow" }), store });
    await using client = await connect(url, { auth: signIn });
    await client.callTool("whoami");
    const { signal } = new AbortController();
    const { Authorization, authorization = Authorization } = (await signIn.headers({
      method: "POST",
      url,
      signal,
    })) as Record<string, string>;
    const token = String(authorization).replace("Bearer ", "");
    const inOrder = authProviderCases.filter(({ name }) => !name.startsWith("a request without"));
    for (const { run } of inOrder) {
      await run({
        provider: auth,
        accepted: { authorization: `Bearer ${token}` },
        refused: { authorization: `Bearer ${token.slice(0, -8)}AAAAAAAA` },
        secret: token,
      });
    }
    expect(origin).toBe(auth.issuer);
  });

  test("asks a client of an earlier revision for the scopes that its token has too", async () => {
    const { url } = await start();
    const signIn = oauth({ userAgent: user({ decision: "allow" }), store: new MemoryTokenStore() });
    await using client = await connect(url, { auth: signIn });
    await client.callTool("whoami");
    const { signal } = new AbortController();
    const headers = await signIn.headers({ method: "POST", url, signal });
    const begin = { method: "initialize", params: { protocolVersion: "2025-11-25" } };
    const send = (message: object, session?: string): Promise<Response> =>
      fetch(url, {
        method: "POST",
        headers: {
          ...(headers as Record<string, string>),
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...(session !== undefined && { "mcp-session-id": session }),
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
      });
    const params = { ...begin.params, capabilities: {}, clientInfo: { name: "c", version: "1" } };
    const begun = await send({ ...begin, params });
    await begun.text();
    const session = begun.headers.get("mcp-session-id") ?? "";
    const refused = await send({ method: "tools/call", params: { name: "erase" } }, session);
    expect(refused.status).toBe(403);
    const challenge = refused.headers.get("www-authenticate");
    expect(challenge).toMatch(/scope="repo:admin repo:\w+ repo:\w+"/);
  });

  test("is refused with options that cannot work", async () => {
    const upstream = github(CLIENT);
    const url = "https://mcp.example/mcp";
    for (const [options, message] of [
      [{ url: "http://mcp.example/mcp", upstream }, "https except on this computer"],
      [{ url: "http://localhost:x@mcp.example/mcp", upstream }, "https except on this computer"],
      [{ url, upstream, store: "sqlite:./auth.db" }, "MORTISE_AUTH_SECRET"],
      [{ url, upstream, secret: "short" }, "at least 32 characters"],
      [{ url, upstream, consent: "never" }, '"always" or "once"'],
      [{ url, upstream, redirectUris: ["https://app.example*"] }, "redirectUris has"],
      [{ url, upstream, scope: [] }, 'did you mean "scopes"'],
    ] as const) {
      await expect(bridge(options as never)).rejects.toThrow(message);
    }
  });
});

test("devAuth protects a server on this computer, and the picked user calls it", async () => {
  const lines: string[] = [];
  await using auth = await devAuth({
    users: ["alice", "bob"],
    log: (line) => void lines.push(line),
  });
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): void => void events.push(event);
  const server = createServer({ name: "dev", version: "1", auth, log }).tool(
    "whoami",
    { description: "d", scopes: ["notes:read"] },
    (_input, ctx) => ({ subject: ctx.auth?.subject }),
  );
  await using listening = await listen(server, { port: 0 });
  const signIn = oauth({ userAgent: user({ user: "bob" }), store: new MemoryTokenStore() });
  await using client = await connect(listening.url, { auth: signIn });
  expect((await client.callTool("whoami")).structured).toEqual({ subject: "bob" });
  expect(lines.join()).toContain(auth.issuer);
  // It has no public URL, and needs none.
  expect(await auth.check?.()).toEqual([]);
  expect(events).toEqual([]);
});
