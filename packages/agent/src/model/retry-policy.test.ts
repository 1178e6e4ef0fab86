import { APICallError } from "@ai-sdk/provider";
import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { BrokenAnswer } from "./broken-answer.ts";
import { retryDelay, retryReason } from "./retry-policy.ts";

function answered(statusCode: number, responseHeaders: Record<string, string> = {}): APICallError {
  return new APICallError({
    message: "refused",
    url: "https://models.test/",
    requestBodyValues: {},
    statusCode,
    responseHeaders,
  });
}

test("the provider says how long to wait, in milliseconds, seconds or as a date", () => {
  expect(retryDelay(answered(429, { "retry-after-ms": "20", "retry-after": "9" }), 1)).toBe(20);
  expect(retryDelay(answered(429, { "retry-after": "3" }), 1)).toBe(3000);
  expect(retryDelay(answered(429, { "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }), 1)).toBe(0);
});

test("without a word from it the wait doubles", () => {
  expect([1, 2, 3].map((attempt) => retryDelay(answered(503), attempt))).toEqual([
    1000,
    2000,
    undefined,
  ]);
});

test("nobody waits longer than a minute", () => {
  expect(retryDelay(answered(429, { "retry-after": "61" }), 1)).toBeUndefined();
});

test.each<[string, unknown, boolean]>([
  ["a bad request", answered(400), false],
  ["a wrong key", answered(401), false],
  ["an overloaded provider", answered(529), true],
  ["a refused connection", new TypeError("fetch failed"), true],
  ["a broken answer", new BrokenAnswer("broke off"), true],
  ["silence", new MortiseError("TIMEOUT", "silent"), true],
  ["an error event", { type: "overloaded_error", message: "Overloaded" }, true],
  ["a programming error", new RangeError("out of range"), false],
])("%s is tried again or not", (_name, error, again) => {
  expect(retryDelay(error, 1) !== undefined).toBe(again);
});

test("the reason is short", () => {
  expect(retryReason(answered(529))).toBe("HTTP 529");
  expect(retryReason({ message: "Overloaded" })).toBe("Overloaded");
});
