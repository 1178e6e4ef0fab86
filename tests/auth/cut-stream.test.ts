import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bearerAuth, MemoryTokenStore, oauth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import { connect, createNodeHandler, createServer } from "mortise";
import { expect, onTestFinished, test } from "vitest";

test("a stream that a proxy cuts is opened again, and asks the authorization server for nothing (anthropics/claude-code#38631)", async () => {
  await using as = await testAuth();
  const auth = bearerAuth({ issuer: as.issuer });
  const server = createServer({ name: "s", version: "1", auth, log: () => undefined }).tool(
    "whoami",
    { description: "Names the caller" },
    (_input, ctx) => ctx.auth?.subject ?? "",
  );
  const handler = createNodeHandler(server, { path: "/mcp" });
  const http = createHttpServer(handler).listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(async () => {
    http.closeAllConnections();
    http.close();
    await server.close();
  });
  const paths: string[] = [];
  http.on("request", ({ method, url }: IncomingMessage) => void paths.push(`${method} ${url}`));
  const nextStream = async (): Promise<IncomingMessage> => {
    for (;;) {
      const [request] = (await once(http, "request")) as [IncomingMessage];
      if (request.method === "GET" && request.url === "/mcp") return request;
    }
  };
  const signIn = oauth({
    store: new MemoryTokenStore(),
    userAgent: {
      visit: async () => ({
        redirectUri: "http://127.0.0.1:33418/callback",
        authorize: ({ url }) => as.browse(url),
        [Symbol.asyncDispose]: async () => undefined,
      }),
    },
  });
  const opening = nextStream();
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
  await using client = await connect(url, { auth: signIn, revision: "2025-11-25" });
  expect((await client.callTool("whoami")).text).toBe("alice");
  const first = await opening;
  const [asked, seen] = [as.requests.length, paths.length];
  const reopening = nextStream();
  first.socket.destroy();
  const second = await reopening;
  expect(second.headers.authorization).toBe(first.headers.authorization);
  expect((await client.callTool("whoami")).text).toBe("alice");
  expect(as.requests).toHaveLength(asked);
  expect(paths.slice(seen).filter((path) => path.includes("well-known"))).toEqual([]);
});
