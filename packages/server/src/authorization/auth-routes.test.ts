import type { AuthProvider } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { createFetchHandler } from "../create-fetch-handler.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";

const METADATA = "/.well-known/oauth-protected-resource";

/** A provider as OAuth needs it: public metadata, and 401 without a token. */
const auth: AuthProvider = {
  authenticate: async ({ url, headerValues, peerAddress }) => {
    const resource = new URL(METADATA, url).href;
    const [token, second] = headerValues("authorization");
    if (second !== undefined) return { status: 400, message: "Send one Authorization header" };
    if (token === "Bearer good") {
      return { principal: { id: "ann" }, headers: [["dpop-nonce", "next"]] };
    }
    if (token === "Bearer unchecked") {
      const headers = [["retry-after", "30"]] as const;
      return { status: 503, message: "The keys cannot be had", headers };
    }
    return {
      status: 401,
      message: `Send a token (${peerAddress ?? "no address"})`,
      headers: [
        ["www-authenticate", `Bearer resource_metadata="${resource}"`],
        ["www-authenticate", 'DPoP algs="ES256"'],
      ],
    };
  },
  routes: ({ path = "" }) => [
    {
      path: METADATA + path,
      methods: ["GET"],
      isPublic: true,
      handle: ({ url }) => Response.json({ resource: new URL(path, url).href }),
    },
    {
      path: "/broken",
      methods: ["POST"],
      handle: () => Promise.reject(new Error("secret database password")),
    },
  ],
};

function create(): {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly events: ServerEvent[];
} {
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): void => void events.push(event);
  const server = createServer({ name: "s", version: "1", auth, log });
  const handler = createFetchHandler(server, { path: "/mcp" });
  return {
    events,
    fetch: (path, init) => handler(new Request(`http://localhost${path}`, init)),
  };
}

test("a route is answered without credentials, for scripts of any origin", async () => {
  const { fetch } = create();
  const response = await fetch(`${METADATA}/mcp`, { headers: { origin: "https://page.example" } });
  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(await response.json()).toEqual({ resource: "http://localhost/mcp" });
  const head = await fetch(`${METADATA}/mcp`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("a server without auth has no well-known path and no challenge", async () => {
  const handler = createFetchHandler(createServer({ name: "s", version: "1" }), { path: "/mcp" });
  const base = "/.well-known";
  for (const path of [
    METADATA,
    `${METADATA}/mcp`,
    `/mcp${METADATA}`,
    `${base}/oauth-authorization-server`,
    `${base}/oauth-authorization-server/mcp`,
    `${base}/openid-configuration`,
  ]) {
    const response = await handler(new Request(`http://localhost${path}`));
    expect([path, response.status]).toEqual([path, 404]);
    expect(response.headers.has("www-authenticate")).toBe(false);
    expect(response.headers.get("content-type") ?? "").not.toContain("html");
  }
});

test("the body of the answer to a HEAD is cancelled", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream({ cancel: () => cancelled.resolve() });
  const handle = (): Response => new Response(body, { headers: { "x-own": "1" } });
  const route = { path: "/endless", methods: ["GET"], handle };
  const server = createServer({
    name: "s",
    version: "1",
    auth: { authenticate: auth.authenticate, routes: () => [route] },
  });
  const handler = createFetchHandler(server, { path: "/mcp" });
  const head = await handler(new Request("http://localhost/endless", { method: "HEAD" }));
  expect([head.status, head.headers.get("x-own"), head.body]).toEqual([200, "1", null]);
  await cancelled.promise;
});

test("a prefix answers every path below it, the closest one first, and cookies stay apart", async () => {
  const answer =
    (name: string) =>
    ({ url }: Request) =>
      new Response(`${name} ${new URL(url).pathname}`, {
        headers: [
          ["set-cookie", "a=1"],
          ["set-cookie", "b=2"],
        ],
      });
  const routes = () => [
    { path: "/login", methods: ["GET"], isPrefix: true, handle: answer("login") },
    { path: "/login/page", methods: ["GET"], isPrefix: true, handle: answer("page") },
    { path: "/login/exact", methods: ["GET"], handle: answer("exact") },
  ];
  const server = createServer({ name: "s", version: "1", auth: { ...auth, routes } });
  const handler = createFetchHandler(server, { path: "/mcp" });
  const get = (path: string) => handler(new Request(`http://localhost${path}`));
  for (const [path, text] of [
    ["/login", "login /login"],
    ["/login/x/y", "login /login/x/y"],
    ["/login/page/1", "page /login/page/1"],
    ["/login/exact", "exact /login/exact"],
    ["/login/exact/1", "login /login/exact/1"],
  ] as const) {
    const response = await get(path);
    expect(await response.text()).toBe(text);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  }
  expect((await get("/logins")).status).toBe(404);
});

test("a preflight of a public route is answered, and of another is not", async () => {
  const { fetch } = create();
  const preflight = await fetch(`${METADATA}/mcp`, { method: "OPTIONS" });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-methods")).toBe("GET, HEAD");
  const other = await fetch("/broken", { method: "OPTIONS" });
  expect([other.status, other.headers.get("allow")]).toEqual([405, "POST"]);
});

test("a method that a route does not answer gets 405", async () => {
  const response = await create().fetch(`${METADATA}/mcp`, { method: "POST", body: "{}" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("the failure of a route is masked and logged", async () => {
  const { fetch, events } = create();
  const response = await fetch("/broken", { method: "POST" });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("password");
  expect(events).toMatchObject([{ level: "error", message: expect.stringContaining("/broken") }]);
});

test("a path that is neither the endpoint nor a route gets 404", async () => {
  const response = await create().fetch("/other", { method: "POST" });
  expect(response.status).toBe(404);
  expect(await response.text()).toContain("the MCP endpoint is /mcp");
});

test("a refusal has every header of its provider, in order", async () => {
  const response = await create().fetch("/mcp", { method: "POST" });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe(
    `Bearer resource_metadata="http://localhost${METADATA}", DPoP algs="ES256"`,
  );
});

test("credentials that cannot be checked now get 503 with Retry-After", async () => {
  const headers = { authorization: "Bearer unchecked" };
  const response = await create().fetch("/mcp", { method: "POST", headers });
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"]);
});

test("the headers of a grant are on the answer, whatever it is", async () => {
  const headers = { authorization: "Bearer good" };
  const response = await create().fetch("/mcp", { method: "POST", headers });
  expect([response.status, response.headers.get("dpop-nonce")]).toEqual([415, "next"]);
});

test.each<[string, unknown, string]>([
  ["no list", { a: 1 }, 'gave {"a":1}; it gives a list of routes'],
  ["a promise", Promise.resolve([]), "it gives a list of routes"],
  ["no route", [null], "gave null as a route"],
  ["no path", [{ methods: ["GET"], handle: () => new Response() }], "the path undefined"],
  ["a relative path", [{ path: "a", methods: ["GET"] }], 'the path "a"'],
  ["methods that are no list", [{ path: "/a", methods: "GET" }], 'the methods "GET"'],
  ["no method", [{ path: "/a", methods: [] }], "the methods []"],
  ["methods in lower case", [{ path: "/a", methods: ["get"] }], 'the methods ["get"]'],
  ["no handle", [{ path: "/a", methods: ["GET"] }], "undefined as handle"],
])("routes that give %s are refused when the server is served", (_case, given, fault) => {
  const provider = { ...auth, routes: () => given } as AuthProvider;
  const server = createServer({ name: "s", version: "1", auth: provider });
  expect(() => createFetchHandler(server, { path: "/mcp" })).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(fault) }),
  );
});

test("routes that throw are refused with their error as the cause", () => {
  const cause = new Error("no metadata");
  const routes = () => {
    throw cause;
  };
  const server = createServer({ name: "s", version: "1", auth: { ...auth, routes } });
  expect(() => createFetchHandler(server, { path: "/mcp" })).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", cause }),
  );
});

test("a route that gives no response within 30 seconds is 503, and a late one is not left open", async () => {
  const clock = createFakeClock();
  const messages: string[] = [];
  const late = Promise.withResolvers<Response>();
  const begun = Promise.withResolvers<void>();
  const server = createServer({
    name: "s",
    version: "1",
    clock,
    log: ({ message }) => void messages.push(message),
    auth: {
      ...auth,
      routes: () => [
        {
          path: "/slow",
          methods: ["GET"],
          handle: () => {
            begun.resolve();
            return late.promise;
          },
        },
      ],
    },
  });
  const handle = createFetchHandler(server, { path: "/mcp" });
  const answered = handle(new Request("http://localhost/slow"));
  await begun.promise;
  await clock.advance(30_000);
  const response = await answered;
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
  expect(messages).toEqual([expect.stringContaining("/slow of auth gave no response within 30 s")]);
  const cancelled = Promise.withResolvers<void>();
  late.resolve(new Response(new ReadableStream({ cancel: () => cancelled.resolve() })));
  await cancelled.promise;
});
