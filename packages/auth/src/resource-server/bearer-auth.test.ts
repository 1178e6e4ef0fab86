import { isAuthRefusal } from "@mortise/protocol";
import { expect, test } from "vitest";
import { challengesOf, toAuthRequest, toRefusal } from "../fixture/auth-request.ts";
import { METADATA, start } from "../fixture/scene.ts";
import { ISSUER, RESOURCE } from "../fixture/token-issuer.ts";

test("a request without a token is led to the authorization server, and nothing is asked of it", async () => {
  const { auth, issuer } = await start({ scopes: ["orders:read"] });
  for (const headers of [{}, { authorization: "Basic Og==" }]) {
    const refusal = toRefusal(await auth.authenticate(toAuthRequest(headers)));
    expect(refusal).toMatchObject({ status: 401, lacksCredentials: true });
    expect(challengesOf(refusal)).toEqual([
      `Bearer scope="orders:read", resource_metadata="${METADATA}"`,
    ]);
  }
  expect(issuer.asked).toEqual([]);
});

test("a good token lets its holder in, named by issuer and subject", async () => {
  const { issuer, send } = await start();
  const outcome = await send(await issuer.issue());
  if (isAuthRefusal(outcome)) throw new Error(outcome.message);
  expect(outcome.principal).toMatchObject({
    id: "https://id.example#ann",
    issuer: ISSUER,
    subject: "ann",
    clientId: "desk",
    scopes: ["orders:read"],
    claims: { aud: RESOURCE },
  });
  expect(Object.isFrozen(outcome.principal)).toBe(true);
});

test("a missing and an expired token get the same challenge, but for the error", async () => {
  const { auth, issuer, send } = await start({ scopes: ["orders:read"] });
  const missing = challengesOf(toRefusal(await auth.authenticate(toAuthRequest({}))));
  const expired = await issuer.issue({ times: { exp: -100 } });
  const refused = challengesOf(toRefusal(await send(expired)));
  expect(refused).toEqual(challengesOf(toRefusal(await send(expired))));
  const withoutError = refused.map((each) =>
    each.replace(/error="[^"]*", error_description="[^"]*", /, ""),
  );
  expect(withoutError).toEqual(missing);
});

test("the host that a proxy asks for changes neither the audience nor the challenge", async () => {
  const { auth, issuer } = await start();
  const authorization = `Bearer ${await issuer.issue()}`;
  const behind = { url: "http://10.0.0.5:8080/mcp", peerAddress: "10.0.0.1" };
  const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
  expect(
    await auth.authenticate(toAuthRequest({ ...headers, authorization }, behind)),
  ).toHaveProperty("principal");
  const refusal = toRefusal(await auth.authenticate(toAuthRequest(headers, behind)));
  expect(challengesOf(refusal)).toEqual([`Bearer resource_metadata="${METADATA}"`]);
});

test("the caller shows its token in no way", async () => {
  const { issuer, send } = await start();
  const token = await issuer.issue();
  const outcome = await send(token);
  const shown = [
    JSON.stringify(outcome),
    JSON.stringify({ ...("principal" in outcome ? outcome.principal : {}) }),
  ].join();
  const [, , signature = ""] = token.split(".");
  expect(shown).toContain("ann");
  expect(shown).not.toContain(signature.slice(0, 8));
});

test("a token is confirmed once, until five minutes or its own end are over", async () => {
  const { clock, issuer, send } = await start();
  const token = await issuer.issue({ times: { exp: 400 } });
  await Promise.all([send(token), send(token)]);
  issuer.keys = [];
  const first = await send(token);
  expect(await send(token)).toBe(first);
  await clock.advance("6m");
  expect(await send(token)).not.toBe(first);
  await clock.advance("2m");
  expect(await send(token)).toMatchObject({ status: 401, message: "The token has expired" });
});

test("a token that was confirmed makes a request wait for nothing, unless more is to be looked at", async () => {
  const { clock, issuer, send } = await start();
  const token = await issuer.issue();
  expect(send(token)).toBeInstanceOf(Promise);
  const first = await send(token);
  expect(send(token)).toBe(first);
  expect(await send(token, "DPoP")).toMatchObject({ status: 401 });
  await clock.advance("6m");
  expect(await send(token)).toMatchObject({ status: 401, message: "The token has expired" });

  const scoped = await start({ scopes: ["orders:write"] });
  const weak = await scoped.issuer.issue();
  for (let at = 0; at < 2; at++) expect(await scoped.send(weak)).toMatchObject({ status: 403 });
  const events: unknown[] = [];
  const audited = await start({ onAuth: (event) => void events.push(event) });
  const seen = await audited.issuer.issue();
  for (let at = 0; at < 2; at++) expect(await audited.send(seen)).toHaveProperty("principal");
  expect(events).toHaveLength(2);
});

test("an expired token that lacks scopes too is refreshed first: it is 401 (vercel/mcp-handler#181)", async () => {
  const { issuer, send } = await start({ scopes: ["desk"] });
  const refusal = toRefusal(await send(await issuer.issue({ times: { exp: -100 } })));
  expect(refusal.status).toBe(401);
  expect(challengesOf(refusal)).toEqual([expect.stringContaining('error="invalid_token"')]);
});

test("scopes that every request needs are asked for with 403, and scopes include others", async () => {
  const { issuer, send } = await start({
    scopes: ["orders:read", "desk"],
    scopeImplies: { admin: ["orders:write"], "orders:write": ["orders:read"], desk: ["desk"] },
  });
  const refusal = toRefusal(await send(await issuer.issue()));
  expect(refusal.status).toBe(403);
  expect(challengesOf(refusal)).toEqual([
    `Bearer error="insufficient_scope", error_description="The token lacks scopes that every request needs", scope="orders:read desk", resource_metadata="${METADATA}"`,
  ]);
  const outcome = await send(await issuer.issue({ claims: { scope: "admin desk" } }));
  expect(outcome).toMatchObject({
    principal: { scopes: ["admin", "desk", "orders:write", "orders:read"] },
  });
});

test("a refused tool asks for all scopes of the operation, and of an old client for those it has too", async () => {
  const { auth, issuer, send } = await start({ scopes: ["desk"] });
  const outcome = await send(await issuer.issue({ claims: { scope: "desk orders:read" } }));
  if (isAuthRefusal(outcome)) throw new Error(outcome.message);
  const denial = {
    principal: outcome.principal,
    method: "tools/call",
    target: "refund",
    scopes: ["orders:write", "refund"],
  };
  const scopeFor = (version: string | undefined): string | undefined => {
    const headers = version === undefined ? {} : { "mcp-protocol-version": version };
    const refusal = auth.challenge?.(denial, toAuthRequest(headers));
    expect(refusal?.status).toBe(403);
    return /scope="([^"]*)"/.exec(challengesOf(refusal as never)[0] ?? "")?.[1];
  };
  expect(scopeFor("2026-07-28")).toBe("desk orders:write refund");
  expect(scopeFor("2025-11-25")).toBe("desk orders:write refund orders:read");
  expect(scopeFor(undefined)).toBe("desk orders:write refund orders:read");
  const refused = auth.challenge?.({ ...denial, scopes: [] }, toAuthRequest({}));
  expect(refused).toEqual({ status: 403, message: expect.stringContaining("refund") });
});

test("an audit sees each decision, and no token", async () => {
  const events: unknown[] = [];
  const { auth, issuer, send } = await start({
    onAuth: (event) => void events.push(event),
    onDenied: (event) => void events.push(event),
  });
  const token = await issuer.issue();
  await send(token);
  await send(await issuer.issue({ claims: { aud: "x" } }));
  await auth.authenticate(toAuthRequest({}, { url: "https://tools.example/mcp?q=private" }));
  const request = { method: "POST", path: "/mcp", peerAddress: "203.0.113.7" };
  expect(events).toMatchObject([
    {
      ...request,
      id: "https://id.example#ann",
      clientId: "desk",
      tokenId: expect.stringMatching(/^[\w-]{16}$/),
    },
    { ...request, code: "invalid_token", detail: expect.stringContaining('"x"') },
    { ...request, code: "missing", tokenId: undefined },
  ]);
  expect(JSON.stringify(events)).not.toContain("private");
  for (const part of token.split("."))
    expect(JSON.stringify(events)).not.toContain(part.slice(0, 24));
});

test("an audit that fails refuses the request", async () => {
  const { issuer, send } = await start({
    onAuth: () => {
      throw new Error("the disk is full");
    },
  });
  await expect(send(await issuer.issue())).rejects.toThrow("the disk is full");
});
