import type { AuthProvider } from "mortise";
import { createServer, listen } from "mortise";
import { expect, test } from "vitest";
import { server } from "./downstream.ts";
import first from "./first.ts";
import { audited, opaqueTokens, openForReading, proven, usersAndJobs } from "./other-callers.ts";
import { providers } from "./providers.ts";

const every: Readonly<Record<string, AuthProvider>> = {
  ...providers,
  usersAndJobs,
  opaqueTokens,
  proven,
  audited,
};

/** Sends a request without a token to a server with `auth`. */
async function knock(auth: AuthProvider, method = "POST") {
  const quiet = createServer({ name: "s", version: "1", auth, log: () => undefined });
  await using listening = await listen(quiet, { port: 0 });
  const response = await fetch(listening.url, { method });
  const challenge = response.headers.get("www-authenticate") ?? "";
  const [, place = ""] = /resource_metadata="([^"]+)"/.exec(challenge) ?? [];
  const { pathname } = new URL(place, listening.url);
  const metadata = await fetch(new URL(pathname, listening.url));
  return { status: response.status, challenge, metadata: await metadata.text() };
}

test.each(Object.entries(every))(
  "%s of the guide asks for a token, and names its issuer",
  async (_name, auth) => {
    const { status, metadata } = await knock(auth);
    expect(status).toBe(401);
    expect(JSON.parse(metadata)).toMatchObject({
      resource: "https://tools.example.com/mcp",
      authorization_servers: [expect.stringMatching(/^https:/)],
    });
  },
);

test("the proofs of the guide are asked for by their scheme", async () => {
  expect((await knock(proven)).challenge).toMatch(/^DPoP /);
});

test("the open server of the guide lets a caller in without a token", async () => {
  expect((await knock(openForReading)).status).not.toBe(401);
});

test("the server of the guide that calls another service has its tool", async () => {
  expect(server.info.name).toBe("accounts");
});

test("the first server of the guide asks for a token, and says for what", async () => {
  await using listening = await listen(first, { port: 0 });
  const response = await fetch(listening.url, { method: "POST" });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toContain(
    'resource_metadata="https://tools.example.com/.well-known/oauth-protected-resource/mcp"',
  );
});
