import { expect, test } from "vitest";
import { oauth } from "../oauth.ts";
import { ISSUER, ScriptedWorld, SERVER } from "../session/fixture/scripted-world.ts";
import { MemoryTokenStore } from "../token-store/memory-token-store.ts";

const TOKEN = `${ISSUER}/token`;

function open(world: ScriptedWorld, options: Parameters<typeof oauth>[0] = {}) {
  return oauth({ ...world.options, userAgent: world.userAgent, ...options });
}

test.each<[supported: boolean, iss: readonly string[], accepted: boolean]>([
  [true, [ISSUER], true],
  [true, [], false],
  [true, [`${ISSUER}/`], false],
  [true, ["https://evil.example"], false],
  [true, [ISSUER, "https://evil.example"], false],
  [false, [], true],
  [false, [ISSUER], true],
  [false, ["https://evil.example"], false],
])(
  "an issuer that is announced: %s, and named: %j, is accepted: %s",
  async (supported, iss, accepted) => {
    const world = new ScriptedWorld();
    world.changeMetadata({ authorization_response_iss_parameter_supported: supported });
    world.onCallback = (callback) => {
      for (const each of iss) callback.searchParams.append("iss", each);
      return callback;
    };
    const call = world.call(open(world));
    if (accepted) expect(await call).toBe(200);
    else await expect(call).rejects.toMatchObject({ data: { code: "issuer_mismatch" } });
    expect(world.forms).toHaveLength(accepted ? 1 : 0);
  },
);

test("the error of a stranger is not shown, and a code of another login is not redeemed", async () => {
  const world = new ScriptedWorld();
  world.onCallback = (callback) => {
    callback.searchParams.set("state", "another");
    callback.searchParams.set("error", "call_this_number");
    return callback;
  };
  const error = await world.call(open(world)).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ data: { code: "invalid_state" } });
  expect(String(error)).not.toContain("call_this_number");
  expect(world.forms).toEqual([]);
});

test.each([
  ["access_denied", "allow"],
  ["invalid_scope", "allow the scopes"],
  ["invalid_target", "omitResource"],
  ["server_error", "check the client"],
])("a login that is refused with %s says what to do", async (code, hint) => {
  const world = new ScriptedWorld();
  world.onCallback = (callback) => {
    callback.searchParams.delete("code");
    callback.searchParams.set("error", code);
    callback.searchParams.set("error_description", "<b>call 555</b>");
    return callback;
  };
  const error = await world.call(open(world)).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    data: { code: "login_failed", hint: expect.stringContaining(hint) },
    message: expect.stringContaining(code),
  });
  expect(String(error)).not.toContain("555");
  expect(world.pages).toHaveLength(1);
});

test("a server without PKCE is refused before the user is asked, unless it is known to have it", async () => {
  const world = new ScriptedWorld();
  world.changeMetadata({ code_challenge_methods_supported: undefined });
  await expect(world.call(open(world))).rejects.toMatchObject({
    data: { code: "pkce_unsupported" },
  });
  expect(world.pages).toEqual([]);
  expect(world.to(`${ISSUER}/register`)).toEqual([]);
  expect(await world.call(open(world, { quirks: { assumePkce: true } }))).toBe(200);
});

test("an authorization server without a page is the error before a client is registered (open-webui/open-webui#26647)", async () => {
  const world = new ScriptedWorld();
  world.changeMetadata({ authorization_endpoint: undefined });
  await expect(world.call(open(world))).rejects.toThrow(/has no authorization_endpoint/);
  expect(world.to(`${ISSUER}/register`)).toEqual([]);
});

test.each(["javascript:alert(1)", "file:///etc/passwd", "http://as.example/authorize"])(
  "the page %s is opened by no browser",
  async (page) => {
    const world = new ScriptedWorld();
    world.changeMetadata({ authorization_endpoint: page });
    await expect(world.call(open(world))).rejects.toMatchObject({ data: { code: "insecure_url" } });
    expect(world.pages).toEqual([]);
  },
);

function openWeb(world: ScriptedWorld, store: MemoryTokenStore, profile = "ann") {
  const pages: URL[] = [];
  const redirect = {
    uri: "https://app.example/callback",
    visit: (url: URL) => void pages.push(url),
  };
  return { pages, auth: oauth({ ...world.options, store, profile, redirect }) };
}

test("a web application hands over the page, and another instance of it finishes the login, once", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const { auth, pages } = openWeb(world, store);
  await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "interaction_required" } });
  expect(world.to(`${ISSUER}/register`)[0]?.json).toMatchObject({
    application_type: "web",
    redirect_uris: ["https://app.example/callback"],
  });
  const callback = await world.agree(pages[0] as URL);
  const { auth: other } = openWeb(world, store);
  expect(await other.finishAuth(callback)).toMatchObject({ issuer: ISSUER });
  expect(await world.call(other)).toBe(200);
  expect(await world.call(auth)).toBe(200);
  await expect(other.finishAuth(callback)).rejects.toMatchObject({
    data: { code: "invalid_state" },
  });
  expect(world.forms).toHaveLength(1);
});

test("the older of two logins can be finished first, since each has its own verifier", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const { auth, pages } = openWeb(world, store);
  await world.call(auth).catch(() => undefined);
  await world.call(auth).catch(() => undefined);
  for (const page of pages) await auth.finishAuth(await world.agree(page));
  const verifiers = world.forms.map(({ code_verifier: verifier }) => verifier);
  expect(new Set(verifiers).size).toBe(2);
});

test("a callback is worth nothing to another user, and nothing after ten minutes", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const { auth, pages } = openWeb(world, store);
  await world.call(auth).catch(() => undefined);
  const { auth: stranger } = openWeb(world, store, "bob");
  const callback = await world.agree(pages[0] as URL);
  const invalid = { data: { code: "invalid_state" } };
  await expect(stranger.finishAuth(callback)).rejects.toMatchObject(invalid);
  await world.clock.advance(600_000);
  await expect(auth.finishAuth(callback)).rejects.toMatchObject(invalid);
  await expect(auth.finishAuth("https://app.example/callback")).rejects.toMatchObject(invalid);
  expect(world.forms).toEqual([]);
});

test("the callback of a web application must name the issuer that the login was begun at", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  const { auth, pages } = openWeb(world, store);
  await world.call(auth).catch(() => undefined);
  const callback = await world.agree(pages[0] as URL);
  callback.searchParams.set("iss", "https://evil.example");
  await expect(auth.finishAuth(callback)).rejects.toMatchObject({
    data: { code: "issuer_mismatch" },
  });
  expect(world.forms).toEqual([]);
});

test("code, refresh and revocation are sent as the same client for the same resource", async () => {
  const world = new ScriptedWorld();
  const { auth, pages } = openWeb(world, new MemoryTokenStore(world.clock));
  await world.call(auth).catch(() => undefined);
  await auth.finishAuth(await world.agree(pages[0] as URL));
  world.changeMetadata({ token_endpoint: "https://elsewhere.example/token" });
  await world.clock.advance(3_600_000);
  expect(await world.call(auth)).toBe(200);
  const facts = world.to(TOKEN).map(({ form }) => [form["client_id"], form["resource"]]);
  expect(facts).toEqual([
    ["client-number-1", SERVER],
    ["client-number-1", SERVER],
  ]);
});

test("a callback with two codes is refused, and neither is redeemed", async () => {
  const world = new ScriptedWorld();
  world.onCallback = (callback) => {
    callback.searchParams.append("code", "code-of-another-login");
    return callback;
  };
  const call = world.call(oauth({ ...world.options, userAgent: world.userAgent }));
  await expect(call).rejects.toMatchObject({ data: { code: "login_failed" } });
  expect(world.forms).toEqual([]);
});

test.each(["abc\r\nx-evil: 1", "abc\u20ac", "abc def", "abc\u0000"])(
  "the access token %j, which no header can carry, is refused and shown nowhere",
  async (token) => {
    const world = new ScriptedWorld();
    world.answers.set(`${ISSUER}/token`, ({ form }) =>
      Response.json({ ...world.issue(form), access_token: token }),
    );
    const auth = oauth({ ...world.options, userAgent: world.userAgent });
    const error: unknown = await world.call(auth).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "AuthError", data: { code: "token_request_failed" } });
    expect(String(error)).not.toContain("abc");
    expect(await auth.account(SERVER)).toBeUndefined();
  },
);
