import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { RedirectPolicy } from "../registration/redirect-policy.ts";
import { ISSUER, login, REDIRECT, startBridge as start, URL_OF_MCP } from "./fixture/scene.ts";

describe("a consent is the user's own", () => {
  test("no code comes without the form, however often a page is fetched", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    const { url } = await scene.begin(clientId);
    const browser = scene.browse();
    const [first, second] = [await browser.open(url), await browser.open(url)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.url.origin).toBe(ISSUER);
  });

  test("a page that is fetched twice, as by a browser that looks ahead, can be answered", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    const { url, verifier } = await scene.begin(clientId);
    const browser = scene.browse();
    const page = await browser.open(url);
    const again = await browser.open(page.url);
    expect(again.text).toBe(page.text);
    const callback = (await browser.submit({ decision: "allow" })).url;
    expect(await scene.redeem(clientId, callback, verifier)).toHaveProperty("access_token");
  });

  describe.each(["before the sign-in", "after it"])("%s", (time) => {
    test.each<[string, Record<string, string>, Record<string, string>]>([
      ["without its token", { token: "" }, {}],
      ["with an invented token", { token: "A".repeat(43) }, {}],
      ["from another site", {}, { origin: "https://evil.example" }],
      ["from a page without an origin", {}, { origin: "null" }],
      ["across sites, as the browser says", {}, { "sec-fetch-site": "cross-site" }],
      ["without a decision", { decision: "" }, {}],
      ["with another decision", { decision: "later" }, {}],
    ])("a form %s is refused", async (_case, fields, headers) => {
      const scene = await start();
      const browser = time === "after it" ? (await login(scene)).browser : scene.browse();
      const { client_id: clientId } = await scene.register();
      const { url, verifier } = await scene.begin(clientId);
      await browser.open(url);
      scene.upstream.clearRequests();
      const answer = await browser.submit({ decision: "allow", ...fields }, headers);
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("This sign-in is over");
      expect(scene.upstream.count("authorize")).toBe(0);
      // The user can still decide on the page.
      await browser.open(url);
      const callback = (await browser.submit({ decision: "allow" })).url;
      expect(await scene.redeem(clientId, callback, verifier)).toHaveProperty("access_token");
    });
  });

  test("the token of one client's page is of no use for another's", async () => {
    const scene = await start();
    const browser = scene.browse();
    const tokens: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      const { client_id: clientId } = await scene.register();
      const { text } = await browser.open((await scene.begin(clientId)).url);
      tokens.push(/name="token" value="([^"]*)"/.exec(text)?.[1] ?? "");
    }
    expect(tokens[0]).not.toBe(tokens[1]);
    expect((await browser.submit({ decision: "allow", token: tokens[0] ?? "" })).status).toBe(400);
  });

  test("a form that is too large is refused", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    const browser = scene.browse();
    await browser.open((await scene.begin(clientId)).url);
    const answer = await browser.submit({ decision: "allow", pad: "x".repeat(20_000) });
    expect(answer.status).toBe(400);
  });
});

test("the pages that the engine writes have the headers of the others: no frame, no copy, its own script", async () => {
  const scene = await start();
  const { client_id: clientId } = await scene.register();
  const { url } = await scene.begin(clientId, { response_mode: "form_post" });
  const browser = scene.browse();
  await browser.open(url);
  const code = await browser.submit({ decision: "allow" });
  expect(code.text).toContain('name="code"');
  const device = await browser.open(`${ISSUER}/oauth/device?user_code=%22%3E%3Cscript%3Ealert(1)`);
  expect(device.text).toContain("&lt;script&gt;");
  for (const { text, headers } of [code, device]) {
    const [, script = ""] = /<script>([^<]*)<\/script>/.exec(text) ?? [];
    const hash = createHash("sha256").update(script).digest("base64");
    expect(headers.get("content-security-policy")).toBe(
      `default-src 'none'; script-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'`,
    );
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cache-control")).toBe("no-store");
  }
});

describe("two browsers", () => {
  test("a sign-in that one browser began cannot be ended in another (confused deputy)", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    const attacker = scene.browse({ followsUpstream: false });
    await attacker.open((await scene.begin(clientId)).url);
    const atUpstream = (await attacker.submit({ decision: "allow" })).url;
    expect(atUpstream.origin).toBe(scene.upstream.issuer);
    // The victim is led to the identity provider, and is signed in there already.
    const victim = scene.browse();
    const shown = await victim.open(atUpstream);
    expect(shown).toMatchObject({ status: 400 });
    expect(shown.text).toContain("it began in another browser");
    expect(scene.log.join()).toContain("another browser");
    // The state has been used: the attacker cannot take the code over either.
    expect((await attacker.open(shown.url)).status).toBe(400);
  });

  test("a page of one browser cannot be opened in another", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    const page = await scene.browse().open((await scene.begin(clientId)).url);
    expect((await scene.browse().open(page.url)).status).toBe(400);
  });

  test("a callback works once, and an invented one never", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    const browser = scene.browse({ followsUpstream: false });
    await browser.open((await scene.begin(clientId)).url);
    const atUpstream = (await browser.submit({ decision: "allow" })).url;
    const callback = await scene.upstream.browse(atUpstream);
    expect((await browser.open(callback)).url.href).toContain(REDIRECT);
    expect((await browser.open(callback)).status).toBe(400);
    for (const query of ["", "?state=x&code=y", "?state=a&state=b&code=y", "?code=y"]) {
      expect((await browser.open(`${ISSUER}/oauth/callback${query}`)).status).toBe(400);
    }
  });

  test("a code of another issuer is refused (mix-up)", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    const browser = scene.browse({ followsUpstream: false });
    await browser.open((await scene.begin(clientId)).url);
    const callback = await scene.upstream.browse((await browser.submit({ decision: "allow" })).url);
    callback.searchParams.set("iss", "https://evil.example");
    const { url } = await browser.open(callback);
    expect(url.searchParams.has("code")).toBe(false);
    expect(url.searchParams.get("error")).toBe("temporarily_unavailable");
  });
});

describe("redirect URIs", () => {
  test.each([
    "http://evil.example/callback",
    "https://evil.example/callback",
    "https://evil.example/callback#x",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://127.0.0.1.evil.example/cb",
    "http://localhost.evil.example/cb",
    "http://user@127.0.0.1/cb",
    `${ISSUER}/oauth/callback`,
    `${ISSUER}/oauth/callback/`,
    `${ISSUER}/oauth/callback?x=1`,
    "https://claude.ai.evil.example/api/mcp/auth_callback",
  ])("%s cannot be registered", async (uri) => {
    const scene = await start();
    const answer = await scene.register({ redirect_uris: [uri] });
    expect(answer["error"]).toMatch(/^invalid_(redirect_uri|client_metadata)$/);
    expect(answer).not.toHaveProperty("client_id");
  });

  test.each([
    "http://127.0.0.1:1234/callback",
    "http://[::1]/callback",
    "http://localhost:33418/",
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "com.example.app:/callback",
    "https://claude.ai/api/mcp/auth_callback",
    "https://vscode.dev/redirect",
  ])("%s can", async (uri) => {
    const scene = await start();
    expect(await scene.register({ redirect_uris: [uri] })).toHaveProperty("client_id");
  });

  test.each([
    "https://chatgpt.com/connector/oauth/../../other",
    "https://chatgpt.com/connector/oauth/%2e%2E/other",
    "https://chatgpt.com/connector/oauth/..%2f..%2Fother",
    "https://chatgpt.com/connector/oauth/..\\..\\other",
    "https://chatgpt.com/connector/oauth/.\t./other",
    "https://chatgpt.com/connector/oauth/..;x/other",
  ])("%s leaves the pages of a known host, and cannot be registered", async (uri) => {
    const scene = await start();
    expect(await scene.register({ redirect_uris: [uri] })).toMatchObject({
      error: "invalid_redirect_uri",
    });
    const page = "https://chatgpt.com/connector/oauth/a..b/.well-known";
    expect(await scene.register({ redirect_uris: [page] })).toHaveProperty("client_id");
  });

  test.each([
    "http://localhost:3000/oauth/callback",
    "http://[::1]:3000/oauth/callback",
    "http://127.0.0.1:3000//oauth/%63allback/",
  ])("%s is the callback of a bridge at 127.0.0.1, and cannot be registered", async (uri) => {
    const policy = new RedirectPolicy({ ownCallbacks: ["http://127.0.0.1:3000/oauth/callback"] });
    expect(policy.findFault(uri)).toContain("belongs to this server");
    // The port of another program.
    expect(policy.findFault("http://localhost:3001/oauth/callback")).toBeUndefined();
  });

  test("an operator can add a page", async () => {
    const scene = await start({ redirectUris: ["https://app.example/cb/*"] });
    expect(await scene.register({ redirect_uris: ["https://app.example/cb/1"] })).toHaveProperty(
      "client_id",
    );
    expect(await scene.register({ redirect_uris: ["https://app.example/x"] })).toHaveProperty(
      "error",
    );
  });

  test("another one than the registered is shown an error, and nothing is sent there", async () => {
    const scene = await start();
    const { client_id: clientId } = await scene.register();
    for (const uri of ["http://127.0.0.1:33418/other", "https://evil.example/"]) {
      const { url } = await scene.begin(clientId, { redirect_uri: uri });
      const shown = await scene.browse().open(url);
      expect(shown.status).toBe(400);
      expect(shown.url.origin).toBe(ISSUER);
      expect(shown.text).toContain("has not registered");
    }
  });

  test("the answer to a registration has nothing of the client at the identity provider", async () => {
    const scene = await start();
    const text = JSON.stringify(await scene.register());
    expect(text).not.toContain("s3cret");
    expect(text).not.toContain('"bridge"');
  });
});

test("no client gets a token without a user, whatever it registers", async () => {
  const scene = await start();
  for (const grant of ["client_credentials", "implicit", "password"]) {
    const answer = await scene.register({
      grant_types: [grant],
      token_endpoint_auth_method: "client_secret_post",
      response_types: grant === "implicit" ? ["id_token"] : [],
    });
    expect(answer["error"], grant).toBe("invalid_client_metadata");
  }
  const metadata = await scene.server.handle(
    new Request(`${ISSUER}/.well-known/oauth-authorization-server`),
  );
  expect(await metadata.json()).toMatchObject({
    response_types_supported: ["code"],
    grant_types_supported: [
      "authorization_code",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:device_code",
    ],
  });
});

test("cookies stay small with 500 clients", async () => {
  const scene = await start();
  const { browser } = await login(scene);
  for (let count = 0; count < 500; count += 1) {
    const { client_id: clientId } = await scene.register();
    if (clientId === undefined) await scene.clock.advance("61s");
    else await browser.open((await scene.begin(clientId)).url);
  }
  const lasting = browser.cookiesOf(ISSUER).filter(({ path }) => path === "/");
  const size = lasting.map(({ name, value }) => `${name}=${value}`).join("; ").length;
  expect(lasting.every(({ name }) => name.startsWith("__Host-mortise-"))).toBe(true);
  expect(size).toBeLessThan(300);
});

test("registrations are limited, and go on a minute later", async () => {
  const scene = await start();
  for (let count = 0; count < 60; count += 1) {
    expect(await scene.register()).toHaveProperty("client_id");
  }
  expect(await scene.register()).toMatchObject({ error: "temporarily_unavailable" });
  await scene.clock.advance("60s");
  expect(await scene.register()).toHaveProperty("client_id");
});

describe("refresh tokens", () => {
  const refresh = async (
    scene: Awaited<ReturnType<typeof start>>,
    clientId: unknown,
    token: unknown,
    more: Record<string, string> = {},
  ) => {
    const answer = await scene.post("/oauth/token", {
      grant_type: "refresh_token",
      client_id: String(clientId),
      refresh_token: String(token),
      resource: URL_OF_MCP,
      ...more,
    });
    return (await answer.json()) as Record<string, unknown>;
  };

  test("two refreshes at once both succeed; one that comes later ends the login", async () => {
    const scene = await start();
    const { clientId, tokens } = await login(scene);
    const both = await Promise.all([
      refresh(scene, clientId, tokens["refresh_token"]),
      refresh(scene, clientId, tokens["refresh_token"]),
    ]);
    for (const answer of both) expect(answer).toHaveProperty("access_token");
    await scene.clock.advance("31s");
    expect(await refresh(scene, clientId, tokens["refresh_token"])).toMatchObject({
      error: "invalid_grant",
    });
    expect(await refresh(scene, clientId, both[0]?.["refresh_token"])).toMatchObject({
      error: "invalid_grant",
    });
  });

  test("a refresh for another resource is refused, and the token is good afterwards", async () => {
    const scene = await start();
    const { clientId, tokens } = await login(scene);
    const wrong = { resource: "https://evil.example/mcp" };
    expect(await refresh(scene, clientId, tokens["refresh_token"], wrong)).toMatchObject({
      error: "invalid_target",
    });
    await scene.clock.advance("31s");
    expect(await refresh(scene, clientId, tokens["refresh_token"])).toHaveProperty("access_token");
  });

  test("another client cannot use one", async () => {
    const scene = await start();
    const { tokens } = await login(scene);
    const { client_id: other } = await scene.register();
    expect(await refresh(scene, other, tokens["refresh_token"])).toMatchObject({
      error: "invalid_grant",
    });
  });

  test("a user that is forgotten is out at the next refresh", async () => {
    const scene = await start();
    const { clientId, tokens } = await login(scene);
    await scene.server.vault.forget(`${scene.upstream.issuer}#alice`);
    expect(await refresh(scene, clientId, tokens["refresh_token"])).toMatchObject({
      error: "invalid_grant",
    });
  });

  test("everything goes on after a restart, and with another secret in front of the old one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mortise-bridge-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [old, next] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
    const store = `sqlite:${join(folder, "auth.db")}`;
    const before = await start({ store, secret: old });
    const { clientId, tokens } = await login(before);
    const after = await start({ store, secret: [next, old] }, before.upstream);
    const answer = await refresh(after, clientId, tokens["refresh_token"]);
    expect(answer).toHaveProperty("access_token");
    const jwks = async (scene: typeof before) => {
      const response = await scene.server.handle(new Request(`${ISSUER}/oauth/jwks`));
      return response.text();
    };
    expect(await jwks(after)).toBe(await jwks(before));
    const access = await after.server.vault.accessOf(`${before.upstream.issuer}#alice`);
    expect(access.accessToken).toBeTypeOf("string");
    await expect(start({ store, secret: next })).rejects.toThrow("another secret");
  });
});
