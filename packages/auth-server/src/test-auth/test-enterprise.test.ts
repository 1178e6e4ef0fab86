import { createHmac } from "node:crypto";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { testAuth } from "./test-auth.ts";
import type { TestClient, TestEnterprise } from "./test-enterprise.ts";
import { testEnterprise } from "./test-enterprise.ts";

const RESOURCE = "https://mcp.example/mcp";
const OTHER = "https://wiki.example/mcp";
const start = (more = {}) =>
  testEnterprise({
    resources: [
      { resource: RESOURCE, scopes: ["read", "write"] },
      { resource: OTHER, scopes: ["read"] },
    ],
    ...more,
  });

async function post(url: string, client: TestClient | undefined, body: Record<string, string>) {
  const headers: Record<string, string> = {};
  if (client) {
    const pair = `${client.clientId}:${client.clientSecret}`;
    headers["authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(body) });
  return (await response.json()) as Record<string, unknown>;
}

const exchange = (enterprise: TestEnterprise, token: string, more: Record<string, string> = {}) =>
  post(enterprise.idp.tokenEndpoint, enterprise.idpClient, {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:id-jag",
    subject_token: token,
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    audience: enterprise.resourceAs.issuer,
    resource: RESOURCE,
    ...more,
  });

const redeem = (enterprise: TestEnterprise, assertion: string, more: Record<string, string> = {}) =>
  post(enterprise.resourceAs.tokenEndpoint, enterprise.client, {
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion,
    ...more,
  });

const assertionOf = async (enterprise: TestEnterprise, more: Record<string, string> = {}) => {
  const answer = await exchange(enterprise, await enterprise.signIdToken("alice"), more);
  return String(answer["access_token"]);
};

test("one sign-on reaches two servers, each with a token of its own and no refresh token", async () => {
  await using enterprise = await start();
  const idToken = await enterprise.signIdToken("alice");
  for (const resource of [RESOURCE, OTHER]) {
    const issued = await exchange(enterprise, idToken, { resource, scope: "read" });
    expect(issued).toMatchObject({
      issued_token_type: "urn:ietf:params:oauth:token-type:id-jag",
      token_type: "N_A",
      scope: "read",
    });
    const answer = await redeem(enterprise, String(issued["access_token"]));
    expect(answer).toMatchObject({ token_type: "Bearer", scope: "read" });
    expect(answer).not.toHaveProperty("refresh_token");
    const claims = decodeJwt(String(answer["access_token"]));
    expect(claims).toMatchObject({
      iss: enterprise.resourceAs.issuer,
      sub: "alice",
      aud: resource,
      client_id: enterprise.client.clientId,
    });
  }
});

test("the metadata names the profile", async () => {
  await using enterprise = await start();
  const url = `${enterprise.resourceAs.issuer}/.well-known/oauth-authorization-server`;
  expect(await (await fetch(url)).json()).toMatchObject({
    authorization_grant_profiles_supported: ["urn:ietf:params:oauth:grant-profile:id-jag"],
    grant_types_supported: expect.arrayContaining(["urn:ietf:params:oauth:grant-type:jwt-bearer"]),
  });
});

test("the policy, another audience and another resource are refused with invalid_target", async () => {
  await using enterprise = await start({
    allows: ({ subject }: { subject: string }) => subject === "alice",
  });
  const alice = await enterprise.signIdToken("alice");
  const eve = await enterprise.signIdToken("eve");
  expect(await exchange(enterprise, eve)).toMatchObject({ error: "invalid_target" });
  for (const more of [{ audience: "https://as.example" }, { resource: "https://x.example" }]) {
    expect(await exchange(enterprise, alice, more)).toMatchObject({ error: "invalid_target" });
  }
});

test("a subject token that is not the client's own good ID token is refused", async () => {
  await using enterprise = await start();
  const { idp } = enterprise;
  for (const token of [
    "none",
    await enterprise.signIdToken("alice", { aud: "another-client" }),
    await enterprise.signIdToken("alice", { exp: 1 }),
    await enterprise.signIdToken("alice", { iss: "https://other.example" }),
    await idp.mint({ sub: "alice" }),
  ]) {
    expect(await exchange(enterprise, token)).toMatchObject({ error: "invalid_grant" });
  }
});

test("scopes are those of the request, of the assertion and of the resource at once", async () => {
  await using enterprise = await start();
  const wide = await assertionOf(enterprise, { scope: "read write admin" });
  expect(await redeem(enterprise, wide, { scope: "write admin" })).toMatchObject({
    scope: "write",
  });
  const narrow = await assertionOf(enterprise, { scope: "read" });
  expect(await redeem(enterprise, narrow, { scope: "read write" })).toMatchObject({
    scope: "read",
  });
});

test("an assertion is good once, also if it comes twice at the same time", async () => {
  await using enterprise = await start();
  const assertion = await assertionOf(enterprise);
  const answers = await Promise.all(Array.from({ length: 5 }, () => redeem(enterprise, assertion)));
  expect(answers.filter((answer) => "access_token" in answer)).toHaveLength(1);
  expect(await redeem(enterprise, assertion)).toMatchObject({ error: "invalid_grant" });
});

test("a refusal for another reason does not use an assertion up", async () => {
  await using enterprise = await start();
  const assertion = await assertionOf(enterprise);
  expect(
    await post(enterprise.resourceAs.tokenEndpoint, undefined, {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion,
    }),
  ).toHaveProperty("error");
  expect(await redeem(enterprise, assertion)).toHaveProperty("access_token");
});

test.each<[string, object]>([
  ["another type of token", { typ: "at+jwt" }],
  ["no type", { typ: null }],
  ["another audience", { aud: "https://as.example" }],
  ["several audiences", { aud: "two" }],
  ["another client", { claims: { client_id: "another-client" } }],
  ["an expired one", { expiresIn: -60 }],
  ["one that is valid for a day", { expiresIn: 86_400 }],
  ["no jti", { claims: { jti: undefined } }],
  ["no subject", { claims: { sub: undefined } }],
  ["an issuer that is not trusted", { iss: "https://evil.example" }],
])(
  "an assertion with %s is refused with invalid_grant and without the reason",
  async (_case, change) => {
    await using enterprise = await start();
    const { idp, resourceAs, client } = enterprise;
    const { aud, ...rest } = { aud: resourceAs.issuer as unknown, ...(change as object) } as {
      aud: unknown;
      claims?: object;
    };
    const assertion = await idp.mint({
      typ: "oauth-id-jag+jwt",
      clientId: client.clientId,
      aud: aud === "two" ? [resourceAs.issuer, "https://as.example"] : (aud as string),
      ...rest,
      claims: { resource: RESOURCE, scope: "read", ...rest.claims },
    });
    expect(await redeem(enterprise, assertion)).toEqual({
      error: "invalid_grant",
      error_description: "grant request is invalid",
    });
  },
);

test("an assertion without a resource of this server is refused with invalid_target", async () => {
  await using enterprise = await start();
  const { idp, resourceAs, client } = enterprise;
  for (const resource of [undefined, "https://x.example", [RESOURCE]]) {
    const assertion = await idp.mint({
      typ: "oauth-id-jag+jwt",
      clientId: client.clientId,
      aud: resourceAs.issuer,
      claims: { resource },
    });
    expect(await redeem(enterprise, assertion)).toMatchObject({ error: "invalid_target" });
  }
});

test("an unsigned assertion, one signed with a public key as a secret, and one of another key are refused", async () => {
  await using enterprise = await start();
  const good = await assertionOf(enterprise);
  const [, payload = "", signature = ""] = good.split(".");
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unsigned = `${encode({ alg: "none", typ: "oauth-id-jag+jwt" })}.${payload}.`;
  const hmacHead = encode({ alg: "HS256", typ: "oauth-id-jag+jwt" });
  const jwks = await (await fetch(enterprise.idp.jwksUri)).text();
  const mac = createHmac("sha256", jwks).update(`${hmacHead}.${payload}`).digest("base64url");
  await using stranger = await testAuth();
  const forged = await stranger.mint({
    iss: enterprise.idp.issuer,
    typ: "oauth-id-jag+jwt",
    clientId: enterprise.client.clientId,
    aud: enterprise.resourceAs.issuer,
    claims: { resource: RESOURCE },
  });
  for (const assertion of [
    unsigned,
    `${hmacHead}.${payload}.${mac}`,
    forged,
    `${good.slice(0, -signature.length)}AAAA`,
  ]) {
    expect(await redeem(enterprise, assertion)).toMatchObject({ error: "invalid_grant" });
  }
});

test("while the identity provider is away an assertion is refused for now, and is good later", async () => {
  await using enterprise = await start();
  const assertion = await assertionOf(enterprise);
  await enterprise.idp.stop();
  expect(await redeem(enterprise, assertion)).toMatchObject({ error: "temporarily_unavailable" });
  await enterprise.idp.start();
  expect(await redeem(enterprise, assertion)).toHaveProperty("access_token");
});
