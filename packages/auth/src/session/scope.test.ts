import { expect, test } from "vitest";
import type { UserAgent } from "../grant/user-agent.ts";
import { oauth } from "../oauth.ts";
import { MemoryTokenStore } from "../token-store/memory-token-store.ts";
import { ISSUER, ScriptedWorld, SERVER } from "./fixture/scripted-world.ts";

function open(world: ScriptedWorld, options: Parameters<typeof oauth>[0] = {}) {
  return oauth({ ...world.options, userAgent: world.userAgent, ...options });
}

const asked = (world: ScriptedWorld) =>
  world.pages.map(({ searchParams }) => searchParams.get("scope"));

test.each<[name: string, set: (world: ScriptedWorld) => void, scope: string | null]>([
  ["none at all", () => undefined, null],
  [
    "those of the challenge",
    (world) => {
      world.challenge = ', scope="a b"';
      world.changeResource({ scopes_supported: ["c"] });
    },
    "a b",
  ],
  [
    "those of the resource",
    (world) => world.changeResource({ scopes_supported: ["c", "d"] }),
    "c d",
  ],
  [
    "not those of the authorization server",
    (world) => world.changeMetadata({ scopes_supported: ["x"] }),
    null,
  ],
  [
    "offline access, if the authorization server knows it",
    (world) => {
      world.challenge = ', scope="a"';
      world.changeMetadata({ scopes_supported: ["a", "offline_access", "z"] });
    },
    "a offline_access",
  ],
  [
    "not the metadata URL of the challenge",
    (world) => world.changeResource({ scopes_supported: [] }),
    null,
  ],
])("the scopes that are asked for: %s", async (_name, set, scope) => {
  const world = new ScriptedWorld();
  set(world);
  await world.call(open(world));
  expect(asked(world)).toEqual([scope]);
});

test("scopes of the program come before those of the server; of a provider that needs some, last", async () => {
  const world = new ScriptedWorld();
  world.challenge = ', scope="a"';
  await world.call(open(world, { scopes: ["mine"] }));
  world.challenge = "";
  await world.call(open(world, { quirks: "cognito" }));
  expect(asked(world)).toEqual(["mine", "openid"]);
});

test("a tool that needs more is asked for with what there was, in one login", async () => {
  const world = new ScriptedWorld();
  world.challenge = ', scope="read"';
  world.neededScopes.set("write", ["write"]);
  world.neededScopes.set("drop", ["admin", "write"]);
  const auth = open(world);
  expect(await world.call(auth)).toBe(200);
  expect(await world.call(auth, "write")).toBe(200);
  expect(await world.call(auth, "drop")).toBe(200);
  expect(asked(world)).toEqual(["read", "read write", "read write admin"]);
  expect(world.forms.every(({ grant_type: type }) => type === "authorization_code")).toBe(true);
});

test("a login with further scopes asks for them once, and says to the page which are lacking", async () => {
  const world = new ScriptedWorld();
  world.challenge = ', scope="read"';
  const store = new MemoryTokenStore();
  await world.call(open(world, { store }));
  const needed: unknown[] = [];
  const userAgent: UserAgent = {
    visit: async (request) => {
      needed.push(request.needed);
      return await world.userAgent.visit(request);
    },
  };
  const later = open(world, { store, userAgent, scopes: ["write", "offline_access"] });
  const account = await later.login(SERVER);
  expect(account.scopes).toEqual(expect.arrayContaining(["read", "write"]));
  await later.login(SERVER);
  expect(asked(world)).toEqual(["read", "read write offline_access"]);
  expect(needed).toEqual([["write", "offline_access"]]);
});

test("step-ups are kept by a later login", async () => {
  const world = new ScriptedWorld();
  world.challenge = ', scope="read"';
  world.neededScopes.set("write", ["write"]);
  world.givesRefreshToken = false;
  const auth = open(world);
  await world.call(auth, "write");
  world.revoke();
  expect(await world.call(auth, "write")).toBe(200);
  expect(asked(world)).toEqual(["read", "read write", "read write"]);
});

test("a server that is never content ends in a typed error after one login more", async () => {
  const world = new ScriptedWorld();
  world.neededScopes.set("write", ["write"]);
  const auth = open(world);
  const issue = world.issue.bind(world);
  world.answers.set(`${ISSUER}/token`, () => Response.json({ ...issue({}), scope: "read" }));
  const refused = { data: { code: "insufficient_scope", status: 403, scopes: ["write"] } };
  await expect(world.call(auth, "write")).rejects.toMatchObject(refused);
  await expect(world.call(auth, "write")).rejects.toMatchObject(refused);
  expect(asked(world)).toEqual([null, "write"]);
});

test("calls that need the same scope at the same time make one login", async () => {
  const world = new ScriptedWorld();
  world.neededScopes.set("write", ["write"]);
  const auth = open(world);
  await world.call(auth);
  const calls = Promise.all([1, 2, 3].map(() => world.call(auth, "write")));
  expect(await calls).toEqual([200, 200, 200]);
  expect(asked(world)).toEqual([null, "write"]);
});

test.each(["", 'Bearer error="invalid_token"', 'Bearer error="insufficient_scope"', "Basic"])(
  "403 with the challenge %j is final",
  async (challenge) => {
    const world = new ScriptedWorld();
    const auth = open(world);
    await world.call(auth);
    world.answers.set(
      "https://mcp.example/mcp",
      () => new Response(null, { status: 403, headers: { "www-authenticate": challenge } }),
    );
    const before = world.seen.length;
    expect(await world.call(auth)).toBe(403);
    expect(world.seen.length - before).toBe(1);
  },
);

test.each([
  [undefined, "consent"],
  [{ omitPrompt: true }, null],
  ["entra" as const, null],
  // Google gives a refresh token after a new consent alone.
  ["google" as const, "consent"],
])(
  "offline access with the quirks %j is asked for with the prompt %s (anthropics/claude-code#49722, modelcontextprotocol/inspector#2068)",
  async (quirks, prompt) => {
    const world = new ScriptedWorld();
    world.changeMetadata({ scopes_supported: ["offline_access"] });
    await world.call(open(world, quirks === undefined ? {} : { quirks }));
    const [page] = world.pages;
    expect(page?.searchParams.get("scope")).toBe("offline_access");
    expect(page?.searchParams.get("prompt")).toBe(prompt);
  },
);
