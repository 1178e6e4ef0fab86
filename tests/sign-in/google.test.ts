import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bearer, bearerAuth, google } from "@mortise/auth";
import { connect } from "@mortise/client";
import { listen } from "@mortise/node";
import { createServer } from "@mortise/server";
import { expect, onTestFinished, test } from "vitest";

const CLIENT = "1234-abc.apps.googleusercontent.com";
const EMAIL = "https://www.googleapis.com/auth/userinfo.email";

/** The tokens of Google's users, by the client that each was issued to. */
const CLIENTS = new Map([
  ["ya29.ours", CLIENT],
  ["ya29.theirs", "evil.apps.googleusercontent.com"],
]);

/** Starts an endpoint that answers as `oauth2.googleapis.com/tokeninfo` does. */
async function startTokenInfo() {
  const http = createHttpServer((request, response) => {
    const [, token = ""] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
    const aud = CLIENTS.get(token);
    const seconds = 3599;
    const answer = aud
      ? {
          azp: aud,
          aud,
          sub: "110169484474386276334",
          scope: `openid ${EMAIL}`,
          exp: String(Math.floor(Date.now() / 1000) + seconds),
          expires_in: String(seconds),
          email: "ann@example.com",
          email_verified: "true",
          access_type: "offline",
        }
      : { error: "invalid_token", error_description: "Invalid Value" };
    response.writeHead(aud ? 200 : 400, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  await once(http.listen(0, "127.0.0.1"), "listening");
  onTestFinished(async () => {
    http.close();
    http.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/tokeninfo`, http };
}

/** Starts a server for the users of Google. */
async function start() {
  const { url: tokenInfo, http } = await startTokenInfo();
  const server = createServer({
    name: "notes",
    version: "1",
    log: () => undefined,
    auth: bearerAuth({
      ...google({ clientIds: [CLIENT] }),
      tokenInfo,
      resource: "https://tools.example/mcp",
    }),
  }).tool("whoami", { description: "d", scopes: ["email"] }, (_input, { auth }) => ({
    id: auth?.id,
    email: auth?.claims["email"],
  }));
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  return { url: listening.url, http };
}

test("a user of Google calls a tool, and a token of another client is refused", async () => {
  const { url } = await start();
  await using client = await connect(url, { auth: bearer("ya29.ours") });
  expect((await client.callTool("whoami")).structured).toEqual({
    id: "https://accounts.google.com#110169484474386276334",
    email: "ann@example.com",
  });
  for (const token of ["ya29.theirs", "ya29.unknown"]) {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(url, { method: "POST", headers });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain('scope="openid"');
  }
});

test("while Google is away, a token is neither good nor bad", async () => {
  const { url, http } = await start();
  http.close();
  http.closeAllConnections();
  const headers = { authorization: "Bearer ya29.ours" };
  const response = await fetch(url, { method: "POST", headers });
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
});
