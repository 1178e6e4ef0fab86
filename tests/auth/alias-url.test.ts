import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bearerAuth, MemoryTokenStore, oauth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import { connect, createNodeHandler, createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";

async function startHttp(listener?: RequestListener) {
  const http = createHttpServer(listener).listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { http, origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

/** A server at `/mcp`, which the documentation of its operator names by other URLs too. */
async function startWithAliases() {
  const as = await testAuth();
  onTestFinished(() => as.stop());
  const { http, origin } = await startHttp();
  const canonical = `${origin}/mcp`;
  as.addResource({ resource: canonical, scopes: ["read"] });
  const auth = bearerAuth({ issuer: as.issuer, audience: canonical, clock: as.clock });
  const server = createServer({ name: "s", version: "1", auth, log: () => undefined }).tool(
    "whoami",
    { description: "Names the caller" },
    (_input, ctx) => ctx.auth?.subject ?? "",
  );
  onTestFinished(() => server.close());
  http.on(
    "request",
    createNodeHandler(server, {
      path: "/mcp",
      fallback: (request, response) => {
        const isAlias = request.url === "/v1" || request.url === "/mcp/v1";
        response.writeHead(isAlias ? 308 : 404, isAlias ? { location: "/mcp" } : {}).end();
      },
    }),
  );
  const far = await startHttp((_request, response) => {
    response.writeHead(308, { location: canonical }).end();
  });
  const signIn = oauth({
    store: new MemoryTokenStore(),
    userAgent: {
      visit: async () => ({
        redirectUri: "http://127.0.0.1:33418/callback",
        authorize: ({ url, signal }) => as.browse(url, signal),
        [Symbol.asyncDispose]: async () => undefined,
      }),
    },
  });
  return { as, origin, canonical, alias: `${far.origin}/mcp`, signIn };
}

test("metadata at every published place is of the one canonical URL, and its challenge leads there (mnfst/llm-gateway#2927)", async () => {
  const { origin, canonical } = await startWithAliases();
  for (const path of ["/mcp", "/mcp/", ""]) {
    const response = await fetch(`${origin}/.well-known/oauth-protected-resource${path}`);
    expect(await response.json()).toMatchObject({ resource: canonical });
  }
  for (const path of ["/mcp", "/v1", "/mcp/v1"]) {
    const { status, headers } = await fetch(`${origin}${path}`, { method: "POST" });
    expect([path, status]).toEqual([path, 401]);
    expect(headers.get("www-authenticate")).toContain(
      `resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`,
    );
  }
});

test.each(["/v1", "/mcp/v1"])(
  "a client that is given the alias %s of the same origin signs in for the canonical URL (mnfst/llm-gateway#2927)",
  async (path) => {
    const { origin, canonical, signIn } = await startWithAliases();
    await using client = await connect(`${origin}${path}`, { auth: signIn });
    expect((await client.callTool("whoami")).isError).toBe(false);
    expect((await signIn.account(canonical))?.resource).toBe(canonical);
  },
);

test("an alias on another host gets no credentials, and its error has the canonical URL (mnfst/llm-gateway#2927)", async () => {
  const { alias, canonical, signIn, as } = await startWithAliases();
  as.clearRequests();
  await expect(connect(alias, { auth: signIn })).rejects.toThrow(canonical);
  expect(as.count("authorize")).toBe(0);
  await using client = await connect(canonical, { auth: signIn });
  expect((await client.callTool("whoami")).isError).toBe(false);
});

test.each([
  ["no JSON", "not json", 400],
  ["no redirect URI", "{}", 400],
  ["a redirect URI without TLS", JSON.stringify({ redirect_uris: ["http://far.example/cb"] }), 400],
])(
  "a registration with %s is refused with an error of OAuth (mnfst/llm-gateway#2927)",
  async (_name, body, status) => {
    const { as } = await startWithAliases();
    const metadata = await fetch(`${as.issuer}/.well-known/oauth-authorization-server`);
    const { registration_endpoint: url } = (await metadata.json()) as Record<string, string>;
    const refused = await fetch(String(url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(refused.status).toBe(status);
    expect(refused.headers.get("content-type")).toContain("application/json");
    expect(await refused.json()).toMatchObject({
      error: expect.stringMatching(/^invalid_(request|redirect_uri|client_metadata)$/),
      error_description: expect.any(String),
    });
  },
);
