import type { AuthProvider } from "@mortise/protocol";
import { isAuthRefusal } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { apiKey } from "../api-key/api-key.ts";
import { challengesOf, toAuthRequest, toRefusal } from "../fixture/auth-request.ts";
import { METADATA, start } from "../fixture/scene.ts";
import { bearerAuth } from "../resource-server/bearer-auth.ts";
import { anyOf } from "./any-of.ts";
import { optional } from "./optional.ts";

const KEY = "a-key-of-the-nightly-job";
const keys = apiKey({
  keys: { nightly: [KEY, "the-key-that-replaces-it"], other: "another-key-of-mine" },
  scopes: ["read"],
});
const send = (auth: AuthProvider, headers: Record<string, string | readonly string[]>) =>
  auth.authenticate(toAuthRequest(headers));

describe("apiKey", () => {
  test("a key names its holder, and two keys may have one holder", async () => {
    for (const key of [KEY, "the-key-that-replaces-it"]) {
      expect(await send(keys, { "x-api-key": key })).toEqual({
        principal: { id: "api-key:#nightly", subject: "nightly", scopes: ["read"] },
      });
    }
  });

  test.each<[Record<string, string | readonly string[]>, number]>([
    [{}, 401],
    [{ "x-api-key": "" }, 401],
    [{ "x-api-key": "wrong" }, 401],
    [{ "x-api-key": "nightly" }, 401],
    [{ "x-api-key": "constructor" }, 401],
    [{ "x-api-key": [KEY, KEY] }, 400],
    [{ "x-api-key": "x".repeat(5000) }, 400],
  ])("the headers %j are refused", async (headers, status) => {
    expect(toRefusal(await send(keys, headers)).status).toBe(status);
  });

  test("a key can come as a bearer token, and a function can know the keys", async () => {
    const verify = async (key: string) => (key === KEY ? { id: "ann" } : undefined);
    const auth = apiKey({ header: "Authorization", verify });
    expect(await send(auth, { authorization: `Bearer ${KEY}` })).toEqual({
      principal: { id: "ann" },
    });
    const refusal = toRefusal(await send(auth, { authorization: "Bearer wrong" }));
    expect([refusal.status, ...challengesOf(refusal)]).toEqual([401, "Bearer"]);
    expect(toRefusal(await send(auth, { authorization: "Bearer" })).status).toBe(400);
  });

  test.each([
    [{}, "either keys or"],
    [{ keys: {}, verify: () => undefined }, "either keys or"],
    [{ keys: {} }, "empty"],
    [{ keys: { a: "short" } }, "too short"],
    [{ keys: { a: undefined } }, "missing"],
    [{ keys: { a: KEY }, header: "x y" }, "no name of a header"],
    [{ kees: {} }, "did you mean"],
  ])("the options %j are refused", (options, message) => {
    expect(() => apiKey(options as never)).toThrow(message);
  });
});

describe("anyOf", () => {
  test("the first provider that lets a request in decides", async () => {
    const { auth, issuer } = await start();
    const either = anyOf<never>(auth as never, keys as never);
    expect(await send(either, { "x-api-key": KEY })).toMatchObject({
      principal: { subject: "nightly" },
    });
    const token = await issuer.issue();
    expect(await send(either, { authorization: `Bearer ${token}` })).toMatchObject({
      principal: { subject: "ann" },
    });
  });

  test("a 401 has one challenge of each scheme, and refused credentials count before none", async () => {
    const { auth, issuer } = await start();
    const either = anyOf<never>(auth as never, keys as never, auth as never);
    const none = toRefusal(await send(either, {}));
    expect(none.lacksCredentials).toBe(true);
    expect(challengesOf(none)).toEqual([
      `Bearer resource_metadata="${METADATA}"`,
      'ApiKey header="x-api-key"',
    ]);
    const bad = toRefusal(
      await send(either, {
        authorization: `Bearer ${await issuer.issue({ claims: { aud: "x" } })}`,
      }),
    );
    expect(bad).toMatchObject({
      status: 401,
      message: expect.stringContaining("audience"),
      lacksCredentials: false,
    });
    expect(challengesOf(bad)[0]).toContain('error="invalid_token"');
  });

  test("an outage of one provider is not taken for bad credentials", async () => {
    const { auth, issuer } = await start();
    issuer.answers = "down";
    const either = anyOf<never>(keys as never, auth as never);
    expect(await send(either, { authorization: `Bearer ${await issuer.issue()}` })).toMatchObject({
      status: 503,
    });
  });

  test("metadata at one path names the authorization servers of both", async () => {
    const options = { audience: "https://tools.example/mcp" };
    const either = anyOf(
      bearerAuth({ issuer: "https://a.example", ...options, scopes: ["a"] }),
      bearerAuth({ issuer: "https://b.example", ...options, scopes: ["b"] }),
    );
    const routes = either.routes?.({ path: "/mcp" }) ?? [];
    expect(new Set(routes.map(({ path }) => path)).size).toBe(routes.length);
    const response = await routes[0]?.handle(new Request("https://tools.example/x"));
    expect(await response?.json()).toMatchObject({
      resource: "https://tools.example/mcp",
      authorization_servers: ["https://a.example", "https://b.example"],
      scopes_supported: ["a", "b"],
    });
  });

  test("a denied tool is worded by the provider that let the caller in", async () => {
    const { auth, issuer } = await start();
    const either = anyOf<never>(keys as never, auth as never);
    const outcome = await send(either, { authorization: `Bearer ${await issuer.issue()}` });
    if (isAuthRefusal(outcome)) throw new Error(outcome.message);
    const denial = {
      principal: outcome.principal,
      method: "tools/call",
      target: "t",
      scopes: ["w"],
    };
    const refusal = either.challenge?.(
      denial,
      toAuthRequest({ "mcp-protocol-version": "2026-07-28" }),
    );
    expect(challengesOf(refusal as never)[0]).toContain('scope="w"');
  });

  test("no provider at all is refused", () => {
    expect(() => anyOf()).toThrow("one provider or more");
  });
});

describe("optional", () => {
  test("a request without credentials is anonymous, and one with bad ones is refused", async () => {
    const { auth, issuer } = await start();
    const open = optional(auth);
    expect(await send(open, {})).toEqual({ principal: undefined });
    expect(await send(open, { authorization: `Bearer ${await issuer.issue()}` })).toMatchObject({
      principal: { subject: "ann" },
    });
    expect(await send(open, { authorization: "Bearer wrong" })).toMatchObject({ status: 401 });
    expect(open.routes?.({ path: "/mcp" })).toHaveLength(3);
  });

  test("an anonymous caller of a tool with scopes is asked to sign in, with 401", async () => {
    const { auth } = await start();
    const denial = { principal: undefined, method: "tools/call", target: "t", scopes: ["w"] };
    const refusal = optional(auth).challenge?.(denial, toAuthRequest({}));
    expect(refusal).toMatchObject({ status: 401 });
    expect(challengesOf(refusal as never)).toEqual([
      `Bearer scope="w", resource_metadata="${METADATA}"`,
    ]);
  });
});
