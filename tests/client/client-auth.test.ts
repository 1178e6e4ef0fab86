import { inspect } from "node:util";
import { connect } from "@mortise/node";
import type { ClientAuth, JsonObject, WireFrame } from "@mortise/protocol";
import { createFakeClock } from "@mortise/testing";
import { expect, test } from "vitest";
import { OAuthClient } from "../fixture/client/oauth-client.ts";
import type { ScriptedExchange, ScriptedHttp } from "../fixture/server/scripted-http.ts";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";
import type { Grant, TokenIssuer } from "../fixture/server/token-issuer.ts";
import { startTokenIssuer } from "../fixture/server/token-issuer.ts";

const CHALLENGE = 'Bearer error="invalid_token", resource_metadata="https://x.example/.well-known"';
const MODERN = { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: {} };
const LEGACY = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  serverInfo: { name: "a", version: "1" },
};

interface Scene extends AsyncDisposable {
  readonly issuer: TokenIssuer;
  readonly server: ScriptedHttp;
  readonly auth: OAuthClient;
}

/** A server whose every request needs a token of the issuer; `answer` writes what comes then. */
async function start(
  answer: (exchange: ScriptedExchange, grant: Grant) => void = answerModern,
): Promise<Scene> {
  const issuer = await startTokenIssuer();
  const server = await startScriptedHttp((exchange) => {
    const grant = issuer.find(exchange.headers.authorization?.replace("Bearer ", ""));
    if (grant !== undefined) return answer(exchange, grant);
    exchange.response.setHeader("WWW-Authenticate", CHALLENGE);
    exchange.plain(401, "no token");
  });
  const dispose = async (): Promise<void> => {
    await server[Symbol.asyncDispose]();
    await issuer[Symbol.asyncDispose]();
  };
  const auth = new OAuthClient(issuer.url);
  return { issuer, server, auth, [Symbol.asyncDispose]: dispose };
}

function answerModern(exchange: ScriptedExchange, { user }: Grant): void {
  const text = (value: string): JsonObject => ({ content: [{ type: "text", text: value }] });
  const isDiscover = exchange.message.method === "server/discover";
  exchange.result(isDiscover ? MODERN : { resultType: "complete", ...text(user) });
}

/** A session of 2025-11-25 with its standalone stream, which the test ends. */
function answerLegacy(exchange: ScriptedExchange, streams: ScriptedExchange[]): void {
  const { method, message } = exchange;
  if (message.method === "initialize") exchange.result(LEGACY, { "mcp-session-id": "session" });
  else if (method === "GET") {
    exchange.stream();
    streams.push(exchange);
  } else if (method === "DELETE" || message.id === undefined) exchange.plain(202);
  else if (message.method === "server/discover") exchange.error(400, -32601);
  else exchange.result({ content: [] });
}

test("a refused probe gets a token, and is never taken for a legacy server or a wrong transport", async () => {
  await using scene = await start();
  const { server, auth } = scene;
  await using client = await connect(server.url, { auth });
  expect(client.revision).toBe("2026-07-28");
  expect(server.log).toEqual(["POST server/discover", "POST server/discover"]);
  expect(auth.seen).toEqual(["401 POST server/discover"]);
});

test("requests that are refused together get one token, and a revoked one is renewed", async () => {
  await using scene = await start();
  const { issuer, server, auth } = scene;
  await using client = await connect(server.url, { auth });
  issuer.revoke();
  const calls = Array.from({ length: 10 }, () => client.callTool("any"));
  expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(Array(10).fill("ann"));
  expect(issuer.issued).toHaveLength(2);
});

test("the stream and the end of a legacy session are authorized anew when their token is revoked", async () => {
  const streams: ScriptedExchange[] = [];
  await using scene = await start((exchange) => answerLegacy(exchange, streams));
  const { issuer, server, auth } = scene;
  const client = await connect(server.url, { auth, revision: "2025-11-25" });
  expect(streams).toHaveLength(1);
  issuer.revoke();
  streams[0]?.response.write("retry: 1\n\n");
  streams[0]?.response.end();
  await expect.poll(() => streams.length).toBe(2);
  issuer.revoke();
  await client.close();
  expect(auth.seen).toEqual(["401 POST initialize", "401 GET", "401 DELETE"]);
  expect(server.log.slice(-2)).toEqual(["DELETE", "DELETE"]);
});

test("a tool that needs more scopes gets them by a step-up, and the auth sees which tool it was", async () => {
  await using scene = await start((exchange, grant) => {
    const isRefund = exchange.message.params?.["name"] === "refund";
    if (!isRefund || grant.scopes.includes("refund")) return answerModern(exchange, grant);
    const challenge = 'Bearer error="insufficient_scope", scope="read refund"';
    exchange.response.setHeader("WWW-Authenticate", challenge);
    exchange.plain(403);
  });
  const { issuer, server, auth } = scene;
  await using client = await connect(server.url, { auth });
  expect((await client.callTool("refund")).text).toBe("ann");
  expect(auth.seen.at(-1)).toBe("403 POST tools/call refund");
  expect([...auth.scopes]).toEqual(["read", "refund"]);
  expect(issuer.issued).toHaveLength(2);
});

test("a 403 without a challenge is final: no token would change it", async () => {
  await using scene = await start((exchange, grant) =>
    exchange.message.method === "tools/call"
      ? exchange.plain(403, "not from this network")
      : answerModern(exchange, grant),
  );
  const { server, auth } = scene;
  await using client = await connect(server.url, { auth });
  const call = client.callTool("any");
  await expect(call).rejects.toMatchObject({ code: "HTTP_ERROR", data: { status: 403 } });
  expect(server.log.filter((line) => line === "POST tools/call")).toHaveLength(1);
});

test("a MortiseError of the auth reaches every waiting caller", async () => {
  await using scene = await start();
  const { issuer, server, auth } = scene;
  await using client = await connect(server.url, { auth });
  issuer.ban();
  issuer.revoke();
  const calls = await Promise.allSettled([client.callTool("a"), client.callTool("b")]);
  for (const call of calls) {
    expect(call).toMatchObject({ reason: { code: "AUTHORIZATION_FAILED", data: { status: 401 } } });
    expect(call).toMatchObject({ reason: { message: "No token for ann: log in again" } });
  }
  expect(auth.seen.filter((line) => line.includes("tools/call"))).toHaveLength(1);
});

test("an auth that gives up fails the request with the challenge, and connecting too", async () => {
  await using scene = await start();
  const auth: ClientAuth = {
    headers: () => ({}),
    onChallenge: async () => "fail",
    principal: () => "",
  };
  const connecting = connect(scene.server.url, { auth });
  await expect(connecting).rejects.toMatchObject({
    code: "AUTHORIZATION_FAILED",
    data: { status: 401, challenge: CHALLENGE },
  });
  expect(scene.server.log).toEqual(["POST server/discover"]);
});

test("a token that the server never accepts is asked for three times, not for ever", async () => {
  await using scene = await start();
  let asked = 0;
  const auth: ClientAuth = {
    headers: () => ({ authorization: `Bearer wrong-${asked}` }),
    onChallenge: async () => {
      asked += 1;
      return "retry";
    },
    principal: () => "ann",
  };
  const connecting = connect(scene.server.url, { auth });
  await expect(connecting).rejects.toMatchObject({ code: "AUTHORIZATION_FAILED" });
  expect(asked).toBe(3);
  expect(scene.server.log).toHaveLength(4);
});

test("an error of the auth that is no MortiseError becomes one, and names no server as legacy", async () => {
  await using scene = await start();
  const auth: ClientAuth = {
    headers: async () => {
      throw new Error("the keyring is locked");
    },
    onChallenge: async () => "retry",
    principal: () => "",
  };
  const connecting = connect(scene.server.url, { auth });
  await expect(connecting).rejects.toMatchObject({
    code: "AUTHORIZATION_FAILED",
    message: `POST ${scene.server.url} could not be authorized: the keyring is locked`,
    cause: new Error("the keyring is locked"),
  });
  expect(scene.server.log).toEqual([]);
});

test("a token is in no error, warning or frame, even when the server repeats it", async () => {
  const frames: WireFrame[] = [];
  const warnings: string[] = [];
  await using scene = await start((exchange, grant) => {
    const { authorization = "" } = exchange.headers;
    if (exchange.message.method !== "tools/call") return answerModern(exchange, grant);
    exchange.response.setHeader("Location", `/${authorization}`);
    exchange.plain(500, `cannot serve ${authorization}`);
  });
  const { issuer, server, auth } = scene;
  await using client = await connect(server.url, {
    auth,
    tap: (frame) => frames.push(frame),
    onWarning: (message) => warnings.push(message),
  });
  const error = await client.callTool("any").catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "HTTP_ERROR", data: { status: 500 } });
  expect(String(error)).toContain("cannot serve (redacted)");
  const heads = frames.filter(({ kind }) => kind === "request-head");
  expect(heads).not.toEqual([]);
  const shown = inspect([error, warnings, heads], { depth: 20 });
  for (const token of issuer.issued) expect(shown).not.toContain(token);
});

test("credentials under names of their own are redacted in frames too", async () => {
  const frames: WireFrame[] = [];
  await using server = await startScriptedHttp((exchange) => exchange.result(MODERN));
  const auth: ClientAuth = {
    headers: () => ({ "x-session-key": "very-secret" }),
    onChallenge: async () => "fail",
    principal: () => "ann",
  };
  await using client = await connect(server.url, { auth, tap: (frame) => frames.push(frame) });
  expect(client.revision).toBe("2026-07-28");
  expect(frames[0]).toMatchObject({
    headers: expect.arrayContaining([["x-session-key", "(redacted)"]]),
  });
  expect(JSON.stringify(frames)).not.toContain("very-secret");
});

test("the time limit of a request stands still while a user logs in", async () => {
  const clock = createFakeClock();
  await using scene = await start();
  const login = Promise.withResolvers<void>();
  scene.issuer.gate = login.promise;
  const { server, auth } = scene;
  const connecting = connect(server.url, { auth, clock, timeout: "60s" });
  await expect.poll(() => auth.seen).toHaveLength(1);
  await clock.advance("10m");
  login.resolve();
  await using client = await connecting;
  expect(client.revision).toBe("2026-07-28");
});

test("a caller that aborts does not wait for a login, and closing ends the login", async () => {
  await using scene = await start();
  const { issuer, server, auth } = scene;
  const client = await connect(server.url, { auth });
  issuer.revoke();
  issuer.gate = new Promise(() => undefined);
  const stop = new AbortController();
  const call = client.callTool("any", {}, { signal: stop.signal });
  const waiting = client.callTool("any").catch((error: unknown) => error);
  await expect.poll(() => auth.seen).toHaveLength(2);
  stop.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  await client.close();
  expect(await waiting).toMatchObject({ code: "CLOSED" });
});

test("a private result is never given to another account, also when a login changed it on the way", async () => {
  let user = "ann";
  const read = (exchange: ScriptedExchange, grant: Grant): void =>
    exchange.result(
      exchange.message.method === "server/discover"
        ? MODERN
        : {
            resultType: "complete",
            contents: [{ uri: "a://mine", text: grant.user }],
            ttlMs: 60_000,
            cacheScope: "private",
          },
    );
  await using scene = await start(read);
  const { issuer, server } = scene;
  const auth = new OAuthClient(issuer.url, () => user);
  await using client = await connect(server.url, { auth });
  const readMine = async (): Promise<unknown> =>
    (await client.readResource("a://mine")).contents[0];
  expect(await readMine()).toMatchObject({ text: "ann" });
  expect(await readMine()).toMatchObject({ text: "ann" });
  expect(server.log.filter((line) => line === "POST resources/read")).toHaveLength(1);
  user = "bob";
  issuer.revoke();
  expect(await readMine()).toMatchObject({ text: "bob" });
  user = "ann";
  expect(await readMine()).toMatchObject({ text: "ann" });
});

test("a redirect within the origin is authorized for the URL that it names", async () => {
  const asked: string[] = [];
  await using server = await startScriptedHttp(async (exchange) => {
    const { url = "" } = exchange.response.req;
    if (url === "/mcp") exchange.response.writeHead(307, { location: "/mcp/" }).end();
    else exchange.result(MODERN);
  });
  const auth: ClientAuth = {
    headers: ({ method, url }) => {
      asked.push(`${method} ${url}`);
      return { dpop: `proof for ${url}` };
    },
    onChallenge: async () => "fail",
    principal: () => "ann",
  };
  await using client = await connect(`${server.url}#part`, { auth });
  expect(client.revision).toBe("2026-07-28");
  expect(asked).toEqual([`POST ${server.url}`, `POST ${server.url}/`]);
});

test("the auth sees every response, such as to keep the nonce of the next proof", async () => {
  await using server = await startScriptedHttp((exchange) => {
    const next = String(Number(exchange.headers["dpop"] ?? "0") + 1);
    exchange.result(MODERN, { "DPoP-Nonce": next });
  });
  let nonce = "0";
  const auth: ClientAuth = {
    headers: () => ({ dpop: nonce }),
    onChallenge: async () => "fail",
    onResponse: (response) => {
      nonce = response.header("DPoP-Nonce") ?? nonce;
    },
    principal: () => "ann",
  };
  await using client = await connect(server.url, { auth });
  await client.ping();
  await client.ping();
  expect(nonce).toBe("3");
});

test("`headers` go with the requests too, and those of the auth win", async () => {
  await using server = await startScriptedHttp((exchange) => exchange.result(MODERN));
  let sent: Record<string, unknown> = {};
  const auth: ClientAuth = {
    headers: () => ({ Authorization: "Bearer of-the-auth", "MCP-Method": "forged" }),
    onChallenge: async () => "fail",
    principal: () => "ann",
  };
  await using client = await connect(server.url, {
    auth,
    headers: { authorization: "Bearer given", "x-tenant": "blue" },
    fetch: (url, init) => {
      sent = Object.fromEntries(new Headers(init?.headers));
      return fetch(url, init);
    },
  });
  expect(client.revision).toBe("2026-07-28");
  expect(sent).toMatchObject({
    authorization: "Bearer of-the-auth",
    "x-tenant": "blue",
    "mcp-method": "server/discover",
  });
});

test("`auth` for a process or a server object is refused", async () => {
  const auth = new OAuthClient("http://127.0.0.1:9/token");
  const target = { command: process.execPath, args: ["--version"] };
  await expect(connect(target, { auth })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    data: { option: "auth" },
  });
});

test("a URL with a password is refused without repeating it", async () => {
  const error = await connect("http://ann:pa%40ss@127.0.0.1:9/mcp").catch((caught) => caught);
  expect(error).toMatchObject({ code: "INVALID_OPTION" });
  expect(inspect(error)).not.toMatch(/pa%40ss|ann:/);
});

test("the extensions that credentials speak are declared, and the caller's own setting of one wins", async () => {
  await using scene = await start();
  const { server, auth } = scene;
  const declared: unknown[] = [];
  const tap = (frame: WireFrame): void => {
    if (frame.kind !== "data" || frame.direction !== "sent") return;
    const { params } = JSON.parse(String(frame.data)) as { params?: { _meta?: JsonObject } };
    declared.push(params?._meta?.["io.modelcontextprotocol/clientCapabilities"]);
  };
  const speaking: ClientAuth = Object.assign(auth, {
    extensions: { "example.org/login": { level: 1 }, "example.org/other": {} },
  });
  const capabilities = { extensions: { "example.org/login": { level: 2 } } };
  await using client = await connect(server.url, { auth: speaking, capabilities, tap });
  await client.callTool("any");
  expect(declared.at(-1)).toEqual({
    extensions: {
      "example.org/login": { level: 2 },
      "example.org/other": {},
      "io.modelcontextprotocol/tasks": {},
    },
  });
});
