import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { AuthProvider } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { createNodeHandler } from "./create-node-handler.ts";
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

/** Serves an Express app until the test ends, and resolves with its address. */
async function openApp(app: express.Express): Promise<string> {
  const http = app.listen(0, "127.0.0.1");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  await once(http, "listening");
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

test.each([
  ["application/json", '{"a":[1]}', '{"a":[1]}'],
  [
    "application/x-www-form-urlencoded",
    "grant=code&scope=a&scope=b+c",
    "grant=code&scope=a&scope=b+c",
  ],
  ["text/plain", "plain", "plain"],
])("a route behind body parsers finds a body of %s", async (type, body, expected) => {
  const server = createServer({ name: "s", version: "1", auth });
  const parsers = [express.json(), express.urlencoded(), express.text()];
  const url = await openApp(express().use(...parsers, createNodeHandler(server, { path: "/mcp" })));
  const response = await fetch(`${url}/echo`, {
    method: "POST",
    headers: { "content-type": type, "x-name": "ann" },
    body,
  });
  expect(await response.text()).toBe(`ann: ${expected}`);
});

test("routes that a mounted handler is never passed are logged once, with the way to mount it", async () => {
  const messages: string[] = [];
  const log = ({ message }: { readonly message: string }): void => void messages.push(message);
  const server = createServer({ name: "s", version: "1", auth, log });
  const url = await openApp(express().use("/api", createNodeHandler(server)));
  for (let count = 0; count < 2; count += 1) {
    expect((await fetch(`${url}/api`, { method: "POST" })).status).toBe(401);
  }
  expect(messages).toEqual([
    `The server answers ${METADATA}, /echo, which the framework does not pass to a handler that is mounted at /api; mount the handler at / with the option path: "/api"`,
  ]);
});
