import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryTokenStore, oauth } from "@mortise/auth";
import type { BridgeCaller, BridgeOptions } from "@mortise/auth-server";
import { bridge, oidc, testAuth } from "@mortise/auth-server";
import { connect, createNodeHandler, createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { answeringUser } from "./fixture/answering-user.ts";

const CLIENT = { clientId: "bridge", clientSecret: "secret secret secret secret secret s" };

/** A bridge whose tool shows the token of the identity provider, which only this test may do. */
async function start() {
  const http = createHttpServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const idp = await testAuth({
    users: ["ann", "bob"],
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        token_endpoint_auth_method: "client_secret_basic",
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: [`${origin}/oauth/callback`],
      },
    ],
  });
  onTestFinished(() => idp.stop());
  const known = oidc({ ...CLIENT, issuer: idp.issuer, name: "Corp" });
  const next = { user: "ann" };
  const short = new Set<string>();
  const upstream: BridgeOptions["upstream"] = {
    name: known.name,
    authorizationUrl: async (...given) => {
      const url = await known.authorizationUrl(...given);
      url.searchParams.set("login_hint", next.user);
      return url;
    },
    redeem: async (...given) => {
      const { user, tokens } = await known.redeem(...given);
      return { user, tokens: short.has(next.user) ? { ...tokens, expiresAt: 1 } : tokens };
    },
    refresh: async (...given) => ({ ...(await known.refresh(...given)), expiresAt: 1 }),
  };
  const auth = await bridge({ url: `${origin}/mcp`, upstream, log: () => undefined });
  const server = createServer({ name: "s", version: "1", auth, log: () => undefined }).tool(
    "read",
    { description: "Reads at the identity provider" },
    async (_input, ctx) => {
      const caller = ctx.auth as BridgeCaller;
      return { subject: caller.subject, token: (await caller.upstream()).accessToken };
    },
  );
  http.on("request", createNodeHandler(server, { path: "/mcp" }));
  onTestFinished(async () => {
    http.closeAllConnections();
    http.close();
    await auth.close();
  });
  let visits = 0;
  const signIn = () => {
    const { visit } = answeringUser({ decision: "allow" });
    const userAgent = {
      visit: (request: Parameters<typeof visit>[0]) => {
        visits += 1;
        return visit(request);
      },
    };
    return oauth({ userAgent, store: new MemoryTokenStore() });
  };
  return { url: `${origin}/mcp`, origin, idp, next, short, signIn, visits: () => visits };
}

test("each caller gets the token of its own account, whichever signed in first (IBM/mcp-context-forge#1078)", async () => {
  const { url, next, signIn } = await start();
  const read = async (user: string) => {
    next.user = user;
    await using client = await connect(url, { auth: signIn() });
    return (await client.callTool("read")).structured as { subject: string; token: string };
  };
  const [first, bob, again] = [await read("ann"), await read("bob"), await read("ann")];
  expect(bob.subject).toMatch(/#bob$/);
  expect(bob.token).not.toBe(first.token);
  expect(bob.token).not.toBe(again.token);
});

test("a caller whose login at the identity provider is over is asked to sign in, and gets nothing of others (IBM/mcp-context-forge#1078)", async () => {
  const { url, origin, idp, next, short, signIn, visits } = await start();
  const [ofAnn, ofBob] = [signIn(), signIn()];
  await using ann = await connect(url, { auth: ofAnn });
  const before = (await ann.callTool("read")).text;
  next.user = "bob";
  short.add("bob");
  await using bob = await connect(url, { auth: ofBob });
  expect((await bob.callTool("read")).isError).toBe(false);
  await idp.expire({ refresh: true });
  short.clear();

  const { signal } = new AbortController();
  const credentials = (await ofBob.headers({ method: "POST", url, signal })) as Record<
    string,
    string
  >;
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const refused = await fetch(url, {
    method: "POST",
    headers: {
      ...credentials,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "read",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "read", arguments: {}, _meta: meta },
    }),
  });
  expect(refused.status).toBe(401);
  const challenge = refused.headers.get("www-authenticate");
  expect(challenge).toContain('Bearer error="invalid_token"');
  const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
  expect(challenge).toContain(`resource_metadata="${metadata}"`);
  expect(await refused.json()).toMatchObject({
    error: { message: "The user has to sign in again" },
  });

  expect(visits()).toBe(2);
  const answer = await bob.callTool("read");
  expect(answer.structured).toMatchObject({ subject: `${idp.issuer}#bob` });
  expect(visits()).toBe(3);
  expect((await ann.callTool("read")).text).toBe(before);
  expect(visits()).toBe(3);
});
