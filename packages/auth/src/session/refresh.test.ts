import { expect, test } from "vitest";
import { oauth } from "../oauth.ts";
import { MemoryTokenStore } from "../token-store/memory-token-store.ts";
import { ISSUER, ScriptedWorld, SERVER } from "./fixture/scripted-world.ts";

const TOKEN = `${ISSUER}/token`;
const REGISTER = `${ISSUER}/register`;

function open(world: ScriptedWorld, options: Parameters<typeof oauth>[0] = {}) {
  return oauth({ ...world.options, userAgent: world.userAgent, ...options });
}

const grantTypes = (world: ScriptedWorld) => world.forms.map(({ grant_type: type }) => type);

test.each([
  ["400", { status: 400 }],
  ["200", { status: 200 }],
])(
  "a refresh that is refused with status %s ends in one login, whose code is redeemed once",
  async (_name, init) => {
    const world = new ScriptedWorld();
    const auth = open(world);
    await world.call(auth);
    world.answers.set(TOKEN, ({ form }) =>
      form["grant_type"] === "refresh_token"
        ? Response.json({ error: "invalid_grant" }, init)
        : Response.json(world.issue(form)),
    );
    world.revoke();
    expect(await world.call(auth)).toBe(200);
    expect(world.pages).toHaveLength(2);
    expect(grantTypes(world)).toEqual([
      "authorization_code",
      "refresh_token",
      "authorization_code",
    ]);
  },
);

test.each([
  ["a body without a token", () => Response.json({})],
  ["a page", () => new Response("<html>")],
])("a refresh that is answered with %s loses nothing", async (_name, answer) => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  await world.call(open(world, { store }));
  const works = world.answers.get(TOKEN);
  world.answers.set(TOKEN, answer);
  world.revoke();
  await expect(world.call(open(world, { store }))).rejects.toMatchObject({ name: "AuthError" });
  if (works !== undefined) world.answers.set(TOKEN, works);
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.pages).toHaveLength(1);
  expect(world.to(REGISTER)).toHaveLength(1);
});

test("a program without a user and without a redirect URI refreshes a stored login", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  await world.call(open(world, { store }));
  await world.clock.advance(3_600_000);
  expect(await world.call(oauth({ ...world.options, store }))).toBe(200);
  expect(world.forms[1]).toMatchObject({
    grant_type: "refresh_token",
    client_id: "client-number-1",
    resource: SERVER,
  });
  expect(world.to(REGISTER)).toHaveLength(1);
});

test("a refresh of a web application repeats the scopes that Entra wants, and no resource", async () => {
  const world = new ScriptedWorld();
  world.challenge = ', scope="api://x/.default"';
  const pages: URL[] = [];
  const redirect = {
    uri: "https://app.example/callback",
    visit: (url: URL) => void pages.push(url),
  };
  const auth = oauth({ ...world.options, redirect, quirks: "entra" });
  await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "interaction_required" } });
  await auth.finishAuth(await world.agree(pages[0] as URL));
  await world.clock.advance(3_600_000);
  expect(await world.call(auth)).toBe(200);
  expect(world.forms[1]).toMatchObject({
    grant_type: "refresh_token",
    scope: "api://x/.default",
  });
  expect(world.forms[1]).not.toHaveProperty("resource");
});

test("a request whose answer never ends holds up neither a refresh nor another request", async () => {
  const world = new ScriptedWorld();
  const auth = open(world);
  await world.call(auth);
  const serve = world.answers.get(SERVER);
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Response>();
  let isFirst = true;
  world.answers.set(SERVER, async (request) => {
    if (isFirst) {
      isFirst = false;
      begun.resolve();
      return await ended.promise;
    }
    return (await serve?.(request)) ?? new Response(null, { status: 500 });
  });
  const stream = world.call(auth);
  await begun.promise;
  await world.clock.advance(3_600_000);
  expect(await world.call(auth)).toBe(200);
  expect(grantTypes(world)).toEqual(["authorization_code", "refresh_token"]);
  ended.resolve(Response.json({}));
  expect(await stream).toBe(200);
});

test.each([1e308, "1e308"])(
  "a token that lasts %j s lasts as long as dates go, and is not refreshed by later processes",
  async (seconds) => {
    const world = new ScriptedWorld();
    world.answers.set(TOKEN, ({ form }) =>
      Response.json({ ...world.issue(form), expires_in: seconds }),
    );
    const store = new MemoryTokenStore(world.clock);
    for (let process = 0; process < 2; process += 1) {
      const auth = open(world, { store });
      expect(await world.call(auth)).toBe(200);
      expect((await auth.account(SERVER))?.expiresAt).toBe(8.64e15);
    }
    expect(grantTypes(world)).toEqual(["authorization_code"]);
  },
);

test.each([3600, "3600"])(
  "the end of a token that lasts %j s is fixed at its receipt: later processes load the same (punkpeye/mcp-remote#68)",
  async (seconds) => {
    const world = new ScriptedWorld();
    world.answers.set(TOKEN, ({ form }) =>
      Response.json({ ...world.issue(form), expires_in: seconds }),
    );
    const store = new MemoryTokenStore(world.clock);
    const end = world.clock.now() + 3_600_000;
    await world.call(open(world, { store }));
    for (const waited of [0, 1_800_000, 1_700_000]) {
      await world.clock.advance(waited);
      const auth = open(world, { store });
      expect((await auth.account(SERVER))?.expiresAt).toBe(end);
      expect(await world.call(auth)).toBe(200);
    }
    expect(grantTypes(world)).toEqual(["authorization_code"]);
    await world.clock.advance(100_000);
    const later = open(world, { store });
    expect(await world.call(later)).toBe(200);
    expect((await later.account(SERVER))?.expiresAt).toBe(end + 3_600_000);
    expect(grantTypes(world)).toEqual(["authorization_code", "refresh_token"]);
    expect(world.pages).toHaveLength(1);
  },
);

test.each([
  // The codes of authorization servers for a refresh token that they do not take.
  "invalid_request",
  "invalid_target",
  "invalid_scope",
  "unsupported_grant_type",
  "interaction_required",
  "access_denied",
])(
  "a refresh that is refused with %s ends in one login, and is not tried twice (metabase/metabase#80389, modelcontextprotocol/csharp-sdk#1883)",
  async (error) => {
    const world = new ScriptedWorld();
    const warnings: string[] = [];
    const auth = open(world, { onWarning: (warning) => void warnings.push(warning) });
    await world.call(auth);
    world.answers.set(TOKEN, ({ form }) =>
      form["grant_type"] === "refresh_token"
        ? Response.json({ error }, { status: 400 })
        : Response.json(world.issue(form)),
    );
    world.revoke();
    await world.clock.advance(3_600_000);
    expect(await world.call(auth)).toBe(200);
    expect(grantTypes(world)).toEqual([
      "authorization_code",
      "refresh_token",
      "authorization_code",
    ]);
    expect(world.to(REGISTER)).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining(error)]);
  },
);

test("a refused refresh keeps the login for a program without a user, until another one replaces it (metabase/metabase#80389)", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  await world.call(open(world, { store }));
  const answer = world.answers.get(TOKEN);
  world.answers.set(TOKEN, () => Response.json({ error: "invalid_request" }, { status: 400 }));
  await world.clock.advance(3_600_000);
  const unattended = oauth({ ...world.options, store });
  await expect(world.call(unattended)).rejects.toMatchObject({
    data: { code: "interaction_required" },
  });
  if (answer) world.answers.set(TOKEN, answer);
  expect(await world.call(oauth({ ...world.options, store }))).toBe(200);
  expect(world.pages).toHaveLength(1);
});

test("a configured client that may not refresh signs in again, and one that is refused itself says so (modelcontextprotocol/python-sdk#1480)", async () => {
  for (const [error, outcome] of [
    ["unauthorized_client", 200],
    ["invalid_client", "check the client id"],
  ] as const) {
    const world = new ScriptedWorld();
    const auth = open(world, { client: { id: "mine" } });
    await world.call(auth);
    world.answers.set(TOKEN, ({ form }) =>
      form["grant_type"] === "refresh_token"
        ? Response.json({ error }, { status: 400 })
        : Response.json(world.issue(form)),
    );
    world.revoke();
    if (outcome === 200) expect(await world.call(auth)).toBe(200);
    else await expect(world.call(auth)).rejects.toThrow(outcome);
    expect(world.pages).toHaveLength(outcome === 200 ? 2 : 1);
  }
});

test.each([
  ["server_error", Response.json({ error: "server_error" }, { status: 500 })],
  ["temporarily_unavailable", Response.json({ error: "temporarily_unavailable" }, { status: 400 })],
  ["slow_down", Response.json({ error: "slow_down" }, { status: 429 })],
  ["a page of a proxy", new Response("<html>", { status: 403 })],
  ["a redirect", new Response(null, { status: 307, headers: { location: "/token/" } })],
])(
  "a refresh that is answered with %s fails the request, and is tried again",
  async (_name, answer) => {
    const world = new ScriptedWorld();
    const auth = open(world);
    await world.call(auth);
    const issue = world.answers.get(TOKEN);
    world.answers.set(TOKEN, () => answer.clone());
    world.revoke();
    await expect(world.call(auth)).rejects.toThrow(TOKEN);
    if (issue) world.answers.set(TOKEN, issue);
    expect(await world.call(auth)).toBe(200);
    expect(world.pages).toHaveLength(1);
    expect(grantTypes(world)).toEqual(["authorization_code", "refresh_token", "refresh_token"]);
  },
);

test("a token that ends before its first use is sent, and no user signs in for it again", async () => {
  const world = new ScriptedWorld();
  world.givesRefreshToken = false;
  world.accessTokenSeconds = 1;
  const { fetch } = world;
  const slow: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (String(input) === TOKEN) await world.clock.advance(2_000);
    return response;
  };
  expect(await world.call(open(world, { fetch: slow }))).toBe(200);
  expect(world.pages).toHaveLength(1);
  world.answers.set(SERVER, () => new Response(null, { status: 401 }));
  await expect(world.call(open(world, { fetch: slow }))).rejects.toMatchObject({
    data: { code: "token_refused" },
  });
  expect(world.pages).toHaveLength(2);
});
