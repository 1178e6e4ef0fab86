import { mkdirSync } from "node:fs";
import { join } from "node:path";
import * as oauth from "oauth4webapi";
import { describe, expect, onTestFinished, test } from "vitest";
import { readBridgeOptions } from "../bridge/bridge-options.ts";
import { BridgeServer } from "../bridge/bridge-server.ts";
import { readDevAuthOptions } from "../dev-auth/dev-auth-options.ts";
import { DevAuthServer } from "../dev-auth/dev-auth-server.ts";
import { chromium, openWindow } from "../fixture/chromium.ts";
import { serveSite } from "../fixture/serve-site.ts";
import type { TestAuth } from "../test-auth/test-auth.ts";
import { testAuth } from "../test-auth/test-auth.ts";
import { oidc } from "../upstream/openid-upstream.ts";

const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const HOSTILE = `<img src=x onerror="document.title='owned'"><b>Editor`;

/** Where a run keeps pictures of the pages, if it is asked to. */
const { PICTURES } = process.env;
if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true });
const picture = (name: string) =>
  PICTURES === undefined ? {} : { path: join(PICTURES, `${name}.png`) };

/** An authorization server, and the client that waits for a code. */
interface Place {
  readonly issuer: string;
  readonly resource: string;
  readonly callback: string;
}

async function startClient(): Promise<string> {
  const origin = await serveSite(() => () => new Response("back at the client"));
  return `${origin}/callback`;
}

async function register(issuer: string, name = "Editor"): Promise<string> {
  const response = await fetch(`${issuer}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: name,
      redirect_uris: ["http://127.0.0.1/callback"],
      grant_types: ["authorization_code", "refresh_token", DEVICE],
    }),
  });
  return ((await response.json()) as { readonly client_id: string }).client_id;
}

async function authorizeUrl(
  { issuer, resource, callback }: Place,
  clientId: string,
): Promise<string> {
  const url = new URL(`${issuer}/oauth/authorize`);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: callback,
    response_type: "code",
    state: "s",
    code_challenge: await oauth.calculatePKCECodeChallenge("v".repeat(43)),
    code_challenge_method: "S256",
    resource,
    scope: "orders:read offline_access",
  }).toString();
  return url.href;
}

async function startDev(): Promise<Place> {
  const dev = await DevAuthServer.start(
    readDevAuthOptions({
      users: [{ sub: "alice", name: "Alice Adams" }, "bob"],
      log: () => undefined,
    }),
  );
  onTestFinished(() => dev[Symbol.asyncDispose]());
  return {
    issuer: dev.issuer,
    resource: "http://127.0.0.1:3000/mcp",
    callback: await startClient(),
  };
}

async function startBridge(): Promise<Place & { readonly upstream: TestAuth }> {
  const client = { clientId: "bridge", clientSecret: "secret secret secret secret secret s" };
  let server: BridgeServer | undefined;
  const issuer = await serveSite(() => async (request) => {
    if (server === undefined) return new Response(null, { status: 503 });
    return server.handle(request);
  });
  const upstream = await testAuth({
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        token_endpoint_auth_method: "client_secret_basic",
        redirect_uris: [`${issuer}/oauth/callback`],
      },
    ],
  });
  const url = `${issuer}/mcp`;
  const settings = readBridgeOptions({
    url,
    upstream: oidc({ ...client, issuer: upstream.issuer, name: "Corp" }),
    scopes: ["orders:read", "orders:write"],
    log: () => undefined,
  });
  server = await BridgeServer.open(settings);
  const opened = server;
  onTestFinished(async () => {
    await opened.close();
    await upstream.stop();
  });
  return { issuer, resource: url, callback: await startClient(), upstream };
}

describe.skipIf(chromium.missing !== undefined)("in a browser", () => {
  test("a developer picks a user with the keyboard alone", async () => {
    const place = await startDev();
    const { issuer, callback } = place;
    const { page, complaints } = await openWindow();
    const url = new URL(await authorizeUrl(place, await register(issuer)));
    url.searchParams.set("prompt", "consent"); // without it offline_access is left out
    await page.goto(url.href);
    await page.screenshot(picture("picker"));
    expect(await page.getByRole("heading").innerText()).toBe("Allow Editor?");
    expect(await page.getByRole("listitem").allInnerTexts()).toEqual([
      "orders:read",
      "keep this access while you are away",
    ]);
    for (const name of ["Alice Adams (alice)", "bob"]) {
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").innerText()).toBe(name);
    }
    await page.keyboard.press("Enter");
    await page.waitForURL(`${callback}**`);
    const found = new URL(page.url()).searchParams;
    expect([found.has("code"), found.get("state"), found.get("iss")]).toEqual([true, "s", issuer]);
    expect(complaints).toEqual([]);
  });

  test("a user consents with the keyboard, signs in at the other site, and comes back to the client", async () => {
    const place = await startBridge();
    const { issuer, callback, upstream } = place;
    const { page, complaints, context } = await openWindow();
    await page.goto(await authorizeUrl(place, await register(issuer)));
    await page.screenshot(picture("consent"));
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Continue with Corp");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${callback}**`);
    expect(new URL(page.url()).searchParams.has("code")).toBe(true);
    expect(upstream.count("authorize")).toBe(1);
    const again = await authorizeUrl(place, await register(issuer));
    await page.goto(again);
    await page.screenshot(picture("consent-again"));
    await page.getByRole("button", { name: "Refuse" }).press("Space");
    await page.waitForURL(`${callback}**`);
    expect(new URL(page.url()).searchParams.get("error")).toBe("access_denied");
    expect(complaints).toEqual([]);
    for (const cookie of await context.cookies(issuer)) {
      expect([cookie.httpOnly, cookie.sameSite]).toEqual([true, "Lax"]);
    }
  });

  test("a device is connected with the keyboard, after a wrong code too", async () => {
    const place = await startDev();
    const { issuer, resource } = place;
    const clientId = await register(issuer);
    const response = await fetch(`${issuer}/oauth/device_authorization`, {
      method: "POST",
      body: new URLSearchParams({ client_id: clientId, resource, scope: "orders:read" }),
    });
    const { user_code: code, verification_uri: screen } = (await response.json()) as Record<
      string,
      string
    >;
    const { page, complaints } = await openWindow();
    await page.goto(String(screen));
    expect(await page.locator(":focus").getAttribute("name")).toBe("user_code");
    await page.keyboard.type("ZZZZ-ZZZZ");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await page.screenshot(picture("device-wrong"));
    await page.keyboard.type(String(code));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Continue" }).waitFor();
    await page.getByText(String(code)).waitFor();
    await page.screenshot(picture("device-confirm"));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "bob" }).press("Enter");
    await page.getByRole("heading", { name: "Connected" }).waitFor();
    await page.screenshot(picture("device-done"));
    expect(complaints.filter((text) => !text.includes("400"))).toEqual([]);
  });

  test("the link of a device with its code leads to the question by itself", async () => {
    const place = await startDev();
    const { issuer, resource } = place;
    const response = await fetch(`${issuer}/oauth/device_authorization`, {
      method: "POST",
      body: new URLSearchParams({ client_id: await register(issuer), resource }),
    });
    const { user_code: code, verification_uri_complete: link } = (await response.json()) as Record<
      string,
      string
    >;
    const { page, complaints } = await openWindow();
    await page.goto(String(link));
    await page.getByText(String(code)).waitFor();
    await page.getByRole("button", { name: "Continue" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a hostile name of a client is text, on a narrow screen too", async () => {
    const place = await startDev();
    const { issuer } = place;
    const { page, complaints } = await openWindow();
    await page.setViewportSize({ width: 320, height: 700 });
    const name = `${HOSTILE}${"x".repeat(120)}`;
    await page.goto(await authorizeUrl(place, await register(issuer, name)));
    await page.screenshot({ ...picture("hostile"), fullPage: true });
    expect(await page.title()).toBe(`Allow ${name.slice(0, 80)}…?`);
    expect(await page.locator("img, b, script").count()).toBe(0);
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(320);
    expect(complaints).toEqual([]);
  });

  test("no page can be framed", async () => {
    const place = await startDev();
    const { issuer } = place;
    const url = await authorizeUrl(place, await register(issuer));
    const outside = await serveSite(
      () => () =>
        new Response(`<iframe src="${url.replaceAll("&", "&amp;")}"></iframe>`, {
          headers: { "content-type": "text/html" },
        }),
    );
    const { page, complaints } = await openWindow();
    await page.goto(outside);
    await expect.poll(() => complaints.join()).toMatch(/frame-ancestors|X-Frame-Options/i);
    expect(await page.frameLocator("iframe").getByRole("button").count()).toBe(0);
  });

  test("an error that no client can be sent is a page", async () => {
    const place = await startDev();
    const { page } = await openWindow();
    await page.goto(await authorizeUrl(place, "unknown"));
    await page.screenshot(picture("error"));
    expect(await page.getByRole("heading").innerText()).toBe("This did not work");
    expect(await page.locator("main").innerText()).toContain("not known here");
  });
});
