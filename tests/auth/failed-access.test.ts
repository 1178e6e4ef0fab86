import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bearerAuth, clientCredentials, MemoryTokenStore, oauth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import { connect, createServer, listen } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { startAttackedServer, startIssuer } from "../fixture/auth/attacked-server.ts";

const RESOURCE = "https://tools.example/mcp";

/** A server on a loopback port that answers as it is given, and the requests that it got. */
async function startAnswering(answer: (response: ServerResponse) => void) {
  const requests: string[] = [];
  const http = createHttpServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(response);
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { requests, origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

test.each(["/mcp", "/sse"])(
  "a 401 at %s is no sign of the transport of 2024-11-05: no stream is asked for (cursor/cursor#3722)",
  async (path) => {
    const { origin, requests } = await startAnswering((response) => {
      response.writeHead(401, { "www-authenticate": "Bearer" }).end();
    });
    const url = `${origin}${path}`;
    await expect(connect(url)).rejects.toMatchObject({ code: "HTTP_ERROR", data: { status: 401 } });
    const auth = oauth({ store: new MemoryTokenStore() });
    await expect(connect(url, { auth })).rejects.toThrow(/./);
    expect(requests.filter((each) => each === `GET ${path}`)).toEqual([]);
    expect(requests).toContain(`POST ${path}`);
  },
);

test("a list that authorization refuses is a typed error, and never empty (openai/codex#25903)", async () => {
  await using as = await testAuth({ resources: [{ resource: RESOURCE, scopes: ["read"] }] });
  const auth = bearerAuth({ issuer: as.issuer, audience: RESOURCE, clock: as.clock });
  const server = createServer({ name: "s", version: "1", auth, log: () => undefined }).tool(
    "read",
    { description: "Reads" },
    () => "",
  );
  await using listening = await listen(server, { port: 0 });
  const headers = { authorization: `Bearer ${await as.mint({ sub: "ann", scopes: ["read"] })}` };
  await using client = await connect(listening.url, { headers });
  expect((await client.callTool("read")).isError).toBe(false);
  await as.expire();
  for (const list of ["listTools", "listResources", "listPrompts"] as const) {
    await expect(client[list](), list).rejects.toMatchObject({
      code: "HTTP_ERROR",
      data: { status: 401 },
    });
  }
});

test("while the keys are away a caller gets 503 and no address or text of the failure (mcp-use/mcp-use#1570)", async () => {
  const issuer = await startIssuer();
  issuer.beforeKeys = () => undefined;
  const server = await startAttackedServer(issuer);
  const answer = await server.call({ authorization: `Bearer ${await issuer.issue()}` });
  expect(answer.status).toBe(503);
  const text = `${await answer.text()} ${JSON.stringify([...answer.headers])}`;
  expect(text).not.toContain(new URL(issuer.url).host);
  expect(text).not.toMatch(/keys\b.*http|ECONN|fetch failed|\bat [\w.]+ \(/);
  expect(answer.headers.has("www-authenticate")).toBe(false);
});

test.each(["client_secret_post", "client_secret_basic"] as const)(
  "a program that authenticates by %s says which client it is (modelcontextprotocol/python-sdk#2128)",
  async (method) => {
    const client = { id: "job", secret: "secret secret secret secret secret s" };
    await using as = await testAuth({
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          token_endpoint_auth_method: method,
          grant_types: ["client_credentials"],
          redirect_uris: [],
          response_types: [],
        },
      ],
    });
    const auth = bearerAuth({ issuer: as.issuer });
    const server = createServer({ name: "s", version: "1", auth, log: () => undefined }).tool(
      "whoami",
      { description: "Names the caller" },
      (_input, ctx) => ctx.auth?.clientId ?? "",
    );
    await using listening = await listen(server, { port: 0 });
    const signIn = clientCredentials({ client, scopes: ["read"] });
    await using connected = await connect(listening.url, { auth: signIn });
    expect((await connected.callTool("whoami")).text).toBe("job");
  },
);
