import { expect, test } from "vitest";
import { oauth } from "../oauth.ts";
import { ISSUER, ScriptedWorld, SERVER } from "../session/fixture/scripted-world.ts";
import { isResourceOf, toResource } from "./resource-match.ts";

const PATH = "https://mcp.example/.well-known/oauth-protected-resource/mcp";
const ROOT = "https://mcp.example/.well-known/oauth-protected-resource";

function open(world: ScriptedWorld, options: Parameters<typeof oauth>[0] = {}) {
  return oauth({ ...world.options, userAgent: world.userAgent, ...options });
}

/** Makes the server refuse with the given challenge while there is no token. */
function challengeWith(world: ScriptedWorld, challenge: string | undefined): void {
  const serve = world.answers.get(SERVER);
  world.answers.set(SERVER, async (request) => {
    if (request.headers.has("authorization") && serve !== undefined) return await serve(request);
    const headers = challenge === undefined ? {} : { "www-authenticate": challenge };
    return new Response(null, { status: 401, headers });
  });
}

test.each([
  ["https://h.example", "https://h.example/", true],
  ["https://h.example/", "https://h.example", true],
  ["https://h.example", "https://h.example/mcp", true],
  ["https://h.example/mcp", "https://h.example/mcp", true],
  ["https://h.example/mcp", "https://h.example/mcp/x", true],
  ["https://h.example/mcp/", "https://h.example/mcp", false],
  ["https://h.example/mc", "https://h.example/mcp", false],
  ["https://h.example/other", "https://h.example/mcp", false],
  ["http://h.example/mcp", "https://h.example/mcp", false],
  ["https://other.example/mcp", "https://h.example/mcp", false],
  ["https://h.example.evil/mcp", "https://h.example/mcp", false],
  ["https://u@h.example/mcp", "https://h.example/mcp", false],
  ["https://h.example/mcp#x", "https://h.example/mcp", false],
  ["https://h.example/mcp?a=1", "https://h.example/mcp", false],
  ["https://h.example/mcp?a=1", "https://h.example/mcp?a=1", true],
  ["not a URL", "https://h.example/mcp", false],
])("metadata of %s applies to %s: %s", (resource, server, applies) => {
  expect(isResourceOf(resource, new URL(server))).toBe(applies);
});

test("a resource identifier has no fragment, and no slash that was not there", () => {
  expect(toResource(new URL("https://h.example/#x"))).toBe("https://h.example");
  expect(toResource(new URL("https://h.example/mcp?a=1"))).toBe("https://h.example/mcp?a=1");
  expect(toResource(new URL("https://h.example/mcp/"))).toBe("https://h.example/mcp/");
});

test("the metadata that the challenge names is used, and nothing is guessed", async () => {
  const world = new ScriptedWorld();
  const custom = "https://mcp.example/custom/x";
  world.answers.set(custom, () =>
    Response.json({ resource: SERVER, authorization_servers: [ISSUER] }),
  );
  challengeWith(world, `Bearer resource_metadata="${custom}"`);
  expect(await world.call(open(world))).toBe(200);
  expect(world.to(PATH)).toEqual([]);
});

test.each<[string, () => Response]>([
  ["HTML with 200", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
  ["401", () => new Response(null, { status: 401 })],
  ["403", () => new Response("no", { status: 403 })],
  ["404", () => new Response("no", { status: 404 })],
  ["406", () => new Response("no", { status: 406 })],
  ["502", () => new Response("no", { status: 502 })],
])("%s at a guessed URL means that the next one is tried", async (_name, answer) => {
  const world = new ScriptedWorld();
  challengeWith(world, undefined);
  world.answers.set(PATH, answer);
  world.answers.set(ROOT, () =>
    Response.json({ resource: "https://mcp.example", authorization_servers: [ISSUER] }),
  );
  expect(await world.call(open(world))).toBe(200);
  expect(world.pages[0]?.searchParams.get("resource")).toBe("https://mcp.example");
});

test("a challenge whose URL does not exist falls back on its own origin, with a warning", async () => {
  const world = new ScriptedWorld();
  const warnings: string[] = [];
  challengeWith(world, 'Bearer resource_metadata="https://mcp.example/mcp/mcp"');
  const onWarning = (message: string): void => void warnings.push(message);
  expect(await world.call(open(world, { onWarning }))).toBe(200);
  expect(warnings).toEqual([expect.stringContaining("https://mcp.example/mcp/mcp")]);
});

test.each([
  ["https://other.example/none", "no_metadata"],
  ["http://mcp.example/plain", "insecure_url"],
  ["javascript:alert(1)", "insecure_url"],
  ["https://user:pass@other.example/x", "insecure_url"],
])("a challenge that names %s is an error: %s", async (url, code) => {
  const world = new ScriptedWorld();
  challengeWith(world, `Bearer resource_metadata="${url}"`);
  await expect(world.call(open(world))).rejects.toMatchObject({ data: { code } });
  expect(world.pages).toEqual([]);
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["another resource", { resource: "https://evil.example/mcp" }, "resource_mismatch"],
  ["no resource", { resource: undefined }, "invalid_metadata"],
])("metadata with %s is fatal, and no other is tried", async (_name, members, code) => {
  const world = new ScriptedWorld();
  world.changeResource(members);
  world.answers.set(ROOT, () =>
    Response.json({ resource: SERVER, authorization_servers: [ISSUER] }),
  );
  await expect(world.call(open(world))).rejects.toMatchObject({ data: { code } });
  expect(world.to(ROOT)).toEqual([]);
  expect(world.to(`${ISSUER}/register`)).toEqual([]);
});

test("metadata of a foreign host is the error, with both names, and no registration is tried at the server (anthropics/claude-ai-mcp#560)", async () => {
  const world = new ScriptedWorld();
  world.changeResource({ resource: "https://internal.example/mcp" });
  const failure = await world.call(open(world)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ data: { code: "resource_mismatch" } });
  expect(String(failure)).toContain("https://internal.example/mcp");
  expect(String(failure)).toContain(SERVER);
  expect(world.seen.filter(({ method }) => method === "POST").map(({ url }) => url)).toEqual([
    SERVER,
  ]);
  expect(world.pages).toEqual([]);
});

test.each([
  ["https://tools.example/.well-known/oauth-protected-resource/mcp", true],
  [PATH, false],
])("metadata at %s that is not there names the two addresses: %s", async (url, isForeign) => {
  const world = new ScriptedWorld();
  challengeWith(world, `Bearer resource_metadata="${url}"`);
  world.answers.set(url, () => {
    throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
  });
  const failure = (await world.call(open(world)).catch((error: unknown) => error)) as Error;
  expect(failure).toMatchObject({ data: { code: "unreachable" } });
  expect(failure.message).toContain(`${url} gave no answer: getaddrinfo ENOTFOUND`);
  const advice = `connect to the public URL of the server, at ${new URL(url).origin}; or give the server ${SERVER} as its resource`;
  expect(failure.message.includes(advice)).toBe(isForeign);
});

test("of two resources on one origin the one that the challenge names is asked for", async () => {
  const world = new ScriptedWorld();
  const root = { resource: "https://mcp.example", authorization_servers: ["https://b.example"] };
  world.answers.set(ROOT, () => Response.json(root));
  expect(await world.call(open(world))).toBe(200);
  expect(world.pages[0]?.searchParams.get("resource")).toBe(SERVER);
  expect(world.forms.map(({ resource }) => resource)).toEqual([SERVER]);
  expect(world.to(ROOT)).toEqual([]);
});

test("nothing but its metadata and the call is asked of the resource's host", async () => {
  const world = new ScriptedWorld();
  await world.call(open(world));
  const asked = world.seen.filter(({ url }) => new URL(url).origin === new URL(SERVER).origin);
  expect(new Set(asked.map(({ url }) => url))).toEqual(new Set([SERVER, PATH]));
});

test("a server of 2025-03-26 has its authorization server at its origin, with or without metadata", async () => {
  const origin = "https://mcp.example";
  for (const hasMetadata of [true, false]) {
    const world = new ScriptedWorld();
    world.answers.delete(PATH);
    challengeWith(world, undefined);
    if (hasMetadata) {
      world.answers.set(`${origin}/.well-known/oauth-authorization-server`, () =>
        Response.json({ ...world.metadata(), issuer: origin }),
      );
    } else {
      world.answers.set(`${origin}/register`, () => Response.json({ client_id: "legacy" }));
      world.answers.set(`${origin}/token`, ({ form }) => Response.json(world.issue(form)));
    }
    expect(await world.call(open(world))).toBe(200);
    expect(world.pages[0]?.origin).toBe(hasMetadata ? ISSUER : origin);
  }
});

test("a server that says nothing of its authorization server is named as the fault", async () => {
  const world = new ScriptedWorld();
  world.answers.delete(PATH);
  challengeWith(world, undefined);
  const failure = await world.call(open(world)).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    data: { code: "no_metadata", hint: expect.stringContaining("client: { id, issuer }") },
    message: expect.stringMatching(
      /^https:\/\/mcp.example publishes no metadata that says where its tokens come from/,
    ),
  });
  expect(world.pages).toEqual([]);
  // The hint is right.
  const client = { id: "by-hand", issuer: ISSUER };
  expect(await world.call(open(world, { client }))).toBe(200);
  expect(world.pages[0]?.searchParams.get("client_id")).toBe("by-hand");
});

test("a login at an open server does not say that the server asks for one", async () => {
  const world = new ScriptedWorld();
  world.answers.delete(PATH);
  world.answers.set(SERVER, () => Response.json({}));
  const { clock, random, fetch } = world;
  const auth = oauth({ clock, random, fetch });
  await expect(auth.login(SERVER)).rejects.toMatchObject({
    data: { code: "interaction_required" },
    message: expect.stringMatching(
      /^A login at https:\/\/mcp\.example needs a user, .* no metadata/,
    ),
  });
});

test.each([
  [404, "no_metadata"],
  [405, "no_metadata"],
  [400, undefined],
  [302, undefined],
])(
  "a client by hand is sent to the page of 2025-03-26 unless it answers %i",
  async (status, code) => {
    const origin = "https://mcp.example";
    const world = new ScriptedWorld();
    world.answers.delete(PATH);
    challengeWith(world, undefined);
    const headers = { location: "https://idp.example/login" };
    world.answers.set(`${origin}/authorize`, () => new Response(null, { status, headers }));
    world.answers.set(`${origin}/token`, ({ form }) => Response.json(world.issue(form)));
    const outcome = await world
      .call(open(world, { client: { id: "by-hand" } }))
      .catch((error: unknown) => error);
    if (code === undefined) {
      expect([outcome, world.pages[0]?.origin]).toEqual([200, origin]);
      return;
    }
    expect(outcome).toMatchObject({
      data: { code, status, hint: expect.stringContaining("client: { id, issuer }") },
      message: expect.stringContaining(`no page at ${origin}/authorize (${status})`),
    });
    expect(world.pages).toEqual([]);
  },
);

test("of several authorization servers the one with a login is chosen, else the first", async () => {
  const world = new ScriptedWorld();
  const auth = open(world);
  await world.call(auth);
  world.changeResource({ authorization_servers: ["https://first.example", ISSUER] });
  world.revoke();
  expect(await world.call(auth)).toBe(200);
  expect(world.pages).toHaveLength(1);
  await expect(world.call(open(world))).rejects.toMatchObject({
    data: { code: "no_metadata" },
    message: expect.stringContaining("https://first.example"),
  });
});

test("an authorization server without documents is used by the metadata that the program gives", async () => {
  const world = new ScriptedWorld();
  world.answers.delete(`${ISSUER}/.well-known/oauth-authorization-server`);
  const metadata = world.metadata() as { issuer: string };
  expect(await world.call(open(world, { metadata }))).toBe(200);
  expect(world.seen.some(({ url }) => url.startsWith(`${ISSUER}/.well-known/`))).toBe(false);
});

test("everything goes by the fetch for the server, made of the fetch of the connection", async () => {
  const world = new ScriptedWorld();
  const servers: string[] = [];
  const auth = oauth({
    userAgent: world.userAgent,
    clock: world.clock,
    random: world.random,
    fetchFor: (server, base) => {
      servers.push(server.href);
      return (input, init) => (base ?? world.fetch)(input, init);
    },
  });
  expect(await world.call(auth)).toBe(200);
  expect(new Set(servers)).toEqual(new Set([SERVER]));
});

test("a server that answers every path with an object is read for the first that is metadata", async () => {
  const world = new ScriptedWorld();
  challengeWith(world, "Bearer");
  world.answers.set(PATH, () => Response.json({ detail: "Not Found" }));
  world.answers.set(ROOT, () =>
    Response.json({ resource: SERVER, authorization_servers: [ISSUER] }),
  );
  expect(await world.call(open(world))).toBe(200);
});

test.each([[[{ issuer: ISSUER }]], [ISSUER], [[ISSUER, ""]], [{ issuer: ISSUER }]])(
  "authorization servers that are %j are the error, and the server is not taken for one (anthropics/claude-ai-mcp#155)",
  async (issuers) => {
    const world = new ScriptedWorld();
    world.changeResource({ authorization_servers: issuers });
    await expect(world.call(open(world))).rejects.toMatchObject({
      data: { code: "invalid_metadata" },
      message: expect.stringContaining("authorization_servers"),
    });
    expect(world.seen.map(({ url }) => url)).toEqual([SERVER, PATH]);
  },
);

test("an issuer that names itself otherwise is taken where the program trusts it, and must answer in that name (openai/codex#38944, atlassian/atlassian-mcp-server#205)", async () => {
  const own = "https://www.example";
  const start = () => {
    const world = new ScriptedWorld();
    world.changeMetadata({
      issuer: own,
      authorization_response_iss_parameter_supported: true,
    });
    return world;
  };
  const answerAs = (world: ScriptedWorld, issuer: string): void => {
    world.onCallback = (callback) => {
      callback.searchParams.set("iss", issuer);
      return callback;
    };
  };
  for (const [quirks, issuer, code] of [
    [{}, own, "issuer_mismatch"],
    [{ metadataIssuer: "https://other.example" }, own, "issuer_mismatch"],
    [{ metadataIssuer: own }, ISSUER, "issuer_mismatch"],
    [{ metadataIssuer: own }, own, undefined],
  ] as const) {
    const world = start();
    answerAs(world, issuer);
    const call = world.call(open(world, { quirks }));
    if (code === undefined) expect(await call).toBe(200);
    else await expect(call).rejects.toMatchObject({ data: { code } });
  }
});

test.each(["https://accounts.example/", "https://accounts.example"])(
  "the issuer %s of a server is that of its metadata, with and without the slash (modelcontextprotocol/python-sdk#1919)",
  async (named) => {
    const world = new ScriptedWorld();
    const own = "https://accounts.example";
    world.changeResource({ authorization_servers: [named] });
    world.answers.set(`${own}/.well-known/openid-configuration`, () =>
      Response.json({ ...world.metadata(), issuer: own }),
    );
    world.onCallback = (callback) => {
      callback.searchParams.set("iss", own);
      return callback;
    };
    expect(await world.call(open(world))).toBe(200);
  },
);

test("an issuer with a path keeps the slash at its end (maziggy/bambuddy#995, Freika/dawarich#2925)", async () => {
  const world = new ScriptedWorld();
  const issuer = `${ISSUER}/application/o/mcp/`;
  world.changeResource({ authorization_servers: [issuer] });
  world.answers.set(`${issuer}.well-known/openid-configuration`, () =>
    Response.json({ ...world.metadata(), issuer }),
  );
  expect(await world.call(open(world))).toBe(200);
});

test("a server that names no authorization server gets the one that the program names, and a client there (BuilderIO/agent-native#5268, forcedotcom/mcp-hosted#24)", async () => {
  const world = new ScriptedWorld();
  challengeWith(world, "Bearer");
  world.answers.delete(PATH);
  expect(await world.call(open(world, { metadata: { issuer: ISSUER } }))).toBe(200);
  expect(world.to(`${ISSUER}/register`)).toHaveLength(1);
  expect(world.forms[0]).toMatchObject({ resource: SERVER });
  const other = new ScriptedWorld();
  await expect(
    other.call(open(other, { metadata: { issuer: "https://other.example" } })),
  ).rejects.toMatchObject({ data: { code: "issuer_mismatch" } });
});
