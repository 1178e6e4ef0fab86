import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { bearerAuth } from "@mortise/auth";
import type { TestAuth } from "@mortise/auth-server";
import { devAuth, testAuth } from "@mortise/auth-server";
import type { AuthProvider } from "@mortise/protocol";
import { createServer, listen } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { openTab } from "../fixture/browser/open-tab.ts";
import { servePage } from "../fixture/browser/serve-page.ts";

const PROGRAM = fileURLToPath(new URL("browser/page.ts", import.meta.url));
/** The answers that ask for a sign-in, for more scopes and for a nonce. */
const REFUSED = /the server responded with a status of 40[013]/;

/** Serves a protected server for the pages of one origin until the test ends, and gives its URL. */
async function serveFor(origin: string, auth: AuthProvider): Promise<string> {
  const server = createServer({ name: "notes", version: "1.0.0", auth })
    .tool("whoami", { description: "Names the caller" }, (_input, ctx) => ctx.auth?.subject ?? "")
    .tool("write", { description: "Writes", scopes: ["write"] }, () => "written");
  const listening = await listen(server, { port: 0, allowedOrigins: [origin] });
  onTestFinished(() => listening.close());
  return listening.url;
}

/** Puts a proxy before an authorization server that leaves CORS out of its answers under a path. */
async function hideFromPages(as: TestAuth, path: string) {
  let hidden = 0;
  let issuer = "";
  const rename = (text: string): string =>
    text
      .replaceAll(as.issuer, issuer)
      .replaceAll(encodeURIComponent(as.issuer), encodeURIComponent(issuer));
  const http = createHttpServer(async (request, response) => {
    const sent = await buffer(request);
    const { method = "GET", url = "/", headers } = request;
    const body = method === "POST" ? new Uint8Array(sent) : null;
    const { "content-type": type = "", accept = "", cookie = "", origin = "" } = headers;
    const answer = await fetch(new URL(url, as.issuer), {
      method,
      headers: { "content-type": type, accept, cookie, origin },
      body,
      redirect: "manual",
    });
    for (const [name, value] of answer.headers) {
      if (!url.startsWith(path) || !name.startsWith("access-control-")) {
        response.setHeader(name, rename(value));
      } else hidden += 1;
    }
    response.setHeader("set-cookie", answer.headers.getSetCookie());
    response.removeHeader("content-length");
    response.writeHead(answer.status);
    response.end(rename(await answer.text()));
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { issuer, hidden: () => hidden };
}

describe.skipIf(chromium.missing !== undefined)("a page of another origin", () => {
  test("signs its user in with a pop-up at a server under development", async () => {
    const origin = await servePage(PROGRAM);
    await using auth = await devAuth({ log: () => undefined });
    const server = await serveFor(origin, auth);
    const { page, complaints } = await openTab();
    await page.goto(`${origin}/?${new URLSearchParams({ server, way: "pop-up" })}`);
    const pages: Promise<void>[] = [];
    page.context().on("page", (opened) => {
      pages.push(opened.getByRole("button", { name: "bob" }).click());
    });
    await page.getByRole("button").click();
    await expect.poll(() => page.title()).toBe("2026-07-28 bob written");
    await Promise.all(pages);
    expect(pages).toHaveLength(2);
    expect(complaints.filter((text) => !REFUSED.test(text))).toEqual([]);
  });

  test.each([
    { revision: "2026-07-28", dpop: "false" },
    { revision: "2025-11-25", dpop: "false" },
    { revision: "2026-07-28", dpop: "true" },
  ])("signs its user in by redirects with $revision, bound to a key: $dpop", async (settings) => {
    const origin = await servePage(PROGRAM);
    const isBound = settings.dpop === "true";
    await using as = await testAuth({ dpopNonce: isBound });
    const { issuer, clock } = as;
    const bound = isBound && ({ dpop: { mode: "required", nonce: true } } as const);
    const server = await serveFor(origin, bearerAuth({ issuer, clock, ...bound }));
    const { page, complaints } = await openTab();
    await page.goto(`${origin}/?${new URLSearchParams({ server, ...settings })}`);
    await expect.poll(() => page.title()).toBe(`${settings.revision} alice written`);
    expect([as.count("registration"), as.count("authorize")]).toEqual([1, 2]);
    expect(complaints.filter((text) => !REFUSED.test(text))).toEqual([]);
  });

  test.each(["metadata", "token endpoint"])(
    "names what to do where the %s of the authorization server is kept from it by CORS",
    async (kept) => {
      const origin = await servePage(PROGRAM);
      await using as = await testAuth();
      const { issuer, hidden } = await hideFromPages(
        as,
        kept === "metadata" ? "/" : "/oauth/token",
      );
      const auth = bearerAuth({ issuer, jwksUri: as.jwksUri, clock: as.clock });
      const server = await serveFor(origin, auth);
      const { page, complaints } = await openTab();
      await page.goto(`${origin}/?${new URLSearchParams({ server })}`);
      await expect.poll(() => page.title()).toMatch(/^failed: /);
      const title = await page.title();
      expect(title).toContain(`AuthError: ${issuer}`);
      expect(title).toContain("gave no answer: Failed to fetch");
      expect(title).toContain(`have the server send Access-Control-Allow-Origin for ${origin}`);
      expect(hidden()).toBeGreaterThan(0);
      expect(complaints.join()).toContain("CORS policy");
    },
  );
});
