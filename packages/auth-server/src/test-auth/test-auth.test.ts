import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { describe, expect, test } from "vitest";
import type { TestAuth, TestAuthOptions } from "../index.ts";
import { testAuth } from "../index.ts";

const RESOURCE = "https://mcp.example/mcp";
const REDIRECT = "http://127.0.0.1:33418/callback";
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const INSECURE = { [oauth.allowInsecureRequests]: true };

/** An independent client, from metadata to token. */
async function createClient(as: TestAuth, redirectUri = REDIRECT) {
  const issuer = new URL(as.issuer);
  const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...INSECURE });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const registered = await oauth.dynamicClientRegistrationRequest(
    server,
    {
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token", DEVICE],
      scope: "read",
    },
    INSECURE,
  );
  const client = await oauth.processDynamicClientRegistrationResponse(registered);
  const authorize = async (more: Record<string, string> = {}) => {
    const verifier = oauth.generateRandomCodeVerifier();
    const url = new URL(server.authorization_endpoint as string);
    url.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: "code",
      state: "s",
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      resource: RESOURCE,
      ...more,
    }).toString();
    return { verifier, callback: await as.browse(url) };
  };
  const login = async (more: Record<string, string> = {}) => {
    const { verifier, callback } = await authorize(more);
    const parameters = oauth.validateAuthResponse(server, client, callback, "s");
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      redirectUri,
      verifier,
      { additionalParameters: { resource: RESOURCE }, ...INSECURE },
    );
    return oauth.processAuthorizationCodeResponse(server, client, response);
  };
  const refresh = async (token: string, more: Record<string, string> = {}) =>
    oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, oauth.None(), token, {
        additionalParameters: { resource: RESOURCE, ...more },
        ...INSECURE,
      }),
    );
  return { server, client, authorize, login, refresh };
}

const verify = (as: TestAuth, token: string) =>
  jwtVerify(token, createRemoteJWKSet(new URL(as.jwksUri)), {
    issuer: as.issuer,
    audience: RESOURCE,
    typ: "at+jwt",
    currentDate: new Date(as.clock.now()),
  });

const start = (options: TestAuthOptions = {}) =>
  testAuth({ resources: [{ resource: RESOURCE, scopes: ["read", "write"] }], ...options });

test("a client registers, signs in and gets a token for the resource", async () => {
  await using as = await start();
  const client = await createClient(as);
  const { access_token, scope, refresh_token } = await client.login({ scope: "read" });
  const { payload } = await verify(as, access_token);
  expect(payload).toMatchObject({ sub: "alice", aud: RESOURCE, scope: "read" });
  expect(scope).toBe("read");
  expect(refresh_token).toBeTypeOf("string");
  expect([as.count("registration"), as.count("authorize"), as.count("token")]).toEqual([1, 1, 1]);
});

test("the scope of a registration does not limit later requests", async () => {
  await using as = await start();
  const client = await createClient(as);
  expect((await client.login({ scope: "read write" })).scope).toBe("read write");
});

test("a request without a scope gets the resource's default scopes", async () => {
  await using as = await start({
    resources: [{ resource: RESOURCE, scopes: ["read", "write"], defaultScopes: ["read"] }],
  });
  expect((await (await createClient(as)).login()).scope).toBe("read");
});

test("the port of a loopback address may differ, also for the name localhost; the path may not", async () => {
  await using as = await start();
  for (const host of ["127.0.0.1", "localhost", "[::1]"]) {
    const { authorize } = await createClient(as, `http://${host}:3000/callback`);
    const { callback } = await authorize({ redirect_uri: `http://${host}:51004/callback` });
    expect(callback.origin).toBe(`http://${host}:51004`);
    await expect(authorize({ redirect_uri: `http://${host}:3000/other` })).rejects.toThrow("400");
  }
});

test("login_hint chooses the user, and decide refuses a request with iss on the error", async () => {
  await using as = await start({
    users: ["alice", { sub: "bob", email: "bob@corp.example" }],
    decide: ({ sub }) => sub === "bob",
  });
  const client = await createClient(as);
  const { access_token } = await client.login({ login_hint: "bob" });
  expect((await verify(as, access_token)).payload.sub).toBe("bob");
  const { callback } = await client.authorize();
  expect(Object.fromEntries(callback.searchParams)).toMatchObject({
    error: "access_denied",
    state: "s",
    iss: as.issuer,
  });
});

describe("tokens", () => {
  test("expire moves the clock past every access token, and new ones are good again", async () => {
    await using as = await start();
    const client = await createClient(as);
    const first = await client.login();
    const minted = await as.mint();
    await as.expire();
    await expect(verify(as, first.access_token)).rejects.toThrow("exp");
    await expect(verify(as, minted)).rejects.toThrow("exp");
    const second = await client.refresh(first.refresh_token as string);
    expect((await verify(as, second.access_token)).payload.sub).toBe("alice");
    await as.expire({ refresh: true });
    await expect(client.refresh(second.refresh_token as string)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  test("a minted token has what the test asks for", async () => {
    await using as = await start();
    const token = await as.mint({
      sub: "bob",
      scopes: ["read"],
      dpop: "thumb",
      claims: { acr: "mfa" },
    });
    const { payload } = await verify(as, token);
    expect(payload).toMatchObject({ sub: "bob", scope: "read", cnf: { jkt: "thumb" }, acr: "mfa" });
    await expect(verify(as, await as.mint({ expiresIn: -60 }))).rejects.toThrow("exp");
    await expect(verify(as, await as.mint({ aud: "https://other.example" }))).rejects.toThrow(
      "aud",
    );
  });

  test("keys rotate: old tokens stay good while the old key is published", async () => {
    await using as = await start();
    const old = await as.mint();
    await as.rotateKeys();
    expect((await verify(as, await as.mint())).payload.sub).toBe("alice");
    expect((await verify(as, old)).payload.sub).toBe("alice");
    await as.rotateKeys({ keepsOld: false });
    await expect(verify(as, old)).rejects.toThrow("no applicable key");
  });

  test("a client that was forgotten is refused with invalid_client", async () => {
    await using as = await start();
    const client = await createClient(as);
    const { refresh_token = "" } = await client.login();
    await as.forgetClients();
    await expect(client.refresh(refresh_token)).rejects.toMatchObject({ error: "invalid_client" });
  });
});

test("an outage refuses connections, and nothing is forgotten", async () => {
  await using as = await start();
  const client = await createClient(as);
  const { refresh_token = "" } = await client.login();
  const { issuer } = as;
  await as.stop();
  await expect(client.refresh(refresh_token)).rejects.toThrow("fetch failed");
  await as.start();
  expect(as.issuer).toBe(issuer);
  expect((await client.refresh(refresh_token)).access_token).toBeTypeOf("string");
});

test("an unknown resource is refused, and any is taken unless resources are named", async () => {
  await using strict = await start();
  const { callback } = await (await createClient(strict)).authorize({
    resource: "https://x.example",
  });
  expect(callback.searchParams.get("error")).toBe("invalid_target");
  await using open = await testAuth();
  expect((await (await createClient(open)).login({ scope: "anything" })).scope).toBe("anything");
});

test("a name other than the server's own is refused", async () => {
  await using as = await start();
  const { port } = new URL(as.issuer);
  expect((await fetch(`http://localhost:${port}/.well-known/openid-configuration`)).status).toBe(
    421,
  );
});

test("forwarded headers change no published URL", async () => {
  await using as = await start();
  const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
  const response = await fetch(`${as.issuer}/.well-known/openid-configuration`, { headers });
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ token_endpoint: as.tokenEndpoint });
  expect(text).not.toContain("evil");
});

test("a misspelt option is refused", async () => {
  await expect(testAuth({ resource: [] } as never)).rejects.toThrow('did you mean "resources"?');
});

test("a device gets its token once its code was entered on another screen", async () => {
  await using as = await start();
  const { server, client } = await createClient(as);
  const parameters = { resource: RESOURCE, scope: "read" };
  const begin = async () =>
    oauth.processDeviceAuthorizationResponse(
      server,
      client,
      await oauth.deviceAuthorizationRequest(server, client, oauth.None(), parameters, INSECURE),
    );
  const { device_code, user_code, verification_uri } = await begin();
  expect(verification_uri).toBe(`${as.issuer}/oauth/device`);
  const poll = async () =>
    oauth.processDeviceCodeResponse(
      server,
      client,
      await oauth.deviceCodeGrantRequest(server, client, oauth.None(), device_code, {
        additionalParameters: { resource: RESOURCE },
        ...INSECURE,
      }),
    );
  await expect(poll()).rejects.toMatchObject({ error: "authorization_pending" });
  await expect(as.enterUserCode("AAAA-AAAA")).rejects.toThrow("not known");
  await as.enterUserCode(user_code);
  expect((await verify(as, (await poll()).access_token)).payload["scope"]).toBe("read");
});
