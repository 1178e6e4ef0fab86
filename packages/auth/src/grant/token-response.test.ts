import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { readTokenResponse } from "./token-response.ts";

const endpoint = "https://as.example/token";

/** Reads an answer with a token and the given members. */
function read(members: object, { status = 200, bearerTypes = [] as readonly string[] } = {}) {
  const body = { access_token: "token", token_type: "Bearer", ...members };
  const now = createFakeClock({ start: 0 }).now();
  const rules = { endpoint, secrets: [], now, bearerTypes };
  return readTokenResponse({ status, headers: new Headers(), body }, rules);
}

test.each([200, 201])(
  "a token that comes with status %i is a token (mark3labs/mcp-go#835, modelcontextprotocol/python-sdk#1502)",
  (status) => {
    expect(read({ expires_in: 60 }, { status })).toMatchObject({
      accessToken: "token",
      expiresAt: 60_000,
    });
  },
);

test.each([302, 400, 401, 403])("a token that comes with status %i is refused", (status) => {
  expect(() => read({}, { status })).toThrow(`answered ${status} without an error code`);
});

test.each([
  [5250, 5_250_000],
  ["5250", 5_250_000],
  [0.5, 500],
  // Other characters mean nothing, and servers write 0 for tokens that do not expire.
  ["3600abc", undefined],
  ["", undefined],
  [" ", undefined],
  [0, undefined],
  ["0", undefined],
  [-1, undefined],
  [null, undefined],
  [{}, undefined],
  [[3600], undefined],
  [undefined, undefined],
])("a token whose expires_in is %j ends at %s (QwenLM/qwen-code#5355)", (seconds, expiresAt) => {
  expect(read({ expires_in: seconds }).expiresAt).toBe(expiresAt);
});

test("a token of another type is a Bearer token where the program says so (different-ai/openwork#3569)", () => {
  expect(() => read({ token_type: "user" })).toThrow(/type "user".*bearerTypes/);
  expect(read({ token_type: "user" }, { bearerTypes: ["user"] }).tokenType).toBe("Bearer");
  expect(read({ token_type: "BEARER" }).tokenType).toBe("Bearer");
  expect(read({ token_type: undefined }).tokenType).toBe("Bearer");
});

test("a refusal with status 200 shows the server's own code (different-ai/openwork#3569)", () => {
  const refusal = { ok: false, error: "invalid_code", access_token: undefined };
  expect(() => read(refusal)).toThrow("answered 200 invalid_code");
});
