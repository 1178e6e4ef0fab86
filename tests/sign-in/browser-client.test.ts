import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { devAuth } from "@mortise/auth-server";
import { createServer, listen } from "mortise";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { chromium, openContext } from "../fixture/browser/open-context.ts";

/** A page of a client that lives in a browser, at an origin of its own. */
async function startPage(): Promise<string> {
  const http = createHttpServer((_request, response) =>
    response.setHeader("content-type", "text/html").end("<title>A client</title>"),
  ).listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

async function openBrowser(): Promise<Page> {
  return (await openContext()).newPage();
}

/** The page, as far as functions that run in it use it. */
interface Window {
  readonly location: { readonly origin: string; readonly search: string };
}

/** Runs in the page: finds the authorization server from a refusal alone, and registers there. */
async function discover(
  url: string,
): Promise<{ authorize: string; token: string; verifier: string }> {
  const { location } = globalThis as unknown as Window;
  const read = async (from: string) =>
    (await (await fetch(from)).json()) as Readonly<Record<string, string>>;
  const message = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const refused = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "mcp-protocol-version": "2025-11-25" },
    body: JSON.stringify(message),
  });
  const challenge = refused.headers.get("www-authenticate") ?? "";
  const [, metadataUrl = ""] = /resource_metadata="([^"]*)"/.exec(challenge) ?? [];
  const resource = await read(metadataUrl);
  const [issuer = ""] = resource["authorization_servers"] as unknown as string[];
  const server = await read(`${issuer}/.well-known/oauth-authorization-server`);
  const redirect = `${location.origin}/callback`;
  const registered = await fetch(server["registration_endpoint"] ?? "", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ redirect_uris: [redirect], token_endpoint_auth_method: "none" }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  const verifier = "v".repeat(43);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const digits = btoa(String.fromCharCode(...new Uint8Array(hash)));
  const authorize = new URL(server["authorization_endpoint"] ?? "");
  authorize.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirect,
    response_type: "code",
    scope: "read",
    resource: resource["resource"] ?? "",
    code_challenge: digits.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
    code_challenge_method: "S256",
  }).toString();
  return { authorize: authorize.href, token: server["token_endpoint"] ?? "", verifier };
}

/** Runs in the page: redeems the code of the callback that the page is at, and calls a tool in a session. */
async function call([url, authorize, token, verifier]: readonly string[]) {
  const { location } = globalThis as unknown as Window;
  const asked = new URL(authorize ?? "").searchParams;
  const redeemed = await fetch(token ?? "", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: asked.get("client_id") ?? "",
      redirect_uri: asked.get("redirect_uri") ?? "",
      resource: asked.get("resource") ?? "",
      code: new URLSearchParams(location.search).get("code") ?? "",
      code_verifier: verifier ?? "",
    }),
  });
  const { access_token: accessToken } = (await redeemed.json()) as { access_token: string };
  const send = (message: object, session?: string) =>
    fetch(url ?? "", {
      method: "POST",
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": "2025-11-25",
        ...(session !== undefined && { "mcp-session-id": session }),
      },
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    });
  const clientInfo = { name: "page", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  const begun = await send({ id: 1, method: "initialize", params });
  await begun.text();
  const session = begun.headers.get("mcp-session-id");
  const name = { name: "whoami", arguments: {} };
  const answer = await send({ id: 2, method: "tools/call", params: name }, session ?? "");
  return { session, answer: await answer.text() };
}

test.skipIf(chromium.missing !== undefined)(
  "a client in a browser, at another origin, goes from the 401 to a call in a session (routecraftjs/routecraft#320)",
  async () => {
    const origin = await startPage();
    await using auth = await devAuth({ scopes: ["read"], log: () => undefined });
    const server = createServer({ name: "s", version: "1", auth, log: () => undefined }).tool(
      "whoami",
      { description: "Names the caller", scopes: ["read"] },
      (_input, ctx) => ctx.auth?.subject ?? "",
    );
    await using listening = await listen(server, { port: 0, allowedOrigins: [origin] });
    const page = await openBrowser();
    await page.goto(origin);
    const { authorize, token, verifier } = await page.evaluate(discover, listening.url);
    await page.goto(authorize);
    await page.getByRole("button", { name: "alice" }).click();
    await page.waitForURL(`${origin}/callback?**`);
    const { session, answer } = await page.evaluate(call, [
      listening.url,
      authorize,
      token,
      verifier,
    ]);
    expect(session).not.toBeNull();
    expect(answer).toContain("alice");
    // A page that is not named may read the metadata, and nothing of the server.
    await page.goto(origin.replace("127.0.0.1", "localhost"));
    const failed = await page.evaluate(
      (url) =>
        fetch(url, { method: "POST", body: "{}" }).then(
          () => "read",
          () => "refused",
        ),
      listening.url,
    );
    expect(failed).toBe("refused");
  },
);
