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
