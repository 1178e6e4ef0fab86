import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { AuthError } from "./auth-error.ts";

test("the message holds the problem and the fix, and data holds the rest", () => {
  const cause = new Error("refused");
  const error = new AuthError("no_client", "There is no client id", {
    hint: "register one",
    status: 401,
    cause,
  });
  expect(error).toMatchObject({
    name: "AuthError",
    code: "AUTHORIZATION_FAILED",
    message: "There is no client id; register one",
    data: { code: "no_client", hint: "register one", status: 401 },
    cause,
  });
  expect(Object.keys(error.data)).toEqual(["code", "hint", "status"]);
});

test("AuthError.is separates it from other failures of authorization", () => {
  expect(AuthError.is(new AuthError("no_client", "a", { hint: "b" }))).toBe(true);
  expect(AuthError.is(new MortiseError("AUTHORIZATION_FAILED", "a"))).toBe(false);
  expect(AuthError.is(new MortiseError("CLOSED", "a"))).toBe(false);
  expect(AuthError.is(undefined)).toBe(false);
});

test("a server's words in a message move no cursor, begin no line and fill no screen", () => {
  const issuer = `https://evil.example/\u001b[2J\u202E\nerror: ${"A".repeat(100_000)}`;
  const { message, data } = new AuthError("no_metadata", `${issuer} has no metadata`, {
    hint: `set the issuer to ${issuer}`,
  });
  expect(message).toContain("https://evil.example/\\x1B[2J\\u{202E}\\x0Aerror: AAA");
  for (const shown of [message, data.hint]) {
    expect(shown).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(shown.length).toBeLessThan(2_100);
  }
});
