import { exportSPKI, generateKeyPair, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { challengesOf, toAuthRequest, toRefusal } from "../fixture/auth-request.ts";
import { start } from "../fixture/scene.ts";
import type { TokenIssuer } from "../fixture/token-issuer.ts";
import { ISSUER, RESOURCE } from "../fixture/token-issuer.ts";

describe("a token is refused with 401, a reason and the way to a better one:", () => {
  type Forge = (issuer: TokenIssuer) => Promise<string> | string;
  const claims =
    (given: Record<string, unknown>): Forge =>
    (issuer) =>
      issuer.issue({ claims: given });
  const times =
    (given: Record<string, number>): Forge =>
    (issuer) =>
      issuer.issue({ times: given });
  const header =
    (given: Record<string, unknown>): Forge =>
    (issuer) =>
      issuer.issue({ header: given });
  test.each<[string, Forge, string]>([
    ["no JWT", () => "0123456789abcdef", "not a JWT"],
    ["an encrypted JWT", () => "a.b.c.d.e", "not a JWT"],
    ["no signature", () => new UnsecuredJWT({ iss: ISSUER }).encode(), "algorithm"],
    [
      "the public key as a shared one",
      async (issuer) => {
        const { publicKey } = await generateKeyPair("RS256");
        const secret = new TextEncoder().encode(await exportSPKI(publicKey));
        const key = await crypto.subtle.importKey(
          "raw",
          secret,
          { name: "HMAC", hash: "SHA-256" },
          false,
          ["sign"],
        );
        return issuer.issue({ header: { alg: "HS256" }, key });
      },
      "algorithm",
    ],
    ["an unknown key id", header({ kid: "other" }), "key that its issuer does not have"],
    [
      "a key of another party under a known id",
      async (issuer) => issuer.issue({ key: (await generateKeyPair("ES256")).privateKey }),
      "signature",
    ],
    [
      "changed claims",
      async (issuer) => {
        const [head, , seal] = (await issuer.issue()).split(".");
        return `${head}.${btoa(JSON.stringify({ iss: ISSUER, aud: RESOURCE, sub: "eve", exp: 9e9 })).replaceAll("=", "")}.${seal}`;
      },
      "signature",
    ],
    ["the type of a proof", header({ typ: "dpop+jwt" }), "another type"],
    ["the type of a logout", header({ typ: "logout+jwt" }), "another type"],
    [
      "a nonce of an ID token",
      (issuer) => issuer.issue({ header: { typ: "JWT" }, claims: { nonce: "n" } }),
      "ID token",
    ],
    [
      "the hash of an ID token",
      (issuer) => issuer.issue({ header: { typ: "JWT" }, claims: { at_hash: "h" } }),
      "ID token",
    ],
    [
      "the kind of Keycloak's ID token",
      (issuer) => issuer.issue({ header: { typ: "JWT" }, claims: { typ: "ID" } }),
      "ID token",
    ],
    [
      "the use of Cognito's ID token",
      (issuer) => issuer.issue({ header: { typ: undefined }, claims: { token_use: "id" } }),
      "ID token",
    ],
    ["another issuer", claims({ iss: "https://evil.example" }), "issuer"],
    ["an issuer in another case", claims({ iss: "https://ID.example" }), "issuer"],
    ["no issuer", claims({ iss: undefined }), "issuer"],
    ["another audience", claims({ aud: "https://other.example" }), "audience"],
    ["a list without ours", claims({ aud: ["https://other.example", "x"] }), "audience"],
    ["no audience", claims({ aud: undefined }), "audience"],
    ["an empty list", claims({ aud: [] }), "audience"],
    ["a number as audience", claims({ aud: 7 }), "audience"],
    ["the audience as a part", claims({ aud: `${RESOURCE}/more` }), "audience"],
    ["a past end", times({ exp: -10 }), "expired"],
    ["no end", claims({ exp: undefined }), "exp"],
    ["a text as end", claims({ exp: "9999999999" }), "exp"],
    ["a begin in two minutes", times({ nbf: 120 }), "not valid yet"],
    ["no subject", claims({ sub: undefined }), "subject"],
    ["an empty subject", claims({ sub: "" }), "subject"],
    ["a binding to a key", claims({ cnf: { jkt: "x" } }), "bound to a key"],
    ["a binding to a certificate", claims({ cnf: { "x5t#S256": "x" } }), "bound to something"],
  ])("%s", async (_case, forge, reason) => {
    const { issuer, send } = await start();
    const token = await forge(issuer);
    const refusal = toRefusal(await send(token));
    expect(refusal.status).toBe(401);
    expect(refusal.message).toContain(reason);
    const [challenge = "", ...more] = challengesOf(refusal);
    expect(more).toEqual([]);
    expect(challenge).toMatch(
      /^Bearer error="invalid_token", error_description="[^"]+", resource_metadata="/,
    );
    expect(refusal.lacksCredentials).not.toBe(true);
    const shown = JSON.stringify(refusal);
    for (const part of token.split(".")) {
      if (part.length > 8) expect(shown).not.toContain(part.slice(0, 16));
    }
  });
});

test.each([
  ["a list with ours", { aud: ["https://other.example", RESOURCE] }],
  ["an end four seconds ago", { exp: -4 }],
  ["a begin in four seconds", { nbf: 4, iat: 4 }],
  ["a time of issue in an hour", { iat: 3600 }],
])("a token with %s is accepted", async (_case, parts) => {
  const { issuer, send } = await start();
  const given = "aud" in parts ? { claims: parts } : { times: parts as Record<string, number> };
  expect(await send(await issuer.issue(given))).toHaveProperty("principal");
});

test("an access token that says so is no ID token, whatever else it has", async () => {
  const { issuer, send } = await start();
  const token = await issuer.issue({
    header: { typ: "application/at+jwt" },
    claims: { nonce: "n" },
  });
  expect(await send(token)).toHaveProperty("principal");
});

test("a slash that stands for an empty path makes no other audience and no other issuer", async () => {
  const { issuer, send } = await start({ audience: "https://tools.example", issuer: `${ISSUER}/` });
  const token = await issuer.issue({ claims: { aud: "https://tools.example/" } });
  expect(await send(token)).toMatchObject({ principal: { issuer: "https://id.example/" } });
});

describe("400 answers credentials with", () => {
  test.each([
    ["two headers", { authorization: ["Bearer a", "Bearer b"] }, {}],
    ["two tokens in one header", { authorization: "Bearer a, Bearer b" }, {}],
    ["a scheme without a token", { authorization: "Bearer" }, {}],
    ["a token with a space", { authorization: "Bearer a b" }, {}],
    ["a token with other characters", { authorization: "Bearer a\u00ffb" }, {}],
    ["a token beyond 16 kB", { authorization: `Bearer ${"x".repeat(20_000)}` }, {}],
    ["a token in the URL", {}, { url: "https://tools.example/mcp?access_token=secret" }],
    ["a token in the URL, later", {}, { url: "https://tools.example/mcp?a=1&access_token" }],
    ["a token in the URL, encoded", {}, { url: "https://tools.example/mcp?access%5Ftoken=secret" }],
  ])("%s", async (_case, headers, parts) => {
    const { auth } = await start();
    const refusal = toRefusal(await auth.authenticate(toAuthRequest(headers, parts)));
    expect(refusal.status).toBe(400);
    expect(challengesOf(refusal)[0]).toContain('error="invalid_request"');
    expect(JSON.stringify(refusal)).not.toContain("secret");
  });
});
