import { bearerAuth } from "@mortise/auth";
import { createServer, listen } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import type { Issuer } from "../fixture/auth/attacked-server.ts";
import { RESOURCE, startIssuer } from "../fixture/auth/attacked-server.ts";

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "attack", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } },
};

type Send = (
  token: string,
  body: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<Response>;

/** A server with a question to its caller, for the tokens of two issuers. */
async function startServer(): Promise<{ send: Send; url: string; ours: Issuer; theirs: Issuer }> {
  const [ours, theirs] = [await startIssuer(), await startIssuer()];
  const auth = bearerAuth({ issuer: [ours.url, theirs.url], audience: RESOURCE });
  const server = createServer({ name: "bound", version: "1", auth, log: () => undefined }).tool(
    "ask",
    { description: "Asks" },
    async (_input, ctx) => {
      const answer = await ctx.elicit("which", {
        message: "Which?",
        schema: z.object({ which: z.string() }),
      });
      return { id: ctx.auth?.id, answer: answer.action };
    },
  );
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  const { url } = listening;
  const send: Send = (token, body, headers = {}) =>
    fetch(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...body }),
    });
  return { send, url, ours, theirs };
}

/** Tokens of another subject, and of the same subject at another issuer. */
const strangers: readonly [string, (at: { ours: Issuer; theirs: Issuer }) => Promise<string>][] = [
  ["another subject", ({ ours }) => ours.issue({ claims: { sub: "bob" } })],
  ["the same subject at another issuer", ({ theirs }) => theirs.issue()],
  [
    "a subject that is written like a name of another issuer",
    ({ ours, theirs }) => ours.issue({ claims: { sub: `${theirs.url}#ann` } }),
  ],
];

const initialize = {
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "attack", version: "1" },
  },
};

test.each(strangers)("a session is unknown to %s", async (_name, issue) => {
  const at = await startServer();
  const opened = await at.send(await at.ours.issue(), initialize);
  await opened.text();
  const session = {
    "mcp-session-id": opened.headers.get("mcp-session-id") ?? "",
    "mcp-protocol-version": "2025-11-25",
  };
  expect(session["mcp-session-id"]).not.toBe("");
  const ping = { method: "ping" };
  expect((await at.send(await issue(at), ping, session)).status).toBe(404);
  const authorization = `Bearer ${await issue(at)}`;
  const headers = { authorization, accept: "text/event-stream", ...session };
  for (const more of [{}, { "last-event-id": "1" }]) {
    const stream = await fetch(at.url, { headers: { ...headers, ...more } });
    expect(stream.status).toBe(404);
  }
  expect((await fetch(at.url, { method: "DELETE", headers })).status).toBe(404);
  // The session belongs to its caller as before, with another token too.
  expect((await at.send(await at.ours.issue(), ping, session)).status).toBe(200);
});

test("an expired token opens no stream of its own session, and a session that never was is 404", async () => {
  const at = await startServer();
  const opened = await at.send(await at.ours.issue(), initialize);
  await opened.text();
  const session = {
    "mcp-session-id": opened.headers.get("mcp-session-id") ?? "",
    "mcp-protocol-version": "2025-11-25",
  };
  const expired = await at.ours.issue({ claims: { exp: 1_000_000_000 } });
  expect((await at.send(expired, { method: "ping" }, session)).status).toBe(401);
  const open = (token: string, more: Record<string, string>): Promise<Response> =>
    fetch(at.url, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: "text/event-stream",
        ...session,
        ...more,
      },
    });
  for (const more of [{}, { "last-event-id": "1" }] as Record<string, string>[]) {
    expect((await open(expired, more)).status).toBe(401);
  }
  const unknown = { ...session, "mcp-session-id": "00000000-0000-4000-8000-000000000000" };
  const good = await at.ours.issue();
  for (const response of [
    await at.send(good, { method: "ping" }, unknown),
    await open(good, unknown),
  ]) {
    expect(response.status).toBe(404);
    expect(response.headers.has("www-authenticate")).toBe(false);
  }
});

test.each(strangers)("sealed state is worth nothing to %s", async (_name, issue) => {
  const at = await startServer();
  const headers = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "ask",
  };
  const params = { name: "ask", arguments: {}, _meta: META };
  const call = async (token: string, more: object): Promise<Record<string, unknown>> => {
    const body = { method: "tools/call", params: { ...params, ...more } };
    return (await (await at.send(token, body, headers)).json()) as Record<string, unknown>;
  };
  const first = (await call(await at.ours.issue(), {})) as {
    result: { requestState: string; inputRequests: Record<string, unknown> };
  };
  const { requestState, inputRequests } = first.result;
  const inputResponses = Object.fromEntries(
    Object.keys(inputRequests).map((key) => [key, { action: "accept", content: { which: "a" } }]),
  );
  const again = { requestState, inputResponses };
  const stolen = await call(await issue(at), again);
  expect(JSON.stringify(stolen)).not.toContain('"accept"');
  const own = await call(await at.ours.issue(), again);
  expect(own).toMatchObject({
    result: { structuredContent: { id: `${at.ours.url}#ann`, answer: "accept" } },
  });
});
