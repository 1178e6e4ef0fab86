import { expect, test } from "vitest";
import { createFetchHandler } from "../create-fetch-handler.ts";
import { createServer } from "../server.ts";

const server = createServer({
  name: "s",
  version: "1",
  auth: {
    authenticate: () => Promise.resolve({ status: 401, message: "Send a token" }),
    routes: () =>
      ["/.well-known/auth", "/healthz", "/mcp"].map((path) => ({
        path,
        methods: ["GET"],
        handle: () => new Response("of auth"),
      })),
  },
});

test("a path is the endpoint's, then health's, then that of auth, then the fallback's", async () => {
  const handle = createFetchHandler(server, {
    path: "/mcp",
    health: true,
    fallback: ({ url }) => new Response(`fallback for ${new URL(url).pathname}`),
  });
  const ask = async (path: string): Promise<string> =>
    (await handle(new Request(`http://localhost${path}`))).text();
  expect(await ask("/mcp?a=1")).toContain("Send a token");
  expect(await ask("/mcp/")).toContain("Send a token");
  expect(await ask("/healthz")).toBe("ok");
  expect(await ask("/.well-known/auth")).toBe("of auth");
  for (const path of ["/", "/mcpx", "/mcp/x", "/healthz/", "/.well-known"]) {
    expect(await ask(path)).toBe(`fallback for ${path}`);
  }
});

test("without a path the endpoint is everywhere else", async () => {
  const handle = createFetchHandler(server, { health: true });
  const ask = async (path: string): Promise<string> =>
    (await handle(new Request(`http://localhost${path}`))).text();
  expect(await ask("/healthz")).toBe("ok");
  expect(await ask("/.well-known/auth")).toBe("of auth");
  expect(await ask("/any")).toContain("Send a token");
});

test.each([
  [{ path: "mcp" }, 'The path "mcp" must begin with /'],
  [{ health: { ready: "ready" } }, 'The path "ready" must begin with /'],
  [{ fallback: () => new Response() }, "A fallback answers paths other than the endpoint's"],
])("options that route nowhere are refused: %j", (options, message) => {
  expect(() => createFetchHandler(server, options)).toThrow(message);
});
