import { enterprise } from "@mortise/auth";
import type { TestEnterprise } from "@mortise/auth-server";
import { testEnterprise } from "@mortise/auth-server";
import { connect } from "mortise";
import { expect, test } from "vitest";
import { createOfficialServer } from "../fixture/auth/official-server.ts";

const MAIL = "https://mail.example/mcp";
const WIKI = "https://wiki.example/mcp";

const start = (more = {}): Promise<TestEnterprise> =>
  testEnterprise({
    resources: [MAIL, WIKI].map((resource) => ({ resource, scopes: ["read", "write"] })),
    ...more,
  });

/** The way to sign in of an agent of the enterprise. */
function open(at: TestEnterprise, idToken: () => string | Promise<string>, more = {}) {
  const { idp, idpClient, client } = at;
  return enterprise({
    idp: { issuer: idp.issuer, id: idpClient.clientId, secret: idpClient.clientSecret },
    idToken,
    client: { id: client.clientId, secret: client.clientSecret },
    ...more,
  });
}

test("one sign-in reaches two servers, with no page and no consent, and each has a token of its own", async () => {
  await using at = await start();
  const idToken = await at.signIdToken("alice");
  const auth = open(at, () => idToken);
  for (const url of [MAIL, WIKI]) {
    const server = createOfficialServer(at.resourceAs, url);
    await using client = await connect(url, { auth, fetch: server.fetch });
    expect(JSON.parse((await client.callTool("read")).text)).toEqual({ subject: "alice" });
    expect((await auth.account(url))?.resource).toBe(url);
  }
  expect([at.idp.count("token"), at.resourceAs.count("token")]).toEqual([2, 2]);
  expect([at.idp.count("authorize"), at.resourceAs.count("authorize")]).toEqual([0, 0]);
  expect(at.resourceAs.count("registration")).toBe(0);
  expect(await auth.principal()).toBe(`${at.idp.issuer}#alice`);
  expect(auth.extensions).toEqual({
    "io.modelcontextprotocol/enterprise-managed-authorization": {},
  });
});

test("an expired token is replaced by a new assertion, never by one that was used", async () => {
  await using at = await start();
  const server = createOfficialServer(at.resourceAs, MAIL);
  const auth = open(at, () => at.signIdToken("alice"));
  await using client = await connect(MAIL, { auth, fetch: server.fetch });
  await client.callTool("read");
  await at.idp.expire();
  await at.resourceAs.expire();
  await client.callTool("read");
  const assertions = at.resourceAs.requests
    .filter(({ endpoint }) => endpoint === "token")
    .map(({ parameters }) => parameters["assertion"]);
  expect(assertions).toHaveLength(2);
  expect(new Set(assertions).size).toBe(2);
});

test("a server that the policy of the enterprise denies is refused at the identity provider, with a fix", async () => {
  await using at = await start({
    allows: ({ resource }: { resource?: string }) => resource === WIKI,
  });
  const server = createOfficialServer(at.resourceAs, MAIL);
  const auth = open(at, () => at.signIdToken("alice"));
  await expect(connect(MAIL, { auth, fetch: server.fetch })).rejects.toMatchObject({
    name: "AuthError",
    data: { code: "token_request_failed", hint: expect.stringContaining("administrator") },
  });
  expect(at.resourceAs.count("token")).toBe(0);
});

const unsigned = (claims: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
};

test.each<[name: string, idToken: (at: TestEnterprise) => string | Promise<string>, code: string]>([
  [
    "expired",
    (at) => at.signIdToken("alice", { exp: Math.floor(Date.now() / 1000) - 600 }),
    "sso_expired",
  ],
  ["of another client", (at) => at.signIdToken("alice", { aud: "someone-else" }), "sso_expired"],
  [
    "unsigned",
    (at) => unsigned({ iss: at.idp.issuer, sub: "alice", aud: at.idpClient.clientId }),
    "sso_expired",
  ],
  ["of another issuer", (at) => at.resourceAs.mint({ sub: "alice", typ: "JWT" }), "sso_expired"],
  ["no token at all", () => "not a token", "token_request_failed"],
])("an ID token that is %s gets no access", async (_name, idToken, code) => {
  await using at = await start();
  const server = createOfficialServer(at.resourceAs, MAIL);
  const auth = open(at, () => idToken(at));
  await expect(connect(MAIL, { auth, fetch: server.fetch })).rejects.toMatchObject({
    data: { code },
  });
  expect(at.resourceAs.count("token")).toBe(0);
});

test("a client that the identity provider or the authorization server does not know gets no access", async () => {
  await using at = await start();
  const server = createOfficialServer(at.resourceAs, MAIL);
  const idToken = await at.signIdToken("alice");
  const { idp, idpClient, client } = at;
  const wrong = "a-wrong-secret-a-wrong-secret-xx";
  for (const more of [
    { idp: { issuer: idp.issuer, id: idpClient.clientId, secret: wrong } },
    { client: { id: client.clientId, secret: wrong } },
  ]) {
    const auth = open(at, () => idToken, more);
    const error = await connect(MAIL, { auth, fetch: server.fetch }).catch((each: unknown) => each);
    expect(error).toMatchObject({ data: { code: "token_request_failed" } });
    expect(String(error)).not.toContain(wrong);
  }
});
