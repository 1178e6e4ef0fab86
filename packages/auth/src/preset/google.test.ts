import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { challengesOf, toAuthRequest, toRefusal } from "../fixture/auth-request.ts";
import { METADATA } from "../fixture/scene.ts";
import type { TokenInfoAnswer } from "../fixture/token-info.ts";
import { TokenInfo } from "../fixture/token-info.ts";
import { RESOURCE } from "../fixture/token-issuer.ts";
import type { BearerAuthOptions } from "../resource-server/bearer-auth.ts";
import { bearerAuth } from "../resource-server/bearer-auth.ts";
import { google } from "./identity-provider.ts";

const CLIENT = "1234-abc.apps.googleusercontent.com";
const TOKEN = "ya29.a0opaque";
const USER_INFO = "https://www.googleapis.com/auth/userinfo";

/** A server with the preset, at an endpoint that knows {@link TOKEN} as Google would. */
function start(claims: Record<string, unknown> = {}, options: Partial<BearerAuthOptions> = {}) {
  const clock = createFakeClock();
  const tokenInfo = new TokenInfo();
  const exp = Math.floor(clock.now() / 1000) + 3599;
  tokenInfo.tokens.set(TOKEN, {
    azp: CLIENT,
    aud: CLIENT,
    sub: "110169484474386276334",
    scope: `openid ${USER_INFO}.email`,
    // Google writes numbers as text.
    exp: String(exp),
    expires_in: "3599",
    email: "ann@example.com",
    email_verified: "true",
    access_type: "offline",
    ...claims,
  });
  const auth = bearerAuth({
    ...google({ clientIds: [CLIENT, "other.apps.googleusercontent.com"] }),
    fetch: tokenInfo.fetch,
    resource: RESOURCE,
    clock,
    ...options,
  });
  const send = (token = TOKEN) =>
    auth.authenticate(toAuthRequest({ authorization: `Bearer ${token}` }));
  return { clock, tokenInfo, auth, send, exp };
}

test("a token of the client is let in, asked about once a minute, and never put into a URL", async () => {
  const { clock, tokenInfo, send, exp } = start();
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => send()));
  expect(outcomes[0]).toMatchObject({
    principal: {
      id: "https://accounts.google.com#110169484474386276334",
      issuer: "https://accounts.google.com",
      subject: "110169484474386276334",
      clientId: CLIENT,
      scopes: ["openid", `${USER_INFO}.email`, "email"],
      expiresAt: exp * 1000,
      claims: { email: "ann@example.com" },
    },
  });
  await send();
  expect(tokenInfo.asked).toEqual([`POST https://oauth2.googleapis.com/tokeninfo ${TOKEN}`]);
  await clock.advance("61s");
  await send();
  expect(tokenInfo.asked).toHaveLength(2);
});

test("a token ends when Google says so, even while its answer is remembered", async () => {
  const { clock, send } = start();
  await clock.advance("3590s");
  expect(await send()).toHaveProperty("principal");
  await clock.advance("10s");
  expect(toRefusal(await send())).toMatchObject({
    status: 401,
    message: expect.stringContaining("expired"),
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ["another client", { aud: "evil.apps.googleusercontent.com" }, "audience"],
  ["our client as sender alone", { aud: "x", azp: CLIENT }, "audience"],
  ["no audience", { aud: undefined }, "audience"],
  ["no end", { exp: undefined }, "expired"],
  ["an end that is no number", { exp: "soon" }, "expired"],
  ["another issuer", { iss: "https://evil.example" }, "issuer"],
  ["no subject", { sub: undefined }, "subject"],
  ["an ID token", { at_hash: "x" }, "ID token"],
])("an answer about %s refuses the token", async (_case, claims, text) => {
  const { send } = start(claims);
  const refusal = toRefusal(await send());
  expect(refusal).toMatchObject({ status: 401, message: expect.stringContaining(text) });
  expect(challengesOf(refusal)).toEqual([expect.stringContaining(`error="invalid_token"`)]);
});

test("a token that Google does not know is refused, and not asked about again for ten seconds", async () => {
  const { clock, tokenInfo, send } = start();
  expect(toRefusal(await send("ya29.gone"))).toMatchObject({ status: 401 });
  await send("ya29.gone");
  expect(tokenInfo.asked).toHaveLength(1);
  await clock.advance("11s");
  await send("ya29.gone");
  expect(tokenInfo.asked).toHaveLength(2);
});

test.each<[string, TokenInfoAnswer]>([
  ["is asked too often", [429, { error: "rate_limited" }]],
  ["refuses its caller", [403, {}]],
  ["refuses the question", [400, { error: "invalid_request" }]],
  ["fails", [500, "<html>"]],
  ["answers a page", [200, "<html>"]],
])("an endpoint that %s gets 503 and not 401, and is asked again", async (_case, answer) => {
  const { tokenInfo, send } = start();
  tokenInfo.answer = answer;
  const refusal = toRefusal(await send());
  expect(refusal.status).toBe(503);
  expect(challengesOf(refusal)).toEqual([]);
  expect(JSON.stringify(refusal)).not.toContain(TOKEN);
  tokenInfo.answer = undefined;
  expect(await send()).toHaveProperty("principal");
});

test("an endpoint that cannot be reached, or does not answer in time, gets 503", async () => {
  const { clock, tokenInfo, send } = start({}, { timeout: "5s" });
  tokenInfo.answer = "hang";
  const pending = send();
  await clock.advance("5s");
  expect(toRefusal(await pending)).toMatchObject({
    status: 503,
    detail: expect.stringContaining("no answer within 5 s"),
  });
  tokenInfo.answer = "down";
  expect(toRefusal(await send()).status).toBe(503);
});

test("scopes that a token lacks are asked for, under the names that Google knows", async () => {
  const drive = "https://www.googleapis.com/auth/drive.readonly";
  const { auth, send } = start({}, { scopes: ["openid", "email", drive] });
  const refusal = toRefusal(await send());
  expect(refusal.status).toBe(403);
  expect(challengesOf(refusal)[0]).toContain(`scope="openid email ${drive}`);
  const [route] = auth.routes?.({ path: "/mcp" }) ?? [];
  const metadata = await (await route?.handle(new Request(METADATA)))?.json();
  expect(metadata).toMatchObject({
    resource: RESOURCE,
    authorization_servers: ["https://accounts.google.com"],
    scopes_supported: ["openid", "email", drive],
  });
});

test.each<[Partial<BearerAuthOptions>, string]>([
  [{ tokenInfo: "http://example.com/" }, "no https URL"],
  [{ tokenInfo: "tokeninfo" }, "no https URL"],
  [{ jwksUri: "https://id.example/keys" }, "leave out jwksUri"],
  [{ algorithms: ["RS256"] }, "leave out jwksUri and algorithms"],
  [{ issuer: ["https://a.example", "https://b.example"] }, "one issuer"],
])("the options %j beside a tokenInfo are refused", (options, message) => {
  const make = () => bearerAuth({ ...google({ clientIds: [CLIENT] }), ...options });
  expect(make).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  expect(make).toThrow(message);
});

test.each([{ clientIds: [] }, { clientIds: [""] }, {}, { clientId: CLIENT }])(
  "google(%j) is refused",
  (options) => {
    expect(() => google(options as never)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
  },
);
