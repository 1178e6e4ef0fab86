import type { ServerResponse } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bearerAuth } from "@mortise/auth";
import type { AuthProvider } from "mortise";
import { createNodeHandler, createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";

const RESOURCE = "https://tools.example/mcp";
const PAGE = "<!doctype html><title>An application</title>";

/** Every path at which a client of the field looks for metadata of `/mcp`, but for those of the whole host. */
const VARIANTS = [
  "/.well-known/oauth-protected-resource/mcp",
  "/.well-known/oauth-protected-resource/mcp/",
  "/.well-known/oauth-authorization-server/mcp",
  "/.well-known/openid-configuration/mcp",
  "/mcp/.well-known/oauth-protected-resource",
  "/mcp/.well-known/oauth-authorization-server",
  "/mcp/.well-known/openid-configuration",
];

/** An application whose page answers every path that the server of `/mcp` does not. */
async function startApplication(kind: "next" | "fallback", auth?: AuthProvider): Promise<string> {
  const server = createServer({
    name: "s",
    version: "1",
    log: () => undefined,
    ...(auth && { auth }),
  });
  const showPage = (response: ServerResponse): void =>
    void response.setHeader("content-type", "text/html").end(PAGE);
  const handler = createNodeHandler(server, {
    path: "/mcp",
    ...(kind === "fallback" && { fallback: (_request, response) => showPage(response) }),
  });
  const http = createHttpServer((request, response) =>
    handler(request, response, () => showPage(response)),
  ).listen(0, "127.0.0.1");
  onTestFinished(async () => {
    http.closeAllConnections();
    http.close();
    await server.close();
  });
  await new Promise((resolve) => http.once("listening", resolve));
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

test.each(["next", "fallback"] as const)(
  "beside an application that answers every path with a page (%s), metadata is JSON or 404 (mayflower/contextmine#2)",
  async (kind) => {
    const auth = bearerAuth({ issuer: "https://id.example", audience: RESOURCE });
    const origin = await startApplication(kind, auth);
    for (const path of [...VARIANTS, "/.well-known/oauth-protected-resource"]) {
      const response = await fetch(`${origin}${path}`);
      expect([path, response.headers.get("content-type")]).toEqual([path, "application/json"]);
      const body = await response.json();
      if (response.status === 200) expect(body).toMatchObject({ resource: RESOURCE });
      else expect([response.status, body]).toEqual([404, { error: "not_found" }]);
    }
    for (const path of ["", "/mcp"]) {
      const found = await fetch(`${origin}/.well-known/oauth-protected-resource${path}`);
      expect([path, found.status]).toEqual([path, 200]);
    }
    expect(await (await fetch(`${origin}/settings`)).text()).toBe(PAGE);
  },
);

test.each(["next", "fallback"] as const)(
  "without auth no page is taken for metadata (%s): each path is 404 without a challenge (skyhook-io/radar#829)",
  async (kind) => {
    const origin = await startApplication(kind);
    for (const path of VARIANTS) {
      const response = await fetch(`${origin}${path}`);
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.headers.has("www-authenticate")).toBe(false);
    }
    // These may be of the application, which may be an authorization server itself.
    const own = await fetch(`${origin}/.well-known/oauth-authorization-server`);
    expect(await own.text()).toBe(PAGE);
  },
);
