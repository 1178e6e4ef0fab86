import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { challengesOf, toAuthRequest, toRefusal } from "../fixture/auth-request.ts";
import { ISSUER, RESOURCE } from "../fixture/token-issuer.ts";
import type { Fetch } from "../network/fetch.ts";
import type { IntrospectionOptions } from "./introspection.ts";
import { introspection } from "./introspection.ts";

const ENDPOINT = `${ISSUER}/introspect`;

/** An authorization server that answers about every token alike. */
function start(
  answer: () => Response,
  claims?: { audience: readonly string[] },
  reuse?: IntrospectionOptions["reuse"],
) {
  const clock = createFakeClock();
  const bodies: string[] = [];
  const headers: (string | null)[] = [];
  const fetch: Fetch = async (input, init) => {
    expect(String(input)).toBe(ENDPOINT);
    bodies.push(String(init?.body));
    headers.push(new Headers(init?.headers).get("authorization"));
    return answer();
  };
  const auth = introspection({
    issuer: ISSUER,
    clientId: "tools:1",
    clientSecret: "p%ss word",
    endpoint: ENDPOINT,
    audience: RESOURCE,
    fetch,
    clock,
    ...(claims && { claims }),
    ...(reuse !== undefined && { reuse }),
  });
  const send = (token: string) =>
    auth.authenticate(toAuthRequest({ authorization: `Bearer ${token}` }));
  return { auth, clock, bodies, headers, send };
}

const active = (clock: () => number, more: object = {}) => ({
  active: true,
  iss: ISSUER,
  aud: RESOURCE,
  sub: "ann",
  client_id: "desk",
  scope: "orders:read orders:write",
  exp: Math.floor(clock() / 1000) + 3600,
  ...more,
});

test("a token is asked about once a minute, with the credentials of this server", async () => {
  let isActive = true;
  const scene: ReturnType<typeof start> = start(() =>
    Response.json(isActive ? active(scene.clock.now) : { active: false }),
  );
  const { clock, send, bodies, headers } = scene;
  expect(await send("opaque")).toMatchObject({
    principal: { id: `${ISSUER}#ann`, clientId: "desk", scopes: ["orders:read", "orders:write"] },
  });
  await Promise.all(Array.from({ length: 99 }, () => send("opaque")));
  expect(bodies).toEqual(["token=opaque&token_type_hint=access_token"]);
  expect(headers).toEqual([`Basic ${btoa("tools%3A1:p%25ss+word")}`]);
  isActive = false;
  await clock.advance("61s");
  expect(toRefusal(await send("opaque")).message).toContain("not active");
  await send("opaque");
  expect(bodies).toHaveLength(2);
});

test.each([
  [undefined, 60],
  ["10s", 10],
] as const)(
  "with reuse %s a revoked token is refused %s s after its last confirmation, also without exp (comet-ml/opik#8153)",
  async (reuse, seconds) => {
    let isRevoked = false;
    const scene: ReturnType<typeof start> = start(
      () =>
        Response.json(isRevoked ? { active: false } : active(scene.clock.now, { exp: undefined })),
      undefined,
      reuse,
    );
    const { clock, send, bodies } = scene;
    expect(await send("opaque")).toHaveProperty("principal");
    isRevoked = true;
    await clock.advance(seconds * 1000 - 1);
    // Uses in the meantime do not put the end off.
    expect(await send("opaque")).toHaveProperty("principal");
    await clock.advance(1);
    expect(toRefusal(await send("opaque")).message).toContain("not active");
    expect(bodies).toHaveLength(2);
  },
);

test("a client without a user is another caller than the user of its name", async () => {
  const own: ReturnType<typeof start> = start(() =>
    Response.json(active(own.clock.now, { sub: undefined, client_id: "ann" })),
  );
  const users: ReturnType<typeof start> = start(() => Response.json(active(users.clock.now)));
  expect(await own.send("opaque")).toMatchObject({
    principal: { id: `${ISSUER}?client#ann`, subject: "ann", clientId: "ann" },
  });
  expect(await users.send("opaque")).toMatchObject({ principal: { id: `${ISSUER}#ann` } });
});

describe("an answer that refuses:", () => {
  test.each([
    ["not active", { active: false }, "not active"],
    ["active as text", { active: "true" }, "cannot be checked now"],
    ["another audience", { aud: "https://other.example" }, "audience"],
    ["no audience", { aud: undefined }, "audience"],
    ["another issuer", { iss: "https://evil.example" }, "issuer"],
    ["a past end", { exp: 1 }, "expired"],
    ["a later begin", { nbf: 9e9 }, "not valid yet"],
  ])("%s", async (_case, parts, text) => {
    const scene: ReturnType<typeof start> = start(() =>
      Response.json(active(scene.clock.now, parts)),
    );
    expect(toRefusal(await scene.send("opaque")).message).toContain(text);
  });
});

test("a claim that stands for the audience can be named", async () => {
  const scene: ReturnType<typeof start> = start(
    () => Response.json(active(scene.clock.now, { aud: undefined, client_id: RESOURCE })),
    { audience: ["client_id"] },
  );
  expect(await scene.send("opaque")).toHaveProperty("principal");
});

test.each([
  ["fails", () => new Response("", { status: 500 })],
  ["refuses this server", () => Response.json({ error: "invalid_client" }, { status: 401 })],
  ["answers a page", () => new Response("<html>")],
])("an authorization server that %s gets 503 and not 401", async (_case, answer) => {
  const refusal = toRefusal(await start(answer).send("opaque"));
  expect(refusal.status).toBe(503);
  expect(challengesOf(refusal)).toEqual([]);
  expect(JSON.stringify(refusal)).not.toContain("p%ss");
});
