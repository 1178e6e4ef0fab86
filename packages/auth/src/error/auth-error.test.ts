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
