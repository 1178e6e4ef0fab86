import { describe, expect, test } from "vitest";
import { startAttackedServer, startIssuer } from "../fixture/auth/attacked-server.ts";

type Lines = (token: string) => readonly string[];

describe("Authorization over a socket:", () => {
  test.each<[string, Lines, number, string | undefined]>([
    [
      "two headers",
      (at) => [`authorization: Bearer ${at}`, `authorization: Bearer ${at}`],
      400,
      "invalid_request",
    ],
    [
      "a header of Basic and one of Bearer",
      (at) => ["authorization: Basic eDp5", `authorization: Bearer ${at}`],
      400,
      "invalid_request",
    ],
    [
      "an empty header before ours",
      (at) => ["authorization:", `authorization: Bearer ${at}`],
      400,
      "invalid_request",
    ],
    [
      "two tokens in a header",
      (at) => [`authorization: Bearer ${at}, Bearer ${at}`],
      400,
      "invalid_request",
    ],
    [
      "Basic behind our token",
      (at) => [`authorization: Bearer ${at}, Basic eDp5`],
      400,
      "invalid_request",
    ],
    ["our token behind Basic", (at) => [`authorization: Basic eDp5, Bearer ${at}`], 401, undefined],
    ["a tab before the token", (at) => [`authorization: Bearer\t${at}`], 400, "invalid_request"],
    ["a token in quotes", (at) => [`authorization: Bearer "${at}"`], 400, "invalid_request"],
    [
      "a token as a parameter",
      (at) => [`authorization: Bearer token="${at}"`],
      400,
      "invalid_request",
    ],
    ["a byte of Latin-1", (at) => [`authorization: Bearer ${at}\u00e9`], 400, "invalid_request"],
    ["the scheme alone", () => ["authorization: Bearer"], 400, "invalid_request"],
    ["a bearer token as DPoP", (at) => [`authorization: DPoP ${at}`], 401, "invalid_token"],
    [
      "the longest token that is read",
      () => [`authorization: Bearer ${"x".repeat(16_384)}`],
      401,
      "invalid_token",
    ],
    [
      "a longer token",
      () => [`authorization: Bearer ${"x".repeat(16_385)}`],
      400,
      "invalid_request",
    ],
    ["no value", () => ["authorization:"], 401, undefined],
    [
      "headers of other names",
      (at) => [`proxy-authorization: Bearer ${at}`, `x-authorization: Bearer ${at}`],
      401,
      undefined,
    ],
    [
      "a cookie",
      (at) => [`cookie: access_token=${at}; authorization=Bearer ${at}`],
      401,
      undefined,
    ],
  ])(
    "%s is refused with its challenge, and no word of it is said",
    async (_name, lines, status, error) => {
      const issuer = await startIssuer();
      const server = await startAttackedServer(issuer);
      const token = await issuer.issue();
      const answer = await server.sendRaw(lines(token));
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      const challenges = answer.match(/^www-authenticate: .*$/gim) ?? [];
      expect(challenges).toEqual([expect.stringContaining("Bearer ")]);
      expect(challenges[0]?.includes("error=")).toBe(error !== undefined);
      if (error !== undefined) expect(challenges[0]).toContain(`error="${error}"`);
      expect(server.calls).toBe(0);
      for (const part of token.split(".")) {
        expect(`${server.said()}${answer}`).not.toContain(part.slice(0, 8));
      }
    },
  );

  test.each<[string, Lines, number]>([
    ["64 kB", () => [`authorization: Bearer ${"x".repeat(65_536)}`], 431],
    ["a null character", (at) => [`authorization: Bearer ${at}\0`], 400],
    ["a folded line", (at) => ["authorization: Bearer", ` ${at}`], 400],
    ["a space before the colon", (at) => [`authorization : Bearer ${at}`], 400],
  ])("%s is no HTTP, and reaches nothing", async (_name, lines, status) => {
    const issuer = await startIssuer();
    const server = await startAttackedServer(issuer);
    const answer = await server.sendRaw(lines(await issuer.issue()));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(server.calls).toBe(0);
  });

  test.each<[string, Lines]>([
    ["BEARER", (at) => [`AUTHORIZATION: BEARER ${at}`]],
    ["bearer", (at) => [`authorization: bearer ${at}`]],
    ["two spaces", (at) => [`authorization: Bearer  ${at}`]],
    ["spaces around", (at) => [`authorization:   Bearer ${at}   `]],
  ])("%s is as good as any", async (_name, lines) => {
    const issuer = await startIssuer();
    const server = await startAttackedServer(issuer);
    expect(await server.sendRaw(lines(await issuer.issue()))).toMatch(/^HTTP\/1\.1 200 /);
    expect(server.calls).toBe(1);
  });
});

test.each(["access_token=", "access%5Ftoken=", "a=1&access_token=", "%61ccess_token="])(
  "a token in the URL as %s is refused, beside a good header too, and is not logged",
  async (name) => {
    const issuer = await startIssuer();
    const server = await startAttackedServer(issuer);
    const token = await issuer.issue();
    const response = await server.call({ authorization: `Bearer ${token}` }, `?${name}${token}`);
    expect(response.status).toBe(400);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_request"');
    expect(server.calls).toBe(0);
    expect(server.said()).toContain("revoke that token");
    for (const part of token.split(".")) expect(server.said()).not.toContain(part.slice(0, 8));
  },
);
