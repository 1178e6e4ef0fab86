import { isAuthRefusal } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { start } from "../fixture/scene.ts";
import { ISSUER } from "../fixture/token-issuer.ts";
import type { Fetch } from "../network/fetch.ts";
import type { AuthenticatedCaller } from "../resource-server/authenticated-caller.ts";
import type { ExchangeOptions } from "./token-exchanger.ts";

const TOKEN_ENDPOINT = `${ISSUER}/token`;

async function enter(exchange: Partial<ExchangeOptions> = {}) {
  const forms: URLSearchParams[] = [];
  const authorizations: (string | null)[] = [];
  const state = {
    answer: (): Response =>
      Response.json({ access_token: "downstream-token", token_type: "Bearer", expires_in: 600 }),
  };
  const fetch: Fetch = async (input, init) => {
    if (String(input) !== TOKEN_ENDPOINT) return scene.issuer.fetch(input, init);
    forms.push(new URLSearchParams(String(init?.body)));
    authorizations.push(new Headers(init?.headers).get("authorization"));
    return state.answer();
  };
  const scene = await start({
    fetch: (input, init) => fetch(input, init),
    exchange: { clientId: "tools", clientSecret: "s:cret", ...exchange },
  });
  const callerOf = async (sub: string): Promise<AuthenticatedCaller> => {
    const outcome = await scene.send(await scene.issuer.issue({ claims: { sub } }));
    if (isAuthRefusal(outcome) || !outcome.principal) throw new Error("refused");
    return outcome.principal as AuthenticatedCaller;
  };
  return { ...scene, forms, authorizations, state, callerOf };
}

test("a caller's token is exchanged for one of another service, once until it ends", async () => {
  const { clock, callerOf, forms, authorizations } = await enter();
  const ann = await callerOf("ann");
  const request = { audience: "https://core.example", scopes: ["read"] };
  const [first, second] = await Promise.all([ann.exchange(request), ann.exchange(request)]);
  expect(first).toBe(second);
  expect(first.headers).toEqual({ authorization: "Bearer downstream-token" });
  expect(Object.fromEntries(forms[0] ?? [])).toMatchObject({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience: "https://core.example",
    scope: "read",
  });
  expect(authorizations).toEqual([`Basic ${btoa("tools:s%3Acret")}`]);
  await ann.exchange({ audience: "https://other.example" });
  await (await callerOf("bob")).exchange(request);
  expect(forms).toHaveLength(3);
  await clock.advance("9m");
  await ann.exchange(request);
  expect(forms).toHaveLength(4);
});

test("each caller's own token is exchanged, and no answer is for another caller (IBM/mcp-context-forge#3385)", async () => {
  const { callerOf, forms, state } = await enter();
  let count = 0;
  state.answer = () => {
    count += 1;
    return Response.json({ access_token: `of ${count}`, token_type: "Bearer", expires_in: 600 });
  };
  const [ann, bob] = [await callerOf("ann"), await callerOf("bob")];
  const request = { audience: "https://core.example" };
  const headers = [];
  for (const caller of [ann, bob, ann, bob]) headers.push((await caller.exchange(request)).headers);
  expect(headers.map(({ authorization }) => authorization)).toEqual([
    "Bearer of 1",
    "Bearer of 2",
    "Bearer of 1",
    "Bearer of 2",
  ]);
  const subjects = forms.map((form) => {
    const [, claims = ""] = (form.get("subject_token") ?? "").split(".");
    return JSON.parse(atob(claims)).sub;
  });
  expect(subjects).toEqual(["ann", "bob"]);
});

test("the token of the other service is shown in no JSON and no text", async () => {
  const { callerOf } = await enter();
  const token = await (await callerOf("ann")).exchange({ audience: "x" });
  expect(token.reveal()).toBe("downstream-token");
  expect(JSON.stringify([token, { ...token }]) + String(token)).not.toContain("downstream-token");
});

test("Microsoft Entra's on-behalf-of takes the assertion and the client in the body", async () => {
  const { callerOf, forms, authorizations } = await enter({ grant: "on-behalf-of" });
  await (await callerOf("ann")).exchange({ scopes: ["https://graph.microsoft.com/User.Read"] });
  expect(Object.fromEntries(forms[0] ?? [])).toMatchObject({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    requested_token_use: "on_behalf_of",
    client_id: "tools",
    client_secret: "s:cret",
    scope: "https://graph.microsoft.com/User.Read",
  });
  expect(authorizations).toEqual([null]);
});

describe("no token is given when the authorization server", () => {
  test.each<[string, () => Response]>([
    ["refuses", () => Response.json({ error: "invalid_target" }, { status: 400 })],
    ["refuses with 200", () => Response.json({ error: "invalid_grant", access_token: "x" })],
    ["answers a page", () => new Response("<html>", { status: 200 })],
    ["answers no token", () => Response.json({ token_type: "Bearer" })],
    ["answers a bound token", () => Response.json({ access_token: "x", token_type: "DPoP" })],
  ])("%s", async (_case, answer) => {
    const { callerOf, state } = await enter();
    state.answer = answer;
    const failed = (await callerOf("ann")).exchange({ audience: "x" });
    await expect(failed).rejects.toMatchObject({
      name: "AuthError",
      data: { code: "exchange_failed" },
    });
    const error: unknown = await failed.catch((caught: unknown) => caught);
    expect(JSON.stringify(error) + String(error)).not.toContain("s:cret");
  });
});

test("a caller that goes away does not wait, and the answer is kept for the next", async () => {
  const { callerOf, state, forms } = await enter();
  const answer = Promise.withResolvers<Response>();
  state.answer = () => answer.promise as never;
  const ann = await callerOf("ann");
  const left = new AbortController();
  const waiting = ann.exchange({ audience: "x", signal: left.signal });
  left.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  const staying = ann.exchange({ audience: "x" });
  answer.resolve(Response.json({ access_token: "t", expires_in: 600 }));
  expect((await staying).reveal()).toBe("t");
  expect(forms).toHaveLength(1);
});

test("an exchange for no service, and one that the server has no client for, are refused", async () => {
  const { callerOf } = await enter();
  await expect((await callerOf("ann")).exchange({})).rejects.toThrow("needs an audience");
  const { issuer, send } = await start();
  const outcome = await send(await issuer.issue());
  if (isAuthRefusal(outcome)) throw new Error(outcome.message);
  const caller = outcome.principal as AuthenticatedCaller;
  await expect(caller.exchange({ audience: "x" })).rejects.toThrow("add exchange: { clientId");
});
