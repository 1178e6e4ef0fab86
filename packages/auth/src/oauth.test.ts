import { expect, test } from "vitest";
import type { AuthError } from "./error/auth-error.ts";
import { oauth } from "./oauth.ts";
import { ISSUER, ScriptedWorld, SERVER } from "./session/fixture/scripted-world.ts";
import { MemoryTokenStore } from "./token-store/memory-token-store.ts";

function open(world: ScriptedWorld, options: Parameters<typeof oauth>[0] = {}) {
  return oauth({ ...world.options, userAgent: world.userAgent, ...options });
}

test("a refused request registers the client, signs the user in with PKCE, and goes again", async () => {
  const world = new ScriptedWorld();
  const auth = open(world, { clientMetadata: { client_name: "Editor" } });
  expect(await world.call(auth)).toBe(200);
  expect(world.to(`${ISSUER}/register`).map(({ json }) => json)).toEqual([
    {
      client_name: "Editor",
      redirect_uris: [world.redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      application_type: "native",
    },
  ]);
  const [page] = world.pages;
  expect(Object.fromEntries(page?.searchParams ?? [])).toMatchObject({
    response_type: "code",
    client_id: "client-number-1",
    redirect_uri: world.redirectUri,
    code_challenge_method: "S256",
    resource: SERVER,
  });
  expect(page?.searchParams.has("scope")).toBe(false);
  expect(world.forms).toEqual([
    expect.objectContaining({
      grant_type: "authorization_code",
      client_id: "client-number-1",
      redirect_uri: world.redirectUri,
      resource: SERVER,
    }),
  ]);
  expect(await auth.account(SERVER)).toMatchObject({ issuer: ISSUER, clientId: "client-number-1" });
});

test("a server without authorization gets no request but the call, even if the store fails", async () => {
  const world = new ScriptedWorld();
  world.answers.set(SERVER, () => Response.json({}));
  const store = new MemoryTokenStore();
  store.get = () => Promise.reject(new Error("no keyring"));
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.seen.map(({ url }) => url)).toEqual([SERVER]);
});

test("the store's failure is shown when a server refuses a request", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore();
  store.get = () => Promise.reject(new Error("no keyring"));
  await expect(world.call(open(world, { store }))).rejects.toThrow("no keyring");
});

test("a store that drops what is written fails the login with a type", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore();
  store.set = async () => undefined;
  await expect(world.call(open(world, { store }))).rejects.toMatchObject({
    data: { code: "store_failed" },
  });
});

test("the stored login is used by the next process, without a refusal first", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  await world.call(open(world, { store }));
  const before = world.seen.length;
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.seen.slice(before).map(({ url }) => url)).toEqual([SERVER]);
});

test("a year-long token without a refresh token is kept over restarts", async () => {
  const world = new ScriptedWorld();
  world.givesRefreshToken = false;
  world.accessTokenSeconds = 365 * 24 * 3600;
  const store = new MemoryTokenStore(world.clock);
  await world.call(open(world, { store }));
  const before = world.seen.length;
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.seen.slice(before)).toHaveLength(1);
});

test("a token that has expired in the store is refreshed before the first request", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  await world.call(open(world, { store }));
  await world.clock.advance(3_600_000);
  const before = world.seen.length;
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.seen.slice(before).map(({ url }) => url)).toEqual([`${ISSUER}/token`, SERVER]);
  expect(world.pages).toHaveLength(1);
});

test("a refresh without a new refresh token keeps the old one, time after time", async () => {
  const world = new ScriptedWorld();
  const auth = open(world);
  await world.call(auth);
  world.givesRefreshToken = false;
  for (const _round of [1, 2, 3]) {
    await world.clock.advance(3_600_000);
    expect(await world.call(auth)).toBe(200);
  }
  expect(world.forms.slice(1).map(({ refresh_token: token }) => token)).toEqual(
    Array(3).fill(world.forms[1]?.["refresh_token"]),
  );
  expect(world.pages).toHaveLength(1);
});

test("requests that find the token expired at the same time refresh it once", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const [one, other] = [open(world, { store }), open(world, { store })];
  await world.call(one);
  await world.call(other);
  await world.clock.advance(3_600_000);
  const calls = [one, other, one, other, one].map((auth) => world.call(auth));
  expect(await Promise.all(calls)).toEqual([200, 200, 200, 200, 200]);
  expect(world.forms).toHaveLength(2);
});

test("logins that begin at the same time share one page", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const calls = [1, 2, 3, 4, 5].map(() => world.call(open(world, { store })));
  expect(await Promise.all(calls)).toEqual([200, 200, 200, 200, 200]);
  expect(world.pages).toHaveLength(1);
  expect(world.to(`${ISSUER}/register`)).toHaveLength(1);
});

test("two URLs of one resource share one login", async () => {
  const world = new ScriptedWorld();
  world.changeResource({ resource: "https://mcp.example" });
  const auth = open(world);
  await world.call(auth);
  expect(world.pages[0]?.searchParams.get("resource")).toBe("https://mcp.example");
  const well = "https://mcp.example/.well-known/oauth-protected-resource/other";
  world.answers.set(well, () =>
    Response.json({ resource: "https://mcp.example", authorization_servers: [ISSUER] }),
  );
  await auth.login("https://mcp.example/other");
  expect(world.pages).toHaveLength(1);
  expect(await auth.account("https://mcp.example/other")).toEqual(await auth.account(SERVER));
});

test("profiles of one store are accounts of their own", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const ann = open(world, { store, profile: "ann" });
  const bob = open(world, { store, profile: "bob" });
  await world.call(ann);
  await world.call(bob);
  expect(world.pages).toHaveLength(2);
  expect(await ann.principal()).not.toBe(await bob.principal());
});

test("a program without a user fails at once, and says so", async () => {
  const world = new ScriptedWorld();
  const auth = oauth(world.options);
  await expect(world.call(auth)).rejects.toMatchObject({
    name: "AuthError",
    data: { code: "interaction_required" },
  });
  expect(world.to(`${ISSUER}/register`)).toEqual([]);
});

test("a refused refresh ends in one login, and deletes only what was refused", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const auth = open(world, { store });
  await world.call(auth);
  world.answers.set(`${ISSUER}/token`, ({ form }) =>
    form["grant_type"] === "refresh_token"
      ? Response.json({ error: "invalid_grant" }, { status: 400 })
      : Response.json(world.issue(form)),
  );
  world.revoke();
  expect(await world.call(auth)).toBe(200);
  expect(world.pages).toHaveLength(2);
  expect(world.to(`${ISSUER}/register`)).toHaveLength(1);
});

test.each([
  ["503", () => new Response("down", { status: 503 })],
  ["429", () => new Response("slow", { status: 429 })],
  ["no answer", () => Promise.reject(new TypeError("connection refused"))],
])(
  "a refresh that is answered with %s loses nothing, and no user is asked",
  async (_case, answer) => {
    const world = new ScriptedWorld();
    const store = new MemoryTokenStore(world.clock);
    const auth = open(world, { store });
    await world.call(auth);
    const token = `${ISSUER}/token`;
    const works = world.answers.get(token);
    world.answers.set(token, answer);
    world.revoke();
    await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "unreachable" } });
    if (works !== undefined) world.answers.set(token, works);
    expect(await world.call(open(world, { store }))).toBe(200);
    expect(world.pages).toHaveLength(1);
  },
);

test("a refusal with status 200 is a refusal, and so is an answer without a token", async () => {
  for (const body of [{ error: "invalid_grant" }, { access_token: "" }, {}]) {
    const world = new ScriptedWorld();
    world.answers.set(`${ISSUER}/token`, () => Response.json(body));
    await expect(world.call(open(world))).rejects.toMatchObject({
      data: { code: "token_request_failed" },
    });
  }
});

test("a token that was refreshed and is still refused ends in one login, then in an error", async () => {
  const world = new ScriptedWorld();
  const auth = open(world);
  await world.call(auth);
  const refuse = world.answers.get(SERVER);
  world.answers.set(`${ISSUER}/token`, ({ form }) =>
    Response.json(
      form["grant_type"] === "refresh_token"
        ? { access_token: "of-another-audience", token_type: "Bearer", refresh_token: "next" }
        : world.issue(form),
    ),
  );
  world.revoke();
  expect(await world.call(auth)).toBe(200);
  expect(world.forms.map(({ grant_type: type }) => type)).toEqual([
    "authorization_code",
    "refresh_token",
    "authorization_code",
  ]);
  world.answers.set(`${ISSUER}/token`, () =>
    Response.json({ access_token: "never-right", token_type: "Bearer" }),
  );
  if (refuse !== undefined) world.answers.set(SERVER, refuse);
  world.revoke();
  await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "token_refused" } });
  expect(world.pages.length).toBeLessThanOrEqual(3);
  const before = world.seen.length;
  await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "token_refused" } });
  expect(world.to(`${ISSUER}/token`).length).toBeLessThan(world.seen.length);
  expect(world.seen.slice(before).map(({ url }) => url)).toEqual([SERVER]);
});

test("a login whose tokens are never accepted is not repeated, refresh token or not", async () => {
  for (const givesRefreshToken of [true, false]) {
    const world = new ScriptedWorld();
    world.givesRefreshToken = givesRefreshToken;
    const serve = world.answers.get(SERVER);
    world.answers.set(SERVER, async (request) => {
      world.revoke();
      return serve?.(request) ?? new Response(null, { status: 500 });
    });
    const auth = open(world);
    await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "token_refused" } });
    await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "token_refused" } });
    expect(world.pages).toHaveLength(1);
  }
});

test("a server that says nothing of itself any more gets its refresh at the old place", async () => {
  const world = new ScriptedWorld();
  const auth = open(world);
  await world.call(auth);
  for (const url of world.answers.keys()) {
    if (url.includes("/.well-known/")) world.answers.delete(url);
  }
  world.revoke();
  const before = world.seen.length;
  // The challenge names a document that is gone, on the origin of the server.
  expect(await world.call(auth)).toBe(200);
  const asked = world.seen.slice(before).map(({ url }) => url);
  expect(asked).toContain(`${ISSUER}/token`);
  expect(asked.filter((url) => url.startsWith("https://mcp.example/token"))).toEqual([]);
});

test("a server that moved to another authorization server gets a new client and a new login there", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const auth = open(world, { store });
  await world.call(auth);
  const other = "https://other.example";
  world.changeResource({ authorization_servers: [other] });
  world.answers.set(`${other}/.well-known/oauth-authorization-server`, () =>
    Response.json({
      ...world.metadata(),
      issuer: other,
      authorization_endpoint: `${other}/authorize`,
      token_endpoint: `${other}/token`,
      registration_endpoint: `${other}/register`,
    }),
  );
  world.answers.set(`${other}/register`, () => Response.json({ client_id: "at-the-other" }));
  world.answers.set(`${other}/token`, ({ form }) => Response.json(world.issue(form)));
  world.revoke();
  expect(await world.call(auth)).toBe(200);
  expect(world.to(`${other}/token`).map(({ form }) => form)).toEqual([
    expect.objectContaining({ grant_type: "authorization_code", client_id: "at-the-other" }),
  ]);
  expect(world.forms).toHaveLength(1);
});

test("a client that is configured for an issuer is shown to no other", async () => {
  const world = new ScriptedWorld();
  const client = { id: "mine", secret: "secret-of-mine", issuer: "https://mine.example" };
  await expect(world.call(open(world, { client }))).rejects.toMatchObject({
    data: { code: "issuer_mismatch" },
    message: expect.stringContaining("https://mine.example"),
  });
  expect(world.seen.filter(({ url }) => url.startsWith(ISSUER))).toEqual([]);
});

test("signing out revokes the refresh token and forgets the login", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const auth = open(world, { store });
  await world.call(auth);
  expect(await auth.logout(SERVER)).toBe(true);
  expect(world.to(`${ISSUER}/revoke`).map(({ form }) => form)).toEqual([
    {
      token: expect.stringContaining("refresh-token"),
      token_type_hint: "refresh_token",
      client_id: "client-number-1",
    },
  ]);
  expect(await open(world, { store }).account(SERVER)).toBeUndefined();
  expect(await auth.logout(SERVER)).toBe(false);
});

test("neither an error nor what is inspected holds a token, a secret or a code", async () => {
  const world = new ScriptedWorld();
  const client = { id: "mine", secret: "secret-of-mine" };
  const auth = open(world, { client });
  await world.call(auth);
  world.answers.set(`${ISSUER}/token`, ({ form, headers }) =>
    Response.json(
      {
        error: "invalid_grant",
        error_description: `bad ${form["refresh_token"] ?? form["code"]} ${headers.get("authorization")}\u001b[31m secret-of-mine`,
      },
      { status: 400 },
    ),
  );
  world.revoke();
  const error = await world.call(auth).catch((caught: unknown) => caught);
  const { message, stack, data } = error as AuthError;
  const shown = JSON.stringify([message, stack, data, auth, await auth.account(SERVER)]);
  expect(shown).toContain("invalid_grant");
  expect(shown).not.toContain("\u001b[31m secret");
  for (const secret of [
    "secret-of-mine",
    "access-token-number",
    "refresh-token-number",
    "code-number",
  ]) {
    expect(shown).not.toContain(secret);
  }
});

test("options that do not exist or do not fit are refused", () => {
  expect(() => oauth({ scope: "x" } as never)).toThrow('did you mean "scopes"?');
  expect(() => oauth({ scopes: ["a b"] })).toThrow("each is one word");
  expect(() => oauth({ client: { id: "" } })).toThrow("needs an id");
  expect(() => oauth({ client: { id: "x", methd: "none" } as never })).toThrow('"method"');
  expect(() => oauth({ clientMetadataUrl: "http://a.example/c" })).toThrow("no https URL");
  expect(() => oauth({ quirks: "entr" as never })).toThrow('did you mean "entra"?');
  const { userAgent } = new ScriptedWorld();
  expect(() => oauth({ userAgent, redirect: { uri: "x", visit: () => undefined } })).toThrow(
    "one of them",
  );
});
