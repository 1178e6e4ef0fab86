import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, listen } from "@mortise/node";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";

const server = createServer({ name: "s", version: "1" }).tool(
  "greet",
  { description: "Greets" },
  () => "hello",
);

/** Answers every request with a redirect to where `toLocation` says, and remembers its headers. */
async function startRedirect(status: number, toLocation: (url: string) => string) {
  const seen: (string | undefined)[] = [];
  const http = createHttp((request, response) => {
    seen.push(request.headers.authorization);
    request.resume();
    response.writeHead(status, { location: toLocation(request.url ?? "/") }).end();
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
  return { url, seen, [Symbol.asyncDispose]: async () => void http.close() };
}

test("a redirect to another origin is not followed, and the error says where it points", async () => {
  await using elsewhere = await listen(server, { port: 0 });
  await using redirect = await startRedirect(307, () => elsewhere.url);
  const headers = { authorization: "Bearer secret" };
  await expect(connect(redirect.url, { headers })).rejects.toMatchObject({
    code: "HTTP_ERROR",
    message: expect.stringContaining(`it points to ${elsewhere.url}`),
    data: { status: 307, location: elsewhere.url },
  });
});

test("redirects that go round in circles end", async () => {
  await using redirect = await startRedirect(308, () => "/mcp");
  await expect(connect(redirect.url)).rejects.toMatchObject({ code: "HTTP_ERROR" });
  expect(redirect.seen.length).toBeLessThan(50);
});

test("a redirect on the same origin is followed with the same request", async () => {
  const calls: string[] = [];
  await using http = await listen(server, { port: 0 });
  const moved: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    calls.push(url.pathname);
    if (url.pathname !== "/old") return await fetch(input, init);
    return new Response(null, { status: 308, headers: { location: "/mcp" } });
  };
  await using client = await connect(http.url.replace("/mcp", "/old"), { fetch: moved });
  expect((await client.callTool("greet")).text).toBe("hello");
  expect(calls).toContain("/old");
});
