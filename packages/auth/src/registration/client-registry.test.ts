import { expect, test } from "vitest";
import { oauth } from "../oauth.ts";
import { ISSUER, ScriptedWorld, SERVER } from "../session/fixture/scripted-world.ts";
import { MemoryTokenStore } from "../token-store/memory-token-store.ts";

const REGISTER = `${ISSUER}/register`;
const TOKEN = `${ISSUER}/token`;

function open(world: ScriptedWorld, options: Parameters<typeof oauth>[0] = {}) {
  return oauth({ ...world.options, userAgent: world.userAgent, ...options });
}

test("a server that reads metadata documents gets the URL of ours, and no registration", async () => {
  const world = new ScriptedWorld();
  world.changeMetadata({ client_id_metadata_document_supported: true });
  const clientMetadataUrl = "https://app.example/client.json";
  expect(await world.call(open(world, { clientMetadataUrl }))).toBe(200);
  expect(world.pages[0]?.searchParams.get("client_id")).toBe(clientMetadataUrl);
  expect(world.to(REGISTER)).toEqual([]);
});

test("a document that the server refuses in the end is replaced by a registration", async () => {
  const world = new ScriptedWorld();
  world.changeMetadata({ client_id_metadata_document_supported: true });
  const clientMetadataUrl = "https://app.example/client.json";
  world.answers.set(TOKEN, ({ form }) =>
    form["client_id"] === clientMetadataUrl
      ? Response.json({ error: "invalid_client" }, { status: 401 })
      : Response.json(world.issue(form)),
  );
  expect(await world.call(open(world, { clientMetadataUrl }))).toBe(200);
  expect(world.to(REGISTER)).toHaveLength(1);
});

test.each([
  [401, "no_client", "administrators"],
  [403, "registration_failed", "403"],
  [429, "unreachable", "429"],
  [503, "unreachable", "503"],
  [400, "registration_failed", "400"],
  [200, "registration_failed", "without a client id"],
])("a registration that is answered with %i is %s", async (status, code, text) => {
  const world = new ScriptedWorld();
  world.answers.set(REGISTER, () => Response.json({ message: "no" }, { status }));
  await expect(world.call(open(world))).rejects.toMatchObject({
    data: { code },
    message: expect.stringContaining(text),
  });
});

test("a server without registration needs a client that is registered by hand", async () => {
  const world = new ScriptedWorld();
  world.changeMetadata({ registration_endpoint: undefined });
  await expect(world.call(open(world))).rejects.toMatchObject({ data: { code: "no_client" } });
  expect(await world.call(open(world, { client: { id: "mine" } }))).toBe(200);
  expect(world.pages[0]?.searchParams.get("client_id")).toBe("mine");
});

/** A small number counts seconds from now. */
function expiryOf(expiry: number, now: number): number {
  return expiry === 0 || expiry > 1e9 ? expiry : Math.floor(now / 1000) + expiry;
}

test.each<[name: string, registrations: number, expiry: number | undefined]>([
  ["0", 1, 0],
  ["in the future", 1, 10_000_000_000],
  ["absent", 1, undefined],
  ["past by then", 2, 60],
])("a client secret whose expiry is %s makes %i registrations", async (_name, count, expiry) => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  world.answers.set(REGISTER, ({ json }) =>
    Response.json({
      ...json,
      client_id: "registered",
      client_secret: "secret-of-it",
      token_endpoint_auth_method: "client_secret_post",
      ...(expiry !== undefined && {
        client_secret_expires_at: expiryOf(expiry, world.clock.now()),
      }),
    }),
  );
  await world.call(open(world, { store }));
  await world.clock.advance(61_000);
  await open(world, { store }).logout(SERVER);
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.to(REGISTER)).toHaveLength(count as number);
});

test("a secret that has expired when it is issued is an error, and not a loop", async () => {
  const world = new ScriptedWorld();
  world.answers.set(REGISTER, () =>
    Response.json({ client_id: "a", client_secret: "b", client_secret_expires_at: 1 }),
  );
  await world.clock.advance(10_000_000);
  await expect(world.call(open(world))).rejects.toMatchObject({
    data: { code: "registration_failed" },
  });
  expect(world.to(REGISTER)).toHaveLength(1);
});

test.each([
  ["client_secret_basic", undefined, "Basic"],
  ["client_secret_post", "secret of %+:it", undefined],
  ["none", undefined, undefined],
])(
  "the registration's answer decides that the client authenticates by %s",
  async (method, secret, scheme) => {
    const world = new ScriptedWorld();
    world.changeMetadata({ token_endpoint_auth_methods_supported: [method] });
    world.answers.set(REGISTER, ({ json }) =>
      Response.json({
        ...json,
        client_id: "id/with%chars",
        client_secret: "secret of %+:it",
        token_endpoint_auth_method: method,
      }),
    );
    const auth = open(world);
    await world.call(auth);
    await world.clock.advance(3_600_000);
    await world.call(auth);
    await auth.logout(SERVER);
    const sent = [...world.to(TOKEN), ...world.to(`${ISSUER}/revoke`)];
    expect(sent).toHaveLength(3);
    for (const { form, headers } of sent) {
      expect(form["client_secret"]).toBe(secret);
      expect(headers.get("authorization")?.split(" ")[0]).toBe(scheme);
      if (scheme === undefined) expect(form["client_id"]).toBe("id/with%chars");
      else {
        const [id, password] = atob(headers.get("authorization")?.slice(6) ?? "").split(":");
        const decode = (text = ""): string => new URLSearchParams(`x=${text}`).get("x") ?? "";
        expect([decode(id), decode(password)]).toEqual(["id/with%chars", "secret of %+:it"]);
      }
    }
  },
);

test.each<[methods: readonly string[] | undefined, method: string]>([
  [["client_secret_basic"], "basic"],
  [["client_secret_post"], "post"],
  [["none", "client_secret_post", "client_secret_basic"], "post"],
  [undefined, "basic"],
])(
  "a configured secret is sent to a server that lists %j as %s, in each request",
  async (methods, method) => {
    const world = new ScriptedWorld();
    world.changeMetadata({ token_endpoint_auth_methods_supported: methods });
    const auth = open(world, { client: { id: "mine", secret: "secret-of-mine" } });
    await world.call(auth);
    await world.clock.advance(3_600_000);
    await world.call(auth);
    await auth.logout(SERVER);
    const sent = [...world.to(TOKEN), ...world.to(`${ISSUER}/revoke`)];
    expect(sent).toHaveLength(3);
    for (const { form, headers } of sent) {
      expect(headers.has("authorization")).toBe(method === "basic");
      const shown = [form["client_id"], form["client_secret"]];
      expect(shown).toEqual(
        method === "basic" ? [undefined, undefined] : ["mine", "secret-of-mine"],
      );
    }
  },
);

test("a secret that is refused by one method is tried by the other, which is remembered", async () => {
  const world = new ScriptedWorld();
  world.changeMetadata({
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  });
  world.answers.set(TOKEN, ({ form }) =>
    form["client_secret"] === "secret-of-mine"
      ? Response.json(world.issue(form))
      : Response.json({ error: "invalid_client" }, { status: 401 }),
  );
  const auth = open(world, { client: { id: "mine", secret: "secret-of-mine" } });
  expect(await world.call(auth)).toBe(200);
  expect(world.forms).toHaveLength(2);
  await world.clock.advance(3_600_000);
  expect(await world.call(auth)).toBe(200);
  expect(world.forms).toHaveLength(3);
});

test.each([
  ["invalid_client", 2, 401],
  ["invalid_grant", 1, 400],
])(
  "a refresh that is refused with %s makes %i registrations in all",
  async (error, count, status) => {
    const world = new ScriptedWorld();
    const auth = open(world);
    await world.call(auth);
    world.answers.set(TOKEN, ({ form }) =>
      form["client_id"] === "client-number-1" && form["grant_type"] === "refresh_token"
        ? Response.json({ error }, { status })
        : Response.json(world.issue(form)),
    );
    world.revoke();
    expect(await world.call(auth)).toBe(200);
    expect(world.to(REGISTER)).toHaveLength(count);
  },
);

test("a client that its server has forgotten is registered again, once", async () => {
  const world = new ScriptedWorld();
  world.answers.set(TOKEN, () => Response.json({ error: "invalid_client" }, { status: 401 }));
  await expect(world.call(open(world))).rejects.toMatchObject({
    data: { code: "token_request_failed" },
  });
  expect(world.to(REGISTER)).toHaveLength(2);
});

test("a login that never came back makes the next one register again", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  await world.call(open(world, { store }));
  await open(world, { store }).logout(SERVER);
  world.onCallback = () => Promise.reject(new Error("the page shows an error and stays"));
  await expect(world.call(open(world, { store }))).rejects.toThrow("stays");
  world.onCallback = (callback) => callback;
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.pages.map(({ searchParams }) => searchParams.get("client_id"))).toEqual([
    "client-number-1",
    "client-number-1",
    expect.not.stringMatching(/^client-number-1$/),
  ]);
  expect(world.to(REGISTER)).toHaveLength(2);
});

test("another redirect URI renews the registration, and keeps the tokens of the old one", async () => {
  const world = new ScriptedWorld();
  const store = new MemoryTokenStore(world.clock);
  await world.call(open(world, { store }));
  world.redirectUri = "http://127.0.0.1:4000/callback";
  await world.clock.advance(3_600_000);
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.to(REGISTER)).toHaveLength(1);
  world.answers.set(TOKEN, ({ form }) =>
    form["grant_type"] === "refresh_token"
      ? Response.json({ error: "invalid_grant" }, { status: 400 })
      : Response.json(world.issue(form)),
  );
  world.revoke();
  expect(await world.call(open(world, { store }))).toBe(200);
  expect(world.to(REGISTER)).toHaveLength(2);
  expect(world.registered.at(-1)).toEqual(["http://127.0.0.1:3000/callback"]);
  expect(world.pages.at(-1)?.searchParams.get("redirect_uri")).toBe(world.redirectUri);
});

test("a secret of no named issuer goes to the first one, and not to another that a server names", async () => {
  const world = new ScriptedWorld();
  const evil = "https://evil.example";
  const client = { id: "mine", secret: "secret-of-mine" };
  const auth = open(world, { client });
  expect(await world.call(auth)).toBe(200);
  world.revoke();
  world.changeResource({ authorization_servers: [evil] });
  world.answers.set(`${evil}/.well-known/oauth-authorization-server`, () =>
    Response.json({ ...world.metadata(), issuer: evil, token_endpoint: `${evil}/token` }),
  );
  await expect(world.call(auth)).rejects.toMatchObject({ data: { code: "issuer_mismatch" } });
  expect(world.to(`${evil}/token`)).toEqual([]);
  expect(world.pages).toHaveLength(1);
});

/** Registers clients with a secret; the answer names the method only if it is given. */
function giveSecret(world: ScriptedWorld, method: string | undefined): void {
  world.answers.set(REGISTER, ({ json }) =>
    Response.json({
      ...json,
      client_id: "registered",
      client_secret: "secret-of-it",
      token_endpoint_auth_method: method,
    }),
  );
}

test.each([
  ["client_secret_post", undefined, ["registered", "secret-of-it", false]],
  ["client_secret_basic", undefined, [undefined, undefined, true]],
  // The server's own word counts: it gives secrets to all, and wants none of them.
  ["client_secret_post", "none", ["registered", undefined, false]],
])(
  "a secret from a server of %s that names the method %s is used as the server means (patvice/ruby_llm-mcp#137, microsoft/vscode#250537)",
  async (supported, named, expected) => {
    const world = new ScriptedWorld();
    world.changeMetadata({ token_endpoint_auth_methods_supported: [supported, "none"] });
    giveSecret(world, named);
    expect(await world.call(open(world))).toBe(200);
    const [request] = world.to(TOKEN);
    const { client_id: id, client_secret: secret } = request?.form ?? {};
    expect([id, secret, request?.headers.has("authorization")]).toEqual(expected);
  },
);

test("a server that refuses metadata of ours is asked for what it lists, once (lobehub/lobehub#17570, TracecatHQ/tracecat#3069)", async () => {
  const refusal = (): Response =>
    Response.json({ error: "invalid_client_metadata" }, { status: 400 });
  const world = new ScriptedWorld();
  world.changeMetadata({ grant_types_supported: ["authorization_code"] });
  const register = world.answers.get(REGISTER);
  world.answers.set(REGISTER, async (request) =>
    String(request.json["grant_types"]).includes("refresh_token")
      ? refusal()
      : ((await register?.(request)) ?? refusal()),
  );
  expect(await world.call(open(world))).toBe(200);
  expect(world.to(REGISTER).map(({ json }) => json["grant_types"])).toEqual([
    ["authorization_code", "refresh_token"],
    ["authorization_code"],
  ]);

  const secretive = new ScriptedWorld();
  secretive.answers.set(REGISTER, ({ json }) =>
    json["token_endpoint_auth_method"] === "none"
      ? refusal()
      : Response.json({ ...json, client_id: "registered", client_secret: "secret-of-it" }),
  );
  expect(await secretive.call(open(secretive))).toBe(200);
  expect(secretive.to(TOKEN)[0]?.headers.get("authorization")).toMatch(/^Basic /);

  const closed = new ScriptedWorld();
  closed.changeMetadata({ grant_types_supported: ["authorization_code"] });
  closed.answers.set(REGISTER, refusal);
  await expect(closed.call(open(closed))).rejects.toMatchObject({
    data: { code: "registration_failed" },
  });
  expect(closed.to(REGISTER)).toHaveLength(2);
});

test("refresh tokens are asked for where a server's list leaves them out, and so are the program's own wishes (tuannvm/oauth-mcp-proxy#33, PrefectHQ/fastmcp#2460)", async () => {
  const world = new ScriptedWorld();
  world.changeMetadata({ grant_types_supported: ["authorization_code"] });
  expect(await world.call(open(world))).toBe(200);
  expect(world.to(REGISTER).map(({ json }) => json["grant_types"])).toEqual([
    ["authorization_code", "refresh_token"],
  ]);
  const own = new ScriptedWorld();
  own.answers.set(REGISTER, () =>
    Response.json({ error: "invalid_client_metadata" }, { status: 400 }),
  );
  const clientMetadata = { token_endpoint_auth_method: "none" };
  await expect(own.call(open(own, { clientMetadata }))).rejects.toThrow("invalid_client_metadata");
  expect(own.to(REGISTER)).toHaveLength(1);
});
