import { expect, test } from "vitest";
import { anyOf } from "../combine/any-of.ts";
import { optional } from "../combine/optional.ts";
import { challengesOf, toAuthRequest, toRefusal } from "../fixture/auth-request.ts";
import { start } from "../fixture/scene.ts";
import type { AuthDenied } from "./audit.ts";

/** A request for a tool with the scopes `orders:write`, as a server passes it on. */
function toCall(authorization: string | undefined, revision = "2026-07-28") {
  return {
    ...toAuthRequest({
      ...(authorization !== undefined && { authorization }),
      "mcp-protocol-version": revision,
    }),
    targetScopes: () => ["orders:write"],
  };
}

test("a token that lacks scopes of every request is asked for those of the tool as well, once", async () => {
  const denied: AuthDenied[] = [];
  const onDenied = (denial: AuthDenied): void => void denied.push(denial);
  const { auth, issuer } = await start({ scopes: ["base"], onDenied });
  const authorization = `Bearer ${await issuer.issue()}`;
  for (const provider of [auth, optional(auth), anyOf(auth)]) {
    const refusal = toRefusal(await provider.authenticate(toCall(authorization)));
    expect(refusal.status).toBe(403);
    expect(challengesOf(refusal)).toEqual([expect.stringContaining('scope="base orders:write"')]);
  }
  expect(denied.map(({ code }) => code)).toEqual(Array(3).fill("insufficient_scope"));
});

test("a client of an earlier revision is asked for the scopes that its token has too", async () => {
  const { auth, issuer } = await start({ scopes: ["base"] });
  const authorization = `Bearer ${await issuer.issue({ claims: { scope: "orders:read" } })}`;
  const refusal = toRefusal(await auth.authenticate(toCall(authorization, "2025-11-25")));
  expect(challengesOf(refusal)[0]).toContain('scope="base orders:write orders:read"');
});

test("a caller that is not confirmed learns no scopes of tools", async () => {
  const { auth } = await start({ scopes: ["base"] });
  for (const authorization of [undefined, "Bearer wrong"]) {
    const refusal = toRefusal(await auth.authenticate(toCall(authorization)));
    expect(refusal.status).toBe(401);
    expect(challengesOf(refusal)[0]).toContain('scope="base"');
  }
});
