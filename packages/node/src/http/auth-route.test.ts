import type { AuthProvider } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";
import { listen } from "./listen.ts";

const METADATA = "/.well-known/oauth-protected-resource/mcp";

/** A provider as OAuth needs it, that also reads what a client sends to a route. */
const auth: AuthProvider = {
  authenticate: async ({ headerValues, url, peerAddress }) => {
    if (headerValues("authorization").length > 1) return { status: 400, message: "Sent twice" };
    return {
      status: 401,
      message: `${url} from ${peerAddress}`,
      headers: [
        ["www-authenticate", "Bearer"],
        ["www-authenticate", "DPoP"],
      ],
    };
  },
  routes: ({ path = "" }) => [
    {
      path: METADATA,
      methods: ["GET"],
      isPublic: true,
      handle: ({ url }) => Response.json({ resource: new URL(path, url).href }),
    },
    {
      path: "/echo",
      methods: ["POST"],
      handle: async (request) =>
        new Response(`${request.headers.get("x-name")}: ${await request.text()}`),
    },
  ],
};

const create = () => listen(createServer({ name: "s", version: "1", auth }), { port: 0 });

test("routes are answered beside the endpoint, without credentials", async () => {
  await using listening = await create();
  const { origin } = new URL(listening.url);
  const metadata = await fetch(`${origin}${METADATA}?x=1`);
  expect(metadata.headers.get("access-control-allow-origin")).toBe("*");
  expect(await metadata.json()).toEqual({ resource: listening.url });
  const echo = await fetch(`${origin}/echo`, {
    method: "POST",
    headers: { "x-name": "ann" },
    body: "x".repeat(100_000),
  });
  expect(await echo.text()).toBe(`ann: ${"x".repeat(100_000)}`);
  expect((await fetch(`${origin}/else`)).status).toBe(404);
});

test("a provider sees the URL and the peer, and may send a header twice", async () => {
  await using listening = await create();
  const response = await fetch(`${listening.url}?access_token=x`, { method: "POST" });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe("Bearer, DPoP");
  expect(await response.text()).toContain(`${listening.url}?access_token=x from 127.0.0.1`);
});
