import type { ClientAuth } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Fetch } from "../network/fetch.ts";
import { diagnose } from "./diagnose.ts";
import type { Finding } from "./finding.ts";

const SERVER = "https://mcp.example/mcp";
const PRM = "https://mcp.example/.well-known/oauth-protected-resource/mcp";
const AS = "https://idp.example/.well-known/oauth-authorization-server";
const RESOURCE = { resource: SERVER, authorization_servers: ["https://idp.example"] };
const ISSUER = {
  issuer: "https://idp.example",
  authorization_endpoint: "https://idp.example/authorize",
  token_endpoint: "https://idp.example/token",
  registration_endpoint: "https://idp.example/register",
  code_challenge_methods_supported: ["S256"],
};
const CHALLENGE = { "www-authenticate": `Bearer resource_metadata="${PRM}"` };

type Answer = (request: Request) => Response;

/** A world of URLs; the server asks for a token unless it gets a good one. */
function world(answers: Readonly<Record<string, Answer | object>> = {}): Fetch {
  const all: Record<string, Answer | object> = {
    [SERVER]: ({ headers }: Request) =>
      headers.get("authorization")?.includes(".") === true
        ? Response.json({})
        : new Response(null, { status: 401, headers: CHALLENGE }),
    [PRM]: RESOURCE,
    [AS]: ISSUER,
    ...answers,
  };
  return async (input, init) => {
    const request = new Request(input, init);
    const answer = all[request.url];
    if (answer === undefined) return new Response("not found", { status: 404 });
    return typeof answer === "function" ? (answer as Answer)(request) : Response.json(answer);
  };
}

function tokenOf(claims: object): string {
  const encode = (value: object): string => btoa(JSON.stringify(value)).replaceAll("=", "");
  return `${encode({ alg: "none" })}.${encode(claims)}.c2ln`;
}

/** A login that sends the given header. */
function login(authorization?: string): ClientAuth {
  return {
    headers: () => (authorization === undefined ? {} : { authorization }),
    onChallenge: async () => {
      throw new Error("a diagnosis signs no user in");
    },
    principal: () => "ann",
  };
}

async function examine(fetch: Fetch, auth?: ClientAuth): Promise<Finding[]> {
  const clock = { now: () => 1_000_000, monotonic: () => 0, schedule: () => () => undefined };
  return await gather(diagnose(SERVER, { fetch, clock, ...(auth !== undefined && { auth }) }));
}

async function gather(findings: AsyncIterable<Finding>): Promise<Finding[]> {
  const all: Finding[] = [];
  for await (const finding of findings) all.push(finding);
  return all;
}

function summary(findings: readonly Finding[]): string[] {
  return findings.map(({ step, status }) => `${step} ${status}`);
}

const WELL = [
  "server ok",
  "challenge ok",
  "resource ok",
  "issuer ok",
  "pkce ok",
  "registration ok",
];

test("a server whose every step is right", async () => {
  expect(summary(await examine(world()))).toEqual(WELL);
  const token = tokenOf({ iss: "https://idp.example", aud: SERVER, exp: 2_000 });
  expect(summary(await examine(world(), login(`Bearer ${token}`)))).toEqual([
    ...WELL,
    "login ok",
    "token ok",
    "call ok",
  ]);
});

test("without a login the command that signs in is named", async () => {
  const found = (await examine(world(), login())).at(-1);
  expect(found).toMatchObject({ step: "login", fix: `sign in: mortise login ${SERVER}` });
});

test.each<[string, Record<string, Answer | object>, string, RegExp]>([
  ["is open", { [SERVER]: () => Response.json({}) }, "server ok", /without a sign-in/],
  ["does not exist", { [SERVER]: () => new Response("", { status: 404 }) }, "server wrong", /404/],
  ["fails", { [SERVER]: () => new Response("", { status: 502 }) }, "server wrong", /502/],
  [
    "redirects",
    {
      [SERVER]: () =>
        new Response("", { status: 308, headers: { location: "https://new.example/mcp?t=1" } }),
    },
    "server wrong",
    /redirects to https:\/\/new\.example\/mcp$/,
  ],
  [
    "cannot be reached",
    {
      [SERVER]: () => {
        throw new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") });
      },
    },
    "server wrong",
    /ECONNREFUSED/,
  ],
  [
    "sends 401 without a challenge",
    { [SERVER]: () => new Response("", { status: 401 }) },
    "challenge wrong",
    /without WWW-Authenticate/,
  ],
  [
    "names the metadata of another resource",
    { [PRM]: { ...RESOURCE, resource: "https://other.example/mcp" } },
    "resource wrong",
    /other\.example/,
  ],
  ["names no issuer", { [PRM]: { resource: SERVER } }, "resource wrong", /no authorization server/],
  [
    "names an issuer whose metadata has another name",
    { [AS]: { ...ISSUER, issuer: "https://evil.example" } },
    "issuer wrong",
    /evil\.example/,
  ],
  [
    "names an issuer without metadata",
    { [AS]: () => new Response("", { status: 404 }) },
    "issuer wrong",
    /idp\.example/,
  ],
  [
    "publishes nothing at all",
    {
      [PRM]: () => new Response("", { status: 404 }),
      [SERVER]: () => new Response("", { status: 401, headers: { "www-authenticate": "Bearer" } }),
    },
    "issuer wrong",
    /mcp\.example publishes no metadata either/,
  ],
  [
    "names an issuer that says nothing of PKCE",
    { [AS]: { ...ISSUER, code_challenge_methods_supported: undefined } },
    "pkce wrong",
    /S256/,
  ],
  [
    "names an issuer that registers no clients",
    { [AS]: { ...ISSUER, registration_endpoint: undefined } },
    "registration note",
    /registers no clients/,
  ],
])("a server that %s", async (_case, answers, expected, message) => {
  const findings = await examine(world(answers));
  const found = findings.find(({ step, status }) => `${step} ${status}` === expected);
  expect(found?.found).toMatch(message);
  if (found?.status === "wrong") expect(found.fix).not.toBe("");
});

test.each([
  [{ aud: "https://other.example", exp: 2_000 }, /is for "https:\/\/other\.example", not for/],
  [{ exp: 2_000 }, /has no audience/],
  [{ aud: SERVER, exp: 999 }, /has expired/],
  [{ aud: SERVER, iss: "https://evil.example" }, /is of "https:\/\/evil\.example"/],
  [{ aud: SERVER, cnf: { jkt: "x" } }, /bound to a key/],
])(
  "a token with the claims %j is said to be wrong, and is not repeated",
  async (claims, message) => {
    const token = tokenOf(claims);
    const findings = await examine(world(), login(`Bearer ${token}`));
    const faults = findings.filter(({ step, status }) => step === "token" && status === "wrong");
    expect(faults.map(({ found }) => found).join("\n")).toMatch(message);
    expect(JSON.stringify(findings)).not.toContain(token.slice(0, 12));
  },
);

test("a token that the server refuses all the same", async () => {
  const refusing = world({
    [SERVER]: () =>
      new Response("", {
        status: 401,
        headers: { "www-authenticate": `Bearer error="invalid_token", resource_metadata="${PRM}"` },
      }),
  });
  const findings = await examine(refusing, login("Bearer opaque"));
  expect(summary(findings).slice(-2)).toEqual(["token note", "call wrong"]);
  expect(findings.at(-1)?.found).toBe("The server refuses the token (401, invalid_token)");
});

test("the session that the first message begins is ended", async () => {
  const methods: string[] = [];
  const fetch = world({
    [SERVER]: ({ method }: Request) => {
      methods.push(method);
      return new Response("{}", { headers: { "mcp-session-id": "s-1" } });
    },
  });
  await examine(fetch);
  expect(methods).toEqual(["POST", "DELETE"]);
});

test("an aborted examination rejects, and an unknown option is refused", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  const run = gather(diagnose(SERVER, { signal }));
  await expect(run).rejects.toThrow("enough");
  await expect(gather(diagnose(SERVER, { url: 1 } as never))).rejects.toThrow("url");
});
