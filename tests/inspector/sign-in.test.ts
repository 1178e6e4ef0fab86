import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestAuth } from "@mortise/auth-server";
import { testAuth } from "@mortise/auth-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { serveProtected } from "../fixture/server/protected-server.ts";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";
import { call, choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { startCommand } from "./fixture/start-command.ts";

/** Starts the inspector on a server with an empty store of logins, until the test ends. */
async function inspect(target: string): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), "mortise-inspect-login-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const env = { MORTISE_AUTH_DIR: join(cwd, "auth"), DBUS_SESSION_BUS_ADDRESS: undefined };
  return await startCommand({ cwd, args: ["inspect", target], env });
}

async function openAuth(): Promise<TestAuth> {
  const as = await testAuth({ users: ["ann"] });
  onTestFinished(() => as[Symbol.asyncDispose]());
  return as;
}

/** Follows the events and each sign-in, until the connection has one of the statuses. */
async function signIn(page: string, as: TestAuth, last: readonly string[]): Promise<string[]> {
  const { origin, hash } = new URL(page);
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const { body } = await fetch(`${origin}/_inspect/events`, {
    headers: { authorization: `Bearer ${hash.replace("#token=", "")}` },
    signal: leaving.signal,
  });
  const statuses: string[] = [];
  let visited: string | undefined;
  let seen = "";
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    seen += Buffer.from(part).toString();
    const lines = seen.split("\n");
    seen = lines.pop() ?? "";
    for (const line of lines.filter(Boolean)) {
      const { connection } = JSON.parse(line) as {
        connection?: { status: string; signInUrl?: string };
      };
      if (connection === undefined) continue;
      const { status, signInUrl } = connection;
      const isNewPage = signInUrl !== undefined && signInUrl !== visited;
      if (statuses.at(-1) === status && !isNewPage) continue;
      visited = signInUrl;
      statuses.push(status);
      if (isNewPage) await fetch(await as.browse(signInUrl));
    }
    if (last.includes(statuses.at(-1) ?? "")) break;
  }
  return statuses;
}

test("a server that asks for a sign-in shows its page, and is connected after it", async () => {
  const as = await openAuth();
  const server = await serveProtected(as);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const statuses = await signIn(await inspect(server.url), as, ["connected", "failed"]);
  expect(statuses).toEqual(["connecting", "signing-in", "connected"]);
});

test("a server that refuses a fresh token is asked no third time, and both requests are shown (modelcontextprotocol/inspector#633)", async () => {
  const as = await openAuth();
  const refused: string[] = [];
  const server = await startScriptedHttp(({ method, headers, response, plain }) => {
    if (method === "GET") {
      const metadata = { resource: server.url, authorization_servers: [as.issuer] };
      plain(200, JSON.stringify(metadata), "application/json");
      return;
    }
    refused.push(headers.authorization === undefined ? "no token" : "token");
    const metadata = new URL("/.well-known/oauth-protected-resource/mcp", server.url);
    const error = headers.authorization === undefined ? "" : 'error="invalid_token", ';
    response.setHeader("www-authenticate", `Bearer ${error}resource_metadata="${metadata}"`);
    plain(401);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  as.addResource({ resource: server.url, scopes: [] });
  const url = await inspect(server.url);
  const statuses = await signIn(url, as, ["needs-auth", "failed"]);
  expect(statuses.at(-1)).toBe("needs-auth");
  expect(statuses.filter((status) => status === "signing-in").length).toBeLessThanOrEqual(2);
  expect(refused.filter((each) => each === "token").length).toBeLessThanOrEqual(2);
  const seen = refused.length;
  if (chromium.missing) return;
  const { page } = await openPage(url);
  await page.getByRole("link", { name: "Server", exact: true }).click();
  const steps = page.getByRole("region", { name: "Account" }).getByRole("listitem");
  expect(await steps.filter({ hasText: "The server asks for a token" }).count()).toBe(seen);
  // No time brings another attempt; a person does.
  expect(refused).toHaveLength(seen);
});

describe.skipIf(chromium.missing)("a sign-in in the page", () => {
  test("journey 47: the steps, a forged answer, and more scopes (modelcontextprotocol/inspector#556, MCPJam/inspector#855, MCPJam/inspector#5469)", async () => {
    const as = await openAuth();
    const server = await serveProtected(as);
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { page } = await openPage(await inspect(server.url));
    const link = page.getByRole("link", { name: new URL(as.issuer).host });
    const hrefOf = async (): Promise<string> => (await link.getAttribute("href")) ?? "";
    await link.waitFor();
    await expectAccessible(page);
    // Before any connection the server's tab has its address and the steps so far.
    await page.getByRole("link", { name: "Server", exact: true }).click();
    const steps = page.getByRole("region", { name: "Account" }).getByRole("listitem");
    await steps.filter({ hasText: "The server asks for a token" }).first().waitFor();

    const callback = new URL(await hrefOf()).searchParams.get("redirect_uri");
    const forged = await fetch(`${callback}?code=forged&state=lost`);
    expect(forged.status).toBeGreaterThanOrEqual(400);
    expect(await link.isVisible()).toBe(true);

    await fetch(await as.browse(await hrefOf()));
    await page.getByText("connected", { exact: true }).first().waitFor();
    for (const step of ["Find the authorization", "Read its metadata", "Register", "Get tokens"]) {
      await steps.filter({ hasText: step }).first().waitFor();
    }
    await expectAccessible(page);

    await page.getByRole("link", { name: /^Tools/ }).click();
    await choose(page, "refund");
    await page.keyboard.press("Control+Enter");
    await link.waitFor();
    expect(new URL(await hrefOf()).searchParams.get("scope")).toContain("orders:write");
    await fetch(await as.browse(await hrefOf()));
    await page.locator('[data-verdict="ok"]').waitFor();
    await link.waitFor({ state: "detached" });
    await page.getByText("connected", { exact: true }).first().waitFor();

    await page.getByRole("link", { name: "Server", exact: true }).click();
    await steps.filter({ hasText: "asks for more scopes" }).first().waitFor();
    // The log draws the lines in view alone, so the newest counts, and not how many there are.
    const newest = page.getByRole("option", { name: /server\/discover|initialize/ }).last();
    const before = await newest.getAttribute("id");
    await page.getByRole("button", { name: "Connect again" }).click();
    await expect.poll(() => newest.getAttribute("id")).not.toBe(before);
    await page.getByRole("link", { name: /^Tools/ }).click();
    await choose(page, "whoami");
    await call(page, "ok");
  });
});
