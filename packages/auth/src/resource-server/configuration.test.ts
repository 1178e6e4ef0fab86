import { describe, expect, test } from "vitest";
import { challengesOf, toAuthRequest, toRefusal } from "../fixture/auth-request.ts";
import { start } from "../fixture/scene.ts";
import type { TokenIssuer } from "../fixture/token-issuer.ts";
import { ISSUER, KEYS, RESOURCE } from "../fixture/token-issuer.ts";
import type { BearerAuthOptions } from "./bearer-auth.ts";
import { bearerAuth } from "./bearer-auth.ts";

test("many tenants: the tenant of a token is that of its issuer, and one that is trusted", async () => {
  const { issuer, send } = await start({
    issuer: { pattern: "https://id.example/{tid}/v2.0", tenants: ["a", "b"] },
    jwksUri: KEYS,
    authorizationServers: [ISSUER],
  });
  const from = async (tenant: string, tid: string) =>
    send(await issuer.issue({ claims: { iss: `https://id.example/${tenant}/v2.0`, tid } }));
  expect(await from("a", "a")).toMatchObject({
    principal: { id: "https://id.example/a/v2.0#ann" },
  });
  expect(await from("b", "a")).toMatchObject({
    status: 401,
    message: expect.stringContaining("tenant"),
  });
  expect(await from("c", "c")).toMatchObject({
    status: 401,
    message: expect.stringContaining("issuer"),
  });
  expect(await from("a/x", "a")).toMatchObject({ status: 401 });
});

test("the log of another tenant's token names the tenants that are trusted", async () => {
  const details: string[] = [];
  const { issuer, send } = await start({
    issuer: { pattern: "https://id.example/{tid}/v2.0", tenants: ["a", "b"] },
    jwksUri: KEYS,
    authorizationServers: [ISSUER],
    onDenied: ({ detail }) => void details.push(detail),
  });
  await send(await issuer.issue({ claims: { iss: "https://id.example/c/v2.0", tid: "c" } }));
  expect(details).toEqual([
    expect.stringContaining("trusts https://id.example/{tid}/v2.0 of a, b. If it is the right one"),
  ]);
});

test.each([
  ["a fixed audience", "authenticated", /the audience "authenticated"/],
  ["an empty one", "", /the audience ""/],
  ["an empty list", [], /no audience/],
  ["none", undefined, /no audience/],
])(
  "a token of an issuer that ignores resource, with %s, is refused by name, and only an audience that is listed is taken (supabase/auth#2610)",
  async (_name, aud, named) => {
    const details: string[] = [];
    const onDenied = ({ detail }: { readonly detail: string }) => void details.push(detail);
    const strict = await start({ onDenied });
    const token = await strict.issuer.issue({ claims: { aud } });
    expect(await strict.send(token)).toMatchObject({
      status: 401,
      message: "The token is for another audience than this server",
    });
    expect(details).toEqual([expect.stringMatching(named)]);
    expect(details[0]).toContain(RESOURCE);
    const lax = await start({ audience: [RESOURCE, "authenticated"] });
    const outcome = await lax.send(await lax.issuer.issue({ claims: { aud } }));
    expect("principal" in outcome).toBe(aud === "authenticated");
  },
);

test("the log of an expired token has both times, for clocks that differ", async () => {
  const details: string[] = [];
  const { clock, issuer, send } = await start({
    onDenied: ({ detail }) => void details.push(detail),
  });
  const token = await issuer.issue();
  const now = new Date(clock.now() + 7_200_000).toISOString();
  await clock.advance("2h");
  expect(await send(token)).toMatchObject({ status: 401, message: "The token has expired" });
  expect(details).toEqual([expect.stringMatching(`expired at .*; here it is ${now}. .*clocks`)]);
});

test.each([
  [`${ISSUER}/.well-known/openid-configuration`, /write the value of "issuer" in that document/],
  ["http://id.example", /http is for loopback addresses only/],
  ["id.example", /as tokens have it in "iss"/],
])("the issuer %s is refused with what to write", (issuer, message) => {
  expect(() => bearerAuth({ issuer, audience: RESOURCE })).toThrow(message);
});

test("made-up tenants cost few requests, and displace no keys that are in use", async () => {
  const { clock, issuer, send } = await start({
    issuer: { pattern: `${ISSUER}/{tid}`, tenants: "any" },
    authorizationServers: [ISSUER],
  });
  const metadata = `${ISSUER}/.well-known/oauth-authorization-server`;
  issuer.answers = {
    [`${metadata}/a`]: () => Response.json({ issuer: `${ISSUER}/a`, jwks_uri: KEYS }),
  };
  const from = async (tid: string) =>
    send(await issuer.issue({ claims: { iss: `${ISSUER}/${tid}`, tid, jti: tid } }));
  expect(await from("a")).toHaveProperty("principal");
  for (const dots of [".", ".."]) expect(await from(dots)).toMatchObject({ status: 401 });
  expect(issuer.count(metadata)).toBe(0);
  for (let minute = 0; minute < 5; minute++) {
    await clock.advance("1m");
    const { length } = issuer.asked;
    for (let at = 0; at < 100; at++) {
      expect(await from(`evil-${minute}-${at}`)).toMatchObject({ status: 503 });
    }
    // Each of the first sixty costs its three well-known URLs.
    expect(issuer.asked.length - length).toBe(60 * 3);
  }
  issuer.answers = "down";
  expect(
    await send(await issuer.issue({ claims: { iss: `${ISSUER}/a`, tid: "a" } })),
  ).toHaveProperty("principal");
});

describe("without a public URL", () => {
  const local = { url: "http://127.0.0.1:3000/mcp", peerAddress: "127.0.0.1" };
  test("requests to the loopback address are served, and their address is the audience", async () => {
    const { auth, issuer } = await start({ audience: undefined });
    const token = await issuer.issue({ claims: { aud: "http://127.0.0.1:3000/mcp" } });
    const headers = { authorization: `Bearer ${token}` };
    expect(await auth.authenticate(toAuthRequest(headers, local))).toHaveProperty("principal");
    const other = { ...local, url: "http://127.0.0.1:3001/mcp" };
    expect(await auth.authenticate(toAuthRequest(headers, other))).toMatchObject({ status: 401 });
    const [challenge] = challengesOf(toRefusal(await auth.authenticate(toAuthRequest({}, local))));
    expect(challenge).toBe(
      'Bearer resource_metadata="http://127.0.0.1:3000/.well-known/oauth-protected-resource/mcp"',
    );
  });

  test.each([
    ["another host", { url: "https://tools.example/mcp", peerAddress: "127.0.0.1" }],
    ["a loopback name from another machine", { ...local, peerAddress: "203.0.113.7" }],
  ])("%s is refused with the option that is missing", async (_case, parts) => {
    const { auth, issuer } = await start({ audience: undefined });
    const headers = { authorization: `Bearer ${await issuer.issue()}` };
    expect(await auth.authenticate(toAuthRequest(headers, parts))).toMatchObject({
      status: 503,
      message: expect.stringContaining('resource: "https://…"'),
    });
  });
});

test("metadata is byte for byte what the operator wrote, wherever clients look for it (modelcontextprotocol/python-sdk#1335, PrefectHQ/fastmcp#2077)", async () => {
  const { auth } = await start({
    resource: "https://Tools.example/api/mcp",
    scopes: ["orders:read"],
    scopesSupported: ["orders:write"],
    name: "Orders",
  });
  const routes = auth.routes?.({ path: "/mcp" }) ?? [];
  const base = "/.well-known/oauth-protected-resource";
  expect(routes.map(({ path }) => path).sort()).toEqual(
    [base, `${base}/api/mcp`, `${base}/api/mcp/`, `${base}/mcp`, `${base}/mcp/`].sort(),
  );
  for (const route of routes) {
    expect(route).toMatchObject({ methods: ["GET"], isPublic: true });
    const headers = { "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
    const request = new Request(`http://localhost:10000${route.path}`, { headers });
    const response = await route.handle(request);
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(await response.json()).toEqual({
      resource: "https://Tools.example/api/mcp",
      authorization_servers: [ISSUER],
      scopes_supported: ["orders:read", "orders:write"],
      bearer_methods_supported: ["header"],
      resource_name: "Orders",
    });
  }
});

test.each<Readonly<Record<string, string>>>([
  {},
  { "x-forwarded-proto": "http" },
  { "x-forwarded-host": "evil.example", "x-forwarded-port": "8080" },
  { forwarded: "proto=http;host=evil.example", "x-forwarded-prefix": "/evil" },
])(
  "behind a proxy that ends TLS, challenge and metadata name the public URL alone, with %j (mesh/mesh-mcp#20, Mnexa-AI/e2a#635, andrea-magni/MARS#203)",
  async (headers) => {
    const { auth } = await start();
    const inner = { url: "http://10.0.0.5:8080/mcp", peerAddress: "10.0.0.1" };
    const refusal = toRefusal(await auth.authenticate(toAuthRequest(headers, inner)));
    const [challenge = ""] = challengesOf(refusal);
    const named = /resource_metadata="([^"]*)"/.exec(challenge)?.[1] ?? "";
    expect(named).toBe("https://tools.example/.well-known/oauth-protected-resource/mcp");
    const { pathname } = new URL(named);
    const route = auth.routes?.({ path: "/mcp" }).find(({ path }) => path === pathname);
    const response = await route?.handle(
      new Request(`http://10.0.0.5:8080${pathname}`, { headers }),
    );
    expect(await response?.json()).toMatchObject({ resource: "https://tools.example/mcp" });
  },
);

describe("the check at the start names each mistake with its fix:", () => {
  const wellKnown = `${ISSUER}/.well-known/oauth-authorization-server`;
  const answering = (body: object) => ({
    [wellKnown]: () => Response.json({ issuer: ISSUER, jwks_uri: KEYS, ...body }),
  });
  const good = { code_challenge_methods_supported: ["S256"], registration_endpoint: `${ISSUER}/r` };
  test.each<[string, TokenIssuer["answers"], Partial<BearerAuthOptions>, string | undefined]>([
    ["nothing", {}, {}, undefined],
    ["away", "down", {}, "gave no answer"],
    [
      "no metadata",
      { [wellKnown]: () => new Response("", { status: 404 }) },
      {},
      "has no metadata",
    ],
    ["another issuer", answering({ issuer: `${ISSUER}/x` }), {}, `set the issuer to "${ISSUER}/x"`],
    ["no PKCE", answering({ registration_endpoint: `${ISSUER}/r` }), {}, "S256"],
    [
      "no registration",
      answering({ code_challenge_methods_supported: ["S256"] }),
      {},
      "oauth({ client: { id } })",
    ],
    ["no keys", { ...answering(good), [KEYS]: () => Response.json({ keys: [] }) }, {}, "is empty"],
    ["a wrong key set", answering(good), { jwksUri: `${ISSUER}/nothing` }, "check jwksUri"],
    ["no public URL", answering(good), { audience: "orders" }, 'add resource: "https://…"'],
  ])("%s", async (_case, answers, options, expected) => {
    const { auth, issuer } = await start(options);
    issuer.answers = answers;
    const faults = (await auth.check?.()) ?? [];
    if (expected === undefined) expect(faults).toEqual([]);
    else expect(faults.join("\n")).toContain(expected);
  });
});

test.each<[Record<string, unknown>, string]>([
  [{ issuer: undefined }, "issuer is missing"],
  [{ issuer: "http://id.example" }, "no https URL"],
  [{ issuer: [] }, "empty list"],
  [{ issuer: { pattern: "https://x.example/y", tenants: "any" } }, "placeholder"],
  [{ issuer: { pattern: "https://{tid}.example/", tenants: "any" } }, "in the path"],
  [{ audience: [] }, "never accepts tokens of every audience"],
  [{ audience: 7 }, "audience must be"],
  [{ resource: "http://tools.example/mcp" }, "no https URL"],
  [{ resource: "https://tools.example/mcp#a" }, "fragment"],
  [{ jwksUri: "http://id.example/keys" }, "jwksUri"],
  [{ algorithms: ["HS256"] }, "shared keys"],
  [{ algorithms: ["none"] }, "never taken"],
  [{ scopes: ["offline_access"] }, "leave it out"],
  [{ scopes: ["two words"] }, "without spaces"],
  [{ dpop: "yes" }, "dpop is"],
  [{ dpop: { mode: "required", nonce: "short" } }, "32 characters"],
  [{ leeway: "soon" }, "leeway"],
  [{ audeince: "x" }, 'did you mean "audience"?'],
  [{ claims: { subjct: ["oid"] } }, 'did you mean "subject"?'],
  [{ exchange: { clientId: "a" } }, "exchange.clientSecret is missing"],
])("the options %j are refused", (options, message) => {
  const given = { issuer: ISSUER, audience: RESOURCE, ...options } as BearerAuthOptions;
  expect(() => bearerAuth(given)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(message) }),
  );
});
