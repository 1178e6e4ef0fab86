import { generateKeyPair, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { bearer } from "./bearer.ts";
import { clientCredentials } from "./client-credentials.ts";
import { deviceCode } from "./device-code.ts";
import { oauth } from "./oauth.ts";
import { ISSUER, ScriptedWorld, SERVER } from "./session/fixture/scripted-world.ts";
import { workloadIdentity } from "./workload-identity.ts";

const TOKEN = `${ISSUER}/token`;
const encode = (value: object): string => btoa(JSON.stringify(value)).replaceAll("=", "");
const jwt = (claims: object): string => `${encode({ alg: "none" })}.${encode(claims)}.`;

test("a program gets tokens with its secret, for the resource, and new ones before they expire", async () => {
  const world = new ScriptedWorld();
  world.givesRefreshToken = false;
  const client = { id: "robot", secret: "secret-of-robot" };
  const auth = clientCredentials({ ...world.options, client, scopes: ["read"] });
  expect(await world.call(auth)).toBe(200);
  await world.clock.advance(3_600_000);
  const before = world.seen.length;
  expect(await world.call(auth)).toBe(200);
  expect(world.seen.slice(before).filter(({ url }) => url === SERVER)).toHaveLength(1);
  expect(world.forms).toEqual(
    Array(2).fill({ grant_type: "client_credentials", resource: SERVER, scope: "read" }),
  );
  expect(auth.extensions).toEqual({ "io.modelcontextprotocol/oauth-client-credentials": {} });
  expect(await auth.principal()).toBe(`${ISSUER}#client:robot`);
  expect(world.to(`${ISSUER}/register`)).toEqual([]);
});

test("a program with a key signs an assertion for the issuer, another one each time", async () => {
  const world = new ScriptedWorld();
  world.givesRefreshToken = false;
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const client = { id: "robot", key: privateKey, keyId: "one" };
  const auth = clientCredentials({ ...world.options, client });
  await world.call(auth);
  await world.clock.advance(3_600_000);
  await world.call(auth);
  const ids = new Set<unknown>();
  for (const form of world.forms) {
    expect(form["client_id"]).toBe("robot");
    const { payload, protectedHeader } = await jwtVerify(
      form["client_assertion"] ?? "",
      publicKey,
      {
        audience: ISSUER,
        issuer: "robot",
        subject: "robot",
        clockTolerance: 3600,
        currentDate: new Date(world.clock.now()),
      },
    );
    expect(protectedHeader.kid).toBe("one");
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
    ids.add(payload.jti);
  }
  expect(ids.size).toBe(2);
});

test("a program whose fresh tokens are refused asks twice, and then says what is wrong", async () => {
  const world = new ScriptedWorld();
  world.answers.set(TOKEN, () => Response.json({ access_token: "wrong", token_type: "Bearer" }));
  const client = { id: "robot", secret: "secret-of-robot" };
  const auth = clientCredentials({ ...world.options, client });
  await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "token_refused" } });
  expect(world.forms).toHaveLength(2);
});

test("a workload presents its assertion alone, and a refused one is not sent again", async () => {
  const world = new ScriptedWorld();
  world.givesRefreshToken = false;
  const assertion = jwt({ iss: "https://cluster.example", sub: "pod-1" });
  const auth = workloadIdentity({ ...world.options, assertion: () => `${assertion}\n` });
  expect(await world.call(auth)).toBe(200);
  expect(world.forms).toEqual([
    {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion,
      resource: SERVER,
    },
  ]);
  expect(await auth.principal()).toBe("https://cluster.example#pod-1");
  const refused = new ScriptedWorld();
  refused.answers.set(TOKEN, () => Response.json({ error: "invalid_grant" }, { status: 400 }));
  const other = workloadIdentity({ ...refused.options, assertion: () => assertion });
  await expect(refused.call(other)).rejects.toMatchObject({
    data: { code: "token_request_failed" },
  });
  expect(refused.forms).toHaveLength(1);
});

/** A world whose server takes logins on another device; the answers come in order. */
function openDeviceWorld(answers: readonly (string | undefined)[]): ScriptedWorld {
  const world = new ScriptedWorld();
  const rest = [...answers];
  world.changeMetadata({ device_authorization_endpoint: `${ISSUER}/device` });
  world.answers.set(`${ISSUER}/device`, () =>
    Response.json({
      device_code: "device-code-number-1",
      user_code: "ABCD-EFGH",
      verification_uri: `${ISSUER}/activate`,
      expires_in: 60,
      interval: 5,
    }),
  );
  world.answers.set(TOKEN, ({ form }) => {
    const error = rest.shift();
    if (error === undefined) return Response.json(world.issue(form));
    return Response.json({ error }, { status: 400 });
  });
  return world;
}

/** Waits until the client pauses between two questions, and lets the pause pass. */
async function passPause(world: ScriptedWorld, milliseconds: number): Promise<void> {
  await expect.poll(() => world.clock.pending).toEqual([milliseconds]);
  await world.clock.advance(milliseconds);
}

test("a code is shown, and asked for as often as the server allows, until the user has typed it in", async () => {
  const world = openDeviceWorld(["authorization_pending", "slow_down", undefined]);
  const shown = Promise.withResolvers<unknown>();
  const auth = deviceCode({ ...world.options, onCode: (code) => shown.resolve(code) });
  const call = world.call(auth);
  expect(await shown.promise).toEqual({
    userCode: "ABCD-EFGH",
    url: `${ISSUER}/activate`,
    expiresAt: world.clock.now() + 60_000,
  });
  for (const seconds of [5, 5, 10]) await passPause(world, seconds * 1000);
  expect(await call).toBe(200);
  expect(world.to(`${ISSUER}/device`)[0]?.form).toEqual({
    client_id: "client-number-1",
    resource: SERVER,
  });
});

test.each(["ABCD\u001b[2J", "AB\nCD", "\u202eABCD", "", "A".repeat(100), 1234])(
  "a code that no user can type safely is not shown: %j",
  async (userCode) => {
    const world = openDeviceWorld([]);
    world.answers.set(`${ISSUER}/device`, () =>
      Response.json({
        device_code: "device-code-number-1",
        user_code: userCode,
        verification_uri: `${ISSUER}/activate`,
      }),
    );
    const shown: unknown[] = [];
    const auth = deviceCode({ ...world.options, onCode: (code) => void shown.push(code) });
    await expect(world.call(auth)).rejects.toMatchObject({
      data: { code: "token_request_failed" },
    });
    expect(shown).toEqual([]);
  },
);

test.each([
  ["access_denied", "login_failed"],
  ["expired_token", "login_timeout"],
  ["invalid_request", "token_request_failed"],
])("a code that is answered with %s fails with %s", async (error, code) => {
  const world = openDeviceWorld([error]);
  const auth = deviceCode({ ...world.options, onCode: () => undefined });
  const call = expect(world.call(auth)).rejects.toMatchObject({ data: { code } });
  await passPause(world, 5000);
  await call;
});

test("a login on another device whose refresh is refused is shown a new code, and no page", async () => {
  const world = openDeviceWorld([undefined, "invalid_grant", undefined]);
  const codes: unknown[] = [];
  const auth = deviceCode({
    ...world.options,
    onCode: ({ userCode }) => void codes.push(userCode),
  });
  for (const round of [1, 2]) {
    const call = world.call(auth);
    await expect.poll(() => codes).toHaveLength(round);
    await passPause(world, 5000);
    expect(await call).toBe(200);
    world.revoke();
  }
  expect(world.forms.map(({ grant_type: type }) => type?.split(":").at(-1))).toEqual([
    "device_code",
    "refresh_token",
    "device_code",
  ]);
  expect(world.pages).toEqual([]);
});

test("a bearer token is sent as it is, and another one after a refusal", async () => {
  const world = new ScriptedWorld();
  const { access_token: first } = world.issue({});
  expect(await world.call(bearer(String(first)))).toBe(200);
  world.revoke();
  expect(await world.call(bearer(String(first)))).toBe(401);
  let token = String(first);
  const auth = bearer(() => {
    const given = token;
    token = String(world.issue({})["access_token"]);
    return given;
  });
  expect(await world.call(auth)).toBe(200);
  expect(() => bearer("two words")).toThrow("takes a token");
  expect(() => bearer(undefined as never)).toThrow("takes a token");
  await expect(world.call(bearer(() => "a\nb"))).rejects.toThrow("takes a token");
});

test.each<[name: string, run: (world: ScriptedWorld) => Promise<unknown>, expected: object]>([
  [
    "entra",
    async (world) => {
      world.changeMetadata({ code_challenge_methods_supported: undefined });
      world.challenge = ', scope="api://x/read"';
      return {};
    },
    { resource: undefined, scope: "api://x/read", refresh: { scope: "api://x/read" } },
  ],
  [
    "auth0",
    async () => ({}),
    { audience: SERVER, resource: SERVER, refresh: { resource: SERVER } },
  ],
  [
    "google",
    async () => ({}),
    {
      access_type: "offline",
      prompt: "consent",
      resource: undefined,
      refresh: { scope: undefined },
    },
  ],
  ["keycloak", async () => ({}), { resource: SERVER, refresh: { resource: SERVER } }],
  ["cognito", async () => ({}), { scope: "openid", refresh: {} }],
  ["github", async () => ({}), { resource: undefined, refresh: {} }],
  [
    "slack",
    async (world: ScriptedWorld) => {
      world.answers.set(TOKEN, ({ form }) =>
        Response.json({ ...world.issue(form), token_type: "user" }),
      );
    },
    { resource: SERVER, refresh: { resource: SERVER } },
  ],
])(
  "the deviations of %s are lived with, in the login and in the refresh",
  async (name, set, expected) => {
    const world = new ScriptedWorld();
    await set(world);
    const auth = oauth({ ...world.options, userAgent: world.userAgent, quirks: name as "entra" });
    expect(await world.call(auth)).toBe(200);
    await world.clock.advance(3_600_000);
    expect(await world.call(auth)).toBe(200);
    const { refresh, ...page } = expected as { refresh: Record<string, unknown> };
    for (const [parameter, value] of Object.entries(page)) {
      expect(world.pages[0]?.searchParams.get(parameter) ?? undefined).toBe(value);
    }
    for (const [parameter, value] of Object.entries(refresh)) {
      expect(world.forms[1]?.[parameter]).toBe(value);
    }
  },
);

test("scopes that GitHub separates by commas are scopes", async () => {
  const world = new ScriptedWorld();
  world.answers.set(TOKEN, ({ form }) =>
    Response.json({ ...world.issue(form), scope: "repo,gist" }),
  );
  const auth = oauth({ ...world.options, userAgent: world.userAgent, quirks: "github" });
  await world.call(auth);
  expect((await auth.account(SERVER))?.scopes).toEqual(["repo", "gist"]);
});

test("a document for all tenants serves the issuer of one, and no issuer beside the template", async () => {
  for (const [issuer, isServed] of [
    ["https://login.microsoftonline.com/contoso/v2.0", true],
    ["https://login.example/contoso/v2.0", false],
  ] as const) {
    const world = new ScriptedWorld();
    world.changeResource({ authorization_servers: [issuer] });
    const { origin } = new URL(issuer);
    world.answers.set(`${origin}/.well-known/oauth-authorization-server/contoso/v2.0`, () =>
      Response.json({
        ...world.metadata(),
        issuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
      }),
    );
    const auth = oauth({ ...world.options, userAgent: world.userAgent, quirks: "entra" });
    const call = world.call(auth);
    if (isServed) expect(await call).toBe(200);
    else await expect(call).rejects.toMatchObject({ data: { code: "issuer_mismatch" } });
  }
});

test.each<[unknown, RegExp]>([
  [undefined, /got undefined; is its variable set/],
  ["", /empty text; is its variable set/],
  ["Bearer abc", /leave that word out/],
  ["abc\n", /line ends/],
])("bearer(%j) says what is wrong with it", (token, message) => {
  expect(() => bearer(token as string)).toThrow(message);
});

test("scopes in one text are refused with the form to write", () => {
  expect(() => oauth({ scopes: "read write" as never })).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: expect.stringContaining('no list of scopes, such as ["orders:read"]'),
    }),
  );
});

test("a server without device codes is named before a client is registered there", async () => {
  const world = new ScriptedWorld();
  const auth = deviceCode({ ...world.options, onCode: () => undefined });
  await expect(world.call(auth)).rejects.toThrow(/has no device_authorization_endpoint/);
  expect(world.to(`${ISSUER}/register`)).toEqual([]);
});

test.each<[object, RegExp]>([
  [{ store: "memory:" }, /store takes a TokenStore.*got a string without the function get/],
  [{ store: new Map() }, /without the function lock/],
  [{ onWarning: true }, /onWarning of auth takes a function/],
])("oauth refuses %j before the first login", (options, message) => {
  expect(() => oauth(options as never)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringMatching(message) }),
  );
});
