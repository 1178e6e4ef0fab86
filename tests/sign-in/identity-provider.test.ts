import { auth0, bearerAuth, cognito, entra, keycloak, okta } from "@mortise/auth";
import type { TestAuth, TestProfile } from "@mortise/auth-server";
import { testAuth } from "@mortise/auth-server";
import type { AuthRequest } from "@mortise/protocol";
import { expect, test } from "vitest";

const CLIENT = { clientId: "app-1", clientSecret: "secret secret secret secret secret s" };
const REDIRECT = "https://host.example/callback";
const VERIFIER = "v".repeat(43);
const TENANT = "11111111-2222-3333-4444-555555555555";
const RESOURCE = "https://tools.example/mcp";

async function start(profile: TestProfile): Promise<TestAuth> {
  return testAuth({
    profile,
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        token_endpoint_auth_method: "client_secret_post",
        redirect_uris: [REDIRECT],
      },
    ],
  });
}

/** Signs a user in, and returns what the token endpoint answers. */
async function login(as: TestAuth, more: Record<string, string> = {}) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(VERIFIER));
  const url = new URL(`${as.issuer}/oauth/authorize`);
  url.search = new URLSearchParams({
    client_id: CLIENT.clientId,
    redirect_uri: REDIRECT,
    response_type: "code",
    scope: "orders",
    code_challenge: Buffer.from(hash).toString("base64url"),
    code_challenge_method: "S256",
    ...more,
  }).toString();
  const callback = await as.browse(url);
  const response = await fetch(as.tokenEndpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      redirect_uri: REDIRECT,
      code: callback.searchParams.get("code") ?? "",
      code_verifier: VERIFIER,
    }),
  });
  return { callback, answer: (await response.json()) as Record<string, string> };
}

const request = (token: string): AuthRequest => ({
  method: "POST",
  url: RESOURCE,
  peerAddress: undefined,
  header: (name) => (name === "authorization" ? `Bearer ${token}` : undefined),
  headerValues: (name) => (name === "authorization" ? [`Bearer ${token}`] : []),
});

test.each<[TestProfile, object, string]>([
  ["entra", entra({ tenant: TENANT, clientId: "tools" }), "audience"],
  ["auth0", auth0({ domain: "shop.auth0.com", audience: "api://tools" }), "audience"],
  [
    "keycloak",
    keycloak({ url: "https://sso.example", realm: "r", audience: "account" }),
    "audience",
  ],
  ["okta", okta({ domain: "shop.okta.com", audience: "api://tools" }), "audience"],
  ["cognito", cognito({ userPoolId: "eu-west-1_Abc", clientIds: ["app-1"] }), "audience"],
])(
  "%s: a token of a real login is let in with the preset, and refused with the reason without",
  async (profile, preset, reason) => {
    await using as = await start(profile);
    const { answer } = await login(as);
    const token = answer["access_token"] ?? "";
    const place = { issuer: as.issuer, jwksUri: as.jwksUri, resource: RESOURCE };
    const audience = "audience" in preset ? {} : { audience: RESOURCE };
    const fitting = bearerAuth({ ...preset, ...place });
    expect(await fitting.authenticate(request(token))).toMatchObject({
      principal: { subject: "alice", clientId: CLIENT.clientId, scopes: ["orders"] },
    });
    const plain = bearerAuth({ ...place, ...audience });
    expect(await plain.authenticate(request(token))).toMatchObject({
      status: 401,
      message: expect.stringContaining(reason),
    });
  },
);

test("while Auth0 ignores resource, the log names the setting that makes it count (zuplo/docs#1028)", async () => {
  await using as = await start("auth0");
  const { answer } = await login(as, { resource: RESOURCE });
  const details: string[] = [];
  const auth = bearerAuth({
    ...auth0({ domain: "shop.auth0.com", audience: RESOURCE }),
    issuer: as.issuer,
    jwksUri: as.jwksUri,
    onDenied: ({ detail }) => void details.push(detail),
  });
  const none =
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aaaaaaaaaaaaaaaa.bbbb.cccccccccccccccccccccc";
  for (const token of [answer["access_token"] ?? "", none]) {
    expect(await auth.authenticate(request(token))).toMatchObject({ status: 401 });
  }
  expect(details).toEqual([
    expect.stringMatching(/"api:\/\/tools".*Resource Parameter Compatibility Profile/),
    expect.stringMatching(/encrypted.*Resource Parameter Compatibility Profile/),
  ]);
  // With the setting the token is for the resource, and the same server takes it.
  const meant = await as.mint({ claims: { aud: [RESOURCE, `${as.issuer}/userinfo`] } });
  expect(await auth.authenticate(request(meant))).toMatchObject({
    principal: { subject: "alice" },
  });
  expect(details).toHaveLength(2);
  // A provider that is not Auth0 has no such setting.
  await using other = await start("okta");
  const { answer: okta } = await login(other);
  const plain = bearerAuth({
    issuer: other.issuer,
    jwksUri: other.jwksUri,
    audience: RESOURCE,
    onDenied: ({ detail }) => void details.push(detail),
  });
  await plain.authenticate(request(okta["access_token"] ?? ""));
  expect(details[2]).toContain("api://tools");
  expect(details[2]).not.toContain("Compatibility Profile");
});

test.each(["google", "github"] as const)(
  "%s: a token is no JWT, and the refusal says so",
  async (profile) => {
    await using as = await start(profile);
    const { answer } = await login(as);
    const token = answer["access_token"] ?? "";
    expect(token.split(".")).toHaveLength(1);
    const auth = bearerAuth({ issuer: as.issuer, jwksUri: as.jwksUri, audience: RESOURCE });
    expect(await auth.authenticate(request(token))).toMatchObject({
      status: 401,
      message: expect.stringContaining("JWT"),
    });
  },
);

test("the habits of each are those that clients meet", async () => {
  const read = async (profile: TestProfile) => {
    await using as = await start(profile);
    const response = await fetch(`${as.issuer}/.well-known/oauth-authorization-server`);
    const { callback } = await login(as, { resource: RESOURCE });
    return {
      metadata: response.ok ? ((await response.json()) as Record<string, unknown>) : undefined,
      error: callback.searchParams.get("error"),
      hasIssuer: callback.searchParams.has("iss"),
    };
  };
  const entraHabits = await read("entra");
  expect(entraHabits.error).toBe("invalid_target");
  expect(entraHabits.metadata).not.toHaveProperty("code_challenge_methods_supported");
  expect(entraHabits.metadata).not.toHaveProperty("registration_endpoint");
  expect(await read("keycloak")).toMatchObject({ error: null, hasIssuer: true });
  expect(await read("okta")).toMatchObject({ error: null, hasIssuer: false });
  expect((await read("github")).metadata).toBeUndefined();
});
