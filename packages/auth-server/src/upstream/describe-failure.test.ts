import { expect, test } from "vitest";
import { describeFailure } from "./describe-failure.ts";

const answer = new Response("secret", { status: 503 });
Object.defineProperty(answer, "url", { value: "https://idp.example/token?code=secret#secret" });

test.each<[string, unknown, string]>([
  ["a text", "offline", "offline"],
  ["an error", new Error("no answer"), "no answer"],
  [
    "an error with causes",
    new Error("no answer", {
      cause: new Error("fetch failed", { cause: new Error("ECONNREFUSED") }),
    }),
    "no answer: fetch failed: ECONNREFUSED",
  ],
  [
    "an answer with an unexpected status",
    new Error("not conform", { cause: answer }),
    "not conform: HTTP 503 from https://idp.example/token",
  ],
  [
    "metadata of another issuer",
    new Error("does not match", {
      cause: {
        expected: "https://a.example/",
        attribute: "issuer",
        body: { issuer: "https://b.example" },
      },
    }),
    'does not match: it is "https://b.example", not "https://a.example/"',
  ],
  [
    "a token of another issuer",
    new Error("unexpected", { cause: { expected: "https://a.example", claim: "iss", claims: {} } }),
    'unexpected: it is undefined, not "https://a.example"',
  ],
  [
    "a nonce, which is a secret",
    new Error("unexpected nonce", {
      cause: { expected: "secret", claim: "nonce", claims: { nonce: "secret" } },
    }),
    "unexpected nonce",
  ],
  [
    "an answer with tokens",
    new Error("not conform", { cause: { body: { access_token: "secret" } } }),
    "not conform",
  ],
  ["nothing", undefined, ""],
])("%s is described without a secret", (_case, error, description) => {
  expect(describeFailure(error)).toBe(description);
});
