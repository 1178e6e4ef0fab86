import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryTokenStore, oauth } from "@mortise/auth";
import type { BridgeCaller, Upstream, UpstreamOptions, UpstreamUser } from "@mortise/auth-server";
import { bridge, entra, google, oidc } from "@mortise/auth-server";
import { connect, createNodeHandler, createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import type { IdentityProviderShape } from "../fixture/auth/identity-provider.ts";
import { startIdentityProvider, UPSTREAM_CLIENT } from "../fixture/auth/identity-provider.ts";
import { ENTRA, GOOGLE, TENANT } from "../fixture/auth/identity-provider-shapes.ts";
import { answeringUser } from "./fixture/answering-user.ts";

type Make = (options: UpstreamOptions) => Upstream;

const toGoogle: Make = (options) => google(options);
const toEntra: Make = (options) => entra({ ...options, tenant: TENANT });

/** Starts a server behind a bridge to an identity provider. */
async function start(shape: IdentityProviderShape, make: Make) {
  const http = createHttpServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const idp = await startIdentityProvider(shape, `${origin}/oauth/callback`);
  const log: string[] = [];
  const users: UpstreamUser[] = [];
  const auth = await bridge({
    url: `${origin}/mcp`,
    upstream: make({ ...UPSTREAM_CLIENT, fetch: idp.fetch }),
    scopes: ["notes"],
    allowsUser: (user) => {
      users.push(user);
      return true;
    },
    log: ({ message }) => void log.push(message),
  });
  const failures: unknown[] = [];
  const server = createServer({
    name: "notes",
    version: "1",
    auth,
    log: ({ error }) => void failures.push(error),
  }).tool("whoami", { description: "d" }, async (_input, ctx) => {
    const caller = ctx.auth as BridgeCaller;
    const { accessToken, scopes } = await caller.upstream();
    const profile = await idp.fetch(shape.endpoints.userinfo, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    return { subject: caller.subject, scopes, status: profile.status };
  });
  http.on("request", createNodeHandler(server, { path: "/mcp" }));
  onTestFinished(async () => {
    http.closeAllConnections();
    http.close();
    await auth.close();
  });
  const signIn = () =>
    connect(`${origin}/mcp`, {
      auth: oauth({
        userAgent: answeringUser({ decision: "allow" }, idp.fetch),
        store: new MemoryTokenStore(),
      }),
    });
  return { idp, log, failures, users, signIn };
}

const grants = (requests: readonly Readonly<Record<string, string>>[]) =>
  requests.map(({ grant_type: grant }) => grant);

test("google: a user signs in, is known by the claims of Google, and stays signed in", async () => {
  const { idp, log, users, signIn } = await start(GOOGLE, toGoogle);
  await using client = await signIn();
  const email = "https://www.googleapis.com/auth/userinfo.email";
  const { structured } = await client.callTool("whoami");
  expect(structured).toEqual({
    subject: "https://accounts.google.com#110169484474386276334",
    scopes: expect.arrayContaining(["openid", email]),
    status: 200,
  });
  expect(users).toEqual([
    {
      issuer: "https://accounts.google.com",
      subject: "110169484474386276334",
      name: "Ann Example",
      email: "ann@example.com",
      isEmailVerified: true,
    },
  ]);
  expect(idp.authorizations).toEqual([
    expect.objectContaining({
      access_type: "offline",
      prompt: "consent",
      scope: "openid profile email",
      code_challenge_method: "S256",
      nonce: expect.any(String),
    }),
  ]);
  expect(idp.authorizations[0]).not.toHaveProperty("resource");
  // Its tokens are short-lived here, and the one refresh token is good each time.
  await client.callTool("whoami");
  await client.callTool("whoami");
  const [code, ...refreshes] = idp.tokenRequests;
  expect(code?.["grant_type"]).toBe("authorization_code");
  expect(grants(refreshes)).toEqual(["refresh_token", "refresh_token", "refresh_token"]);
  expect(new Set(refreshes.map(({ refresh_token: token }) => token)).size).toBe(1);
  expect(log).toEqual([]);
});

test("google: a user that takes the access back signs in there again, and the call goes on", async () => {
  const { idp, signIn } = await start(GOOGLE, toGoogle);
  await using client = await signIn();
  await client.callTool("whoami");
  await idp.revoke();
  expect((await client.callTool("whoami")).structured).toMatchObject({ status: 200 });
  expect(idp.authorizations).toHaveLength(2);
});

test("google: without its habits no token can be renewed, and the log says what is missing", async () => {
  const { issuer } = GOOGLE;
  const { log, signIn } = await start(GOOGLE, (options) => oidc({ ...options, issuer }));
  await using client = await signIn();
  // The tokens are too short-lived here to be handed out at all.
  await expect(client.callTool("whoami")).rejects.toMatchObject({
    data: { code: "token_refused" },
  });
  expect(log).toEqual([expect.stringMatching(/none to renew it.*google\(…\) and entra\(…\) do/)]);
});

test("entra: a user of the tenant signs in, and each refresh repeats the scopes", async () => {
  const { idp, log, users, signIn } = await start(ENTRA, toEntra);
  await using client = await signIn();
  for (let call = 0; call < 3; call += 1) {
    expect((await client.callTool("whoami")).structured).toEqual({
      subject: `${ENTRA.issuer}#${ENTRA.user.sub}`,
      scopes: ["openid", "profile", "email"],
      status: 200,
    });
  }
  // Entra confirms no address: any administrator of a tenant can write one there.
  expect(users).toEqual([
    {
      issuer: ENTRA.issuer,
      subject: ENTRA.user.sub,
      name: "Ann Example",
      email: "chief@other.example",
      isEmailVerified: false,
    },
  ]);
  const scope = "openid profile email offline_access";
  expect(idp.authorizations).toEqual([
    expect.objectContaining({ scope, code_challenge_method: "S256" }),
  ]);
  expect(idp.authorizations[0]).not.toHaveProperty("resource");
  const [, ...refreshes] = idp.tokenRequests;
  expect(refreshes).toEqual(
    Array.from({ length: 3 }, () =>
      expect.objectContaining({ grant_type: "refresh_token", scope }),
    ),
  );
  expect(new Set(refreshes.map(({ refresh_token: token }) => token)).size).toBe(3);
  expect(log).toEqual([]);
});

test.each([
  ["invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked."],
  ["interaction_required", "AADSTS50076: you must use multi-factor authentication."],
  ["consent_required", "AADSTS65001: The user has not consented to use the application."],
])("entra: a refresh that ends in %s leads to a new sign-in", async (error, description) => {
  const { idp, signIn } = await start(ENTRA, toEntra);
  await using client = await signIn();
  idp.refuseRefresh({ error, error_description: description, error_codes: [1], suberror: "x" });
  expect((await client.callTool("whoami")).structured).toMatchObject({ status: 200 });
  expect(idp.authorizations).toHaveLength(2);
});

test("entra: a refresh that is refused for another reason asks the user nothing", async () => {
  const { idp, failures, signIn } = await start(ENTRA, toEntra);
  await using client = await signIn();
  idp.refuseRefresh({ error: "invalid_client", error_description: "AADSTS7000222: expired" });
  const { isError, text } = await client.callTool("whoami");
  expect([isError, text]).toEqual([true, expect.stringContaining("internal error")]);
  expect(failures).toMatchObject([
    {
      message: expect.stringContaining("Microsoft renews no token"),
      cause: { message: "Microsoft refused the token request: invalid_client" },
      data: { hint: "check the client of the bridge at Microsoft" },
    },
  ]);
  expect(idp.authorizations).toHaveLength(1);
});

test("entra: an ID token of another tenant signs no user in", async () => {
  const { idp, log, signIn } = await start(ENTRA, toEntra);
  const other = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0";
  idp.claim({ iss: other });
  await expect(signIn()).rejects.toMatchObject({ data: { code: "login_failed" } });
  expect(log.join()).toMatch(/sign-in at Microsoft failed.*"iss".*1111/);
});

test("entra: the metadata of all tenants is refused by the name of its template", async () => {
  const common = "https://login.microsoftonline.com/common/v2.0";
  const shape = {
    ...ENTRA,
    metadata: { ...ENTRA.metadata, issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" },
  };
  const { log, signIn } = await start({ ...shape, issuer: common }, (options) =>
    oidc({ ...options, issuer: common }),
  );
  await expect(signIn()).rejects.toMatchObject({ data: { code: "login_failed" } });
  expect(log.join()).toContain("{tenantid}");
  expect(log.join()).toContain("entra({ tenant");
});

test("entra: a tenant is one whatever the case of its letters", async () => {
  const { signIn } = await start(ENTRA, (options) =>
    entra({ ...options, tenant: TENANT.toUpperCase() }),
  );
  await using client = await signIn();
  expect((await client.callTool("whoami")).structured).toMatchObject({ status: 200 });
});
