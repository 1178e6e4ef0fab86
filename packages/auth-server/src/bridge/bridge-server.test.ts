import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import type { Upstream } from "../upstream/upstream.ts";
import { UpstreamRefusal } from "../upstream/upstream.ts";
import { ISSUER, login, startBridge as start, URL_OF_MCP } from "./fixture/scene.ts";

describe("a bridge", () => {
  test("signs a user in at the identity provider and gives a token of its own for its server", async () => {
    const scene = await start();
    const { callback, tokens } = await login(scene);
    expect(callback.searchParams.get("iss")).toBe(ISSUER);
    expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 900, scope: "read" });
    const claims = decodeJwt(String(tokens["access_token"]));
    expect(claims).toMatchObject({
      iss: ISSUER,
      aud: URL_OF_MCP,
      sub: `${scene.upstream.issuer}#alice`,
      scope: "read",
    });
    expect(tokens["refresh_token"]).toBeTypeOf("string");
  });

  test("asks the user before the identity provider is asked, with the client's name as text", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register({ client_name: `<script>"'&` });
    const browser = scene.browse();
    const { url } = await scene.begin(clientId);
    const page = await browser.open(url);
    expect(scene.upstream.count("authorize")).toBe(0);
    expect(page.text).toContain("&lt;script&gt;&quot;&#39;&amp;");
    expect(page.text).not.toContain("<script");
    expect(page.text).toContain("a program on this computer");
    expect(page.text).toContain("<code>read</code>");
    expect(page.text).toContain("it is not verified");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("cache-control")).toBe("no-store");
  });

  test("a user that refuses sends the client access_denied, with state and iss", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    const browser = scene.browse();
    await browser.open((await scene.begin(clientId)).url);
    const { url } = await browser.submit({ decision: "refuse" });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      error: "access_denied",
      state: "s",
      iss: ISSUER,
    });
    expect(scene.upstream.count("authorize")).toBe(0);
  });

  test("tokens of the identity provider are at hand for handlers, and in nothing that a client gets", async () => {
    const scene = await start();
    const { tokens } = await login(scene);
    const access = await scene.server.vault.accessOf(`${scene.upstream.issuer}#alice`);
    expect(access.accessToken).toBeTypeOf("string");
    expect(JSON.stringify(tokens)).not.toContain(access.accessToken);
    expect(scene.log.join()).not.toContain(access.accessToken);
  });

  test("a browser whose user is not known any longer is sent to the identity provider again", async () => {
    const scene = await start();
    const { browser } = await login(scene);
    await scene.server.vault.forget(`${scene.upstream.issuer}#alice`);
    scene.upstream.clearRequests();
    const second = await login(scene, browser);
    expect(scene.upstream.count("authorize")).toBe(1);
    expect(second.tokens).toHaveProperty("access_token");
  });

  test("allowsUser refuses a user before anything is kept", async () => {
    const scene = await start({
      allowsUser: ({ email }) => email?.endsWith("@other.example") === true,
    });
    const { callback } = await login(scene);
    expect(callback.searchParams.get("error")).toBe("access_denied");
    await expect(
      scene.server.vault.accessOf(`${scene.upstream.issuer}#alice`),
    ).rejects.toMatchObject({ code: "AUTHORIZATION_FAILED" });
  });

  test("an identity provider that is away is temporarily_unavailable to the client, and named in the log", async () => {
    const scene = await start();
    await scene.upstream.stop();
    const { callback } = await login(scene);
    expect(callback.searchParams.get("error")).toBe("temporarily_unavailable");
    expect(scene.log.join()).toContain("Corp cannot be reached");
  });

  test("a second sign-in in the same browser asks for consent again, and not for the login", async () => {
    const scene = await start();
    const { browser } = await login(scene);
    scene.upstream.clearRequests();
    const second = await login(scene, browser);
    expect(second.page.text).toContain("You are signed in as Alice &lt;b&gt;");
    expect(second.tokens).toHaveProperty("access_token");
    expect(scene.upstream.count("authorize")).toBe(0);
  });
});

describe("metadata", () => {
  const SCRIPTS = { origin: "https://page.example", "access-control-request-method": "POST" };

  test("names the issuer whatever host and scheme a request has", async () => {
    const { server } = await start();
    for (const path of [
      "/.well-known/oauth-authorization-server",
      "/.well-known/openid-configuration",
    ]) {
      const headers = {
        host: "evil.example",
        "x-forwarded-host": "evil.example",
        forwarded: "host=evil.example",
      };
      const response = await server.handle(new Request(`http://evil.example${path}`, { headers }));
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({
        issuer: ISSUER,
        token_endpoint: `${ISSUER}/oauth/token`,
        registration_endpoint: `${ISSUER}/oauth/register`,
        code_challenge_methods_supported: ["S256"],
        client_id_metadata_document_supported: true,
        authorization_response_iss_parameter_supported: true,
      });
      expect(text).not.toContain("evil");
    }
  });

  test.each(["/oauth/token", "/oauth/register", "/oauth/revoke", "/oauth/par"])(
    "scripts of any page may use %s, without cookies",
    async (path) => {
      const { server } = await start();
      const request = new Request(`${ISSUER}${path}`, { method: "OPTIONS", headers: SCRIPTS });
      const response = await server.handle(request);
      expect(response.status).toBe(204);
      expect(response.headers.get("access-control-allow-origin")).toMatch(
        /^(\*|https:\/\/page\.example)$/,
      );
      expect(response.headers.has("access-control-allow-credentials")).toBe(false);
    },
  );

  test("scripts may not use the pages", async () => {
    const { server } = await start();
    const request = new Request(`${ISSUER}/oauth/authorize`, {
      method: "OPTIONS",
      headers: SCRIPTS,
    });
    const response = await server.handle(request);
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });

  test("a HEAD of a page or a callback does nothing", async () => {
    const { server } = await start();
    for (const path of ["/oauth/callback?state=x", "/oauth/interaction/x", "/oauth/authorize"]) {
      const response = await server.handle(new Request(`${ISSUER}${path}`, { method: "HEAD" }));
      expect(response.status).toBe(405);
    }
  });
});

test.each([true, false])(
  "a session that the identity provider gives no tokens for leads to its sign-in once more, and no further (Softeria/ms-365-mcp-server#485): %s",
  async (helps) => {
    // As Entra does after the time that a sign-in counts for: AADSTS70043.
    const upstream: Upstream = {
      name: "Corp",
      authorizationUrl: async ({ state, prompt = "" }) =>
        new URL(`https://idp.example/authorize?${new URLSearchParams({ state, prompt })}`),
      redeem: async (_callback, { prompt }) => {
        if (prompt !== "login" || !helps) throw new UpstreamRefusal("invalid_grant", "too old");
        const user = { issuer: "https://idp.example", subject: "ann" };
        return { user, tokens: { accessToken: "token-of-corp", scopes: [] } };
      },
      refresh: () => Promise.reject(new Error("not used")),
    };
    const scene = await start({ upstream });
    const { client_id: clientId } = await scene.register();
    const browser = scene.browse();
    await browser.open((await scene.begin(clientId)).url);
    const first = (await browser.submit({ decision: "allow" })).url;
    expect(first.searchParams.get("prompt")).toBe("");
    const comeBack = (page: URL) =>
      browser.open(`${ISSUER}/oauth/callback?code=c&state=${page.searchParams.get("state")}`);
    const second = (await comeBack(first)).url;
    expect([second.origin, second.searchParams.get("prompt")]).toEqual([
      "https://idp.example",
      "login",
    ]);
    expect((await comeBack(first)).status).toBe(400);
    const { searchParams } = (await comeBack(second)).url;
    expect([searchParams.has("code"), searchParams.get("error")]).toEqual(
      helps ? [true, null] : [false, "temporarily_unavailable"],
    );
  },
);
