import { inspect } from "node:util";
import type {
  OAuthClientInformationFull,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  OAuthTokens,
} from "@modelcontextprotocol/client";
import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import type { TestAuth } from "@mortise/auth-server";
import { testAuth } from "@mortise/auth-server";
import type { ServerEvent } from "mortise";
import { connect, listen } from "mortise";
import { createAgent } from "mortise/agent";
import { bearerAuth, MemoryTokenStore, oauth } from "mortise/auth";
import { expect, test } from "vitest";
import { createCustomerServer } from "./create-customer-server.ts";

/** Every scope of the server. */
const SCOPES = ["customers:read", "customers:write"];

interface Scene extends AsyncDisposable {
  readonly as: TestAuth;
  readonly url: string;
  readonly events: readonly ServerEvent[];
}

/** The server on a port, and an authorization server that knows nothing but its URL. */
async function start(): Promise<Scene> {
  const as = await testAuth({ users: ["alice", "manager"] });
  const events: ServerEvent[] = [];
  const auth = bearerAuth({
    issuer: as.issuer,
    scopes: ["customers:read"],
    scopesSupported: ["customers:write"],
    clock: as.clock,
  });
  const server = createCustomerServer(auth, { log: (event) => void events.push(event) });
  const listening = await listen(server, { port: 0 });
  as.addResource({ resource: listening.url, scopes: SCOPES, defaultScopes: ["customers:read"] });
  return {
    as,
    url: listening.url,
    events,
    [Symbol.asyncDispose]: async () => {
      await listening.close();
      await as.stop();
    },
  };
}

/** Signs a user in at once, as the browser of a person would. */
const userAgent = (as: TestAuth) => ({
  visit: async () => ({
    redirectUri: "http://127.0.0.1:33418/callback",
    authorize: ({ url, signal }: { url: URL; signal: AbortSignal }) => as.browse(url, signal),
    [Symbol.asyncDispose]: async () => undefined,
  }),
});

test("without a token every request gets 401 with the way to one, and no handler runs", async () => {
  await using scene = await start();
  const { url, as } = scene;
  for (const method of ["POST", "GET", "DELETE"]) {
    const refused = await fetch(url, { method });
    expect(refused.status).toBe(401);
    const challenge = refused.headers.get("www-authenticate");
    const metadata = `${new URL(url).origin}/.well-known/oauth-protected-resource/mcp`;
    expect(challenge).toBe(`Bearer scope="customers:read", resource_metadata="${metadata}"`);
    const page = await fetch(metadata, { headers: { origin: "https://page.example" } });
    expect(page.headers.get("access-control-allow-origin")).toBe("*");
    expect(await page.json()).toEqual({
      resource: url,
      authorization_servers: [as.issuer],
      scopes_supported: SCOPES,
      bearer_methods_supported: ["header"],
    });
  }
  const preflight = await fetch(url, { method: "OPTIONS" });
  expect(preflight.status).toBe(204);
  expect((await fetch(`${url}?access_token=x`, { method: "POST" })).status).toBe(400);
});

test.each(["2026-07-28", "2025-11-25"] as const)(
  "our client of %s registers, signs in, calls, and steps up once for the tool that needs more",
  async (revision) => {
    await using scene = await start();
    const { url, as } = scene;
    const auth = oauth({
      userAgent: userAgent(as),
      store: new MemoryTokenStore(),
      clock: as.clock,
    });
    await using client = await connect(url, { auth, revision });
    expect(
      (await client.callTool("get_customer", { customer_id: "C-1" })).structured,
    ).toMatchObject({ name: "Ada Lovelace" });
    expect([as.count("registration"), as.count("authorize")]).toEqual([1, 1]);
    const changed = await client.callTool("update_customer_plan", {
      customer_id: "C-1",
      plan: "free",
    });
    expect(changed.structured).toMatchObject({ plan: "free" });
    expect([as.count("registration"), as.count("authorize")]).toEqual([1, 2]);
    const { structured } = await client.callTool("who_am_i");
    expect(structured).toMatchObject({ subject: "alice", scopes: expect.arrayContaining(SCOPES) });
    // A tool that no scope opens is not listed, and refused without a challenge.
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "who_am_i",
      "get_customer",
      "update_customer_plan",
    ]);
    const refused = client.callTool("deactivate_customer", {
      customer_id: "C-1",
      reason: "moved away",
    });
    await expect(refused).rejects.toMatchObject({ data: { status: 403 } });
    expect(as.count("authorize")).toBe(2);
  },
);

test("an agent works over the server with a login of its own", async () => {
  await using scene = await start();
  const { url, as } = scene;
  const auth = oauth({ userAgent: userAgent(as), store: new MemoryTokenStore(), clock: as.clock });
  await using agent = createAgent({ model: "offline", servers: { customers: { url, auth } } });
  const { text } = await agent.ask("Which plan has customer C-1?");
  expect(text).toMatch(/team/i);
});

/** The part of a host that the official SDK leaves to it. */
class OfficialHost implements OAuthClientProvider {
  readonly redirectUrl = "http://127.0.0.1:33418/callback";
  readonly clientMetadata: OAuthClientMetadata = {
    client_name: "official",
    redirect_uris: [this.redirectUrl],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  readonly visited: URL[] = [];
  #client: OAuthClientInformationFull | undefined;
  #tokens: OAuthTokens | undefined;
  #discovered: OAuthDiscoveryState | undefined;
  #verifier = "";

  clientInformation() {
    return this.#client;
  }
  saveClientInformation(client: OAuthClientInformationFull): void {
    this.#client = client;
  }
  tokens() {
    return this.#tokens;
  }
  saveTokens(tokens: OAuthTokens): void {
    this.#tokens = tokens;
  }
  discoveryState() {
    return this.#discovered;
  }
  saveDiscoveryState(state: OAuthDiscoveryState): void {
    this.#discovered = state;
  }
  redirectToAuthorization(url: URL): void {
    this.visited.push(url);
  }
  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }
  codeVerifier(): string {
    return this.#verifier;
  }
}

test("the official SDK's client 2.4 registers, signs in, calls and steps up", async () => {
  await using scene = await start();
  const { url, as } = scene;
  const host = new OfficialHost();
  /** Connects, and signs in where the SDK asks its host to. */
  const open = async () => {
    const client = new Client({ name: "official", version: "1.0.0" });
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: host });
    await client.connect(transport);
    return { client, transport };
  };
  const signIn = async (transport: StreamableHTTPClientTransport) => {
    const page = host.visited.at(-1);
    if (!page) throw new Error("the SDK sent its user nowhere");
    const callback = await as.browse(page);
    await transport.finishAuth(callback.searchParams);
  };
  const first = new StreamableHTTPClientTransport(new URL(url), { authProvider: host });
  await expect(new Client({ name: "official", version: "1.0.0" }).connect(first)).rejects.toThrow(
    UnauthorizedError,
  );
  const asked = host.visited[0]?.searchParams.get("scope")?.split(" ");
  // The authorization server lists offline_access; the challenge does not have it.
  expect(asked).toEqual(["customers:read", "offline_access"]);
  expect(host.visited[0]?.searchParams.get("resource")).toBe(url);
  await signIn(first);

  const { client, transport } = await open();
  const input = { customer_id: "C-2" };
  const found = await client.callTool({ name: "get_customer", arguments: input });
  expect(found.structuredContent).toMatchObject({ name: "Alan Turing" });
  const change = { name: "update_customer_plan", arguments: { ...input, plan: "team" } };
  await expect(client.callTool(change)).rejects.toThrow();
  expect(host.visited).toHaveLength(2);
  expect(host.visited[1]?.searchParams.get("scope")?.split(" ")).toContain("customers:write");
  await signIn(transport);
  const changed = await client.callTool(change);
  expect(changed.structuredContent).toMatchObject({ plan: "team" });
  await client.close();
});

test("rotated keys and an outage under load: no good token is refused, and it recovers by itself", async () => {
  await using scene = await start();
  const { url, as } = scene;
  const call = async (token: string): Promise<number> => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2025-11-25",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });
    await response.body?.cancel();
    return response.status;
  };
  const mint = () => as.mint({ aud: url, scopes: ["customers:read"] });
  const burst = async (): Promise<ReadonlySet<number>> => {
    const tokens = await Promise.all(Array.from({ length: 10 }, mint));
    const all = tokens.flatMap((token) => [call(token), call(token), call(token)]);
    return new Set(await Promise.all(all));
  };
  const served = await burst();
  expect(served).not.toContain(401);
  await as.rotateKeys();
  expect(await burst()).toEqual(served);
  await as.rotateKeys({ keepsOld: false });
  expect(await burst()).toEqual(served);
  await as.stop();
  expect(await burst()).toEqual(served);
  await as.rotateKeys();
  expect(await burst()).toEqual(new Set([503]));
  await as.start();
  await expect.poll(burst).toEqual(served);
});

test("no token is in the log, in an error, or in what a handler can print", async () => {
  await using scene = await start();
  const { url, as, events } = scene;
  const good = await as.mint({ aud: url, scopes: ["customers:read"] });
  const other = await as.mint({ aud: "https://other.example", scopes: ["customers:read"] });
  const answers: string[] = [];
  for (const token of [good, other, `${good}x`, good.slice(0, -4)]) {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    answers.push(await response.text(), inspect([...response.headers]));
  }
  const shown = inspect([events, answers], { depth: 9 });
  expect(shown).toContain("https://other.example");
  for (const token of [good, other]) {
    const [, payload = "", signature = ""] = token.split(".");
    expect(shown).not.toContain(payload.slice(0, 24));
    expect(shown).not.toContain(signature.slice(0, 8));
  }
});
