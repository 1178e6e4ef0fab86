import { APICallError } from "@ai-sdk/provider";
import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { BrokenAnswer } from "./broken-answer.ts";
import { retryDelay, retryReason } from "./retry-policy.ts";

const NOW = Date.parse("2026-11-27T10:00:00Z");

function answered(statusCode: number, responseHeaders: Record<string, string> = {}): APICallError {
  return new APICallError({
    message: "refused",
    url: "https://models.test/",
    requestBodyValues: {},
    statusCode,
    responseHeaders,
  });
}

function delayOf(error: unknown, attempt = 1): number | undefined {
  return retryDelay({ error, attempt, now: NOW });
}

test.each<[Record<string, string>, number]>([
  [{ "retry-after-ms": "20", "retry-after": "9" }, 20],
  [{ "retry-after-ms": "0" }, 0],
  [{ "retry-after": "3" }, 3000],
  [{ "retry-after": "Fri, 27 Nov 2026 10:00:07 GMT" }, 7000],
  [{ "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT" }, 0],
  [{ "retry-after": "soon" }, 1000],
])("the wait is the provider's: %j", (headers, delayMs) => {
  expect(delayOf(answered(429, headers))).toBe(delayMs);
});

test("without a header the wait doubles, and the third failure is the last", () => {
  expect([1, 2, 3].map((attempt) => delayOf(answered(503), attempt))).toEqual([
    1000,
    2000,
    undefined,
  ]);
});

test("a wait of a minute is made, a longer one is not", () => {
  expect(delayOf(answered(429, { "retry-after": "60" }))).toBe(60_000);
  expect(delayOf(answered(429, { "retry-after": "61" }))).toBeUndefined();
});

test.each<[string, unknown, boolean]>([
  ["an address that is none", new TypeError("Failed to parse URL from nonsense/v1"), false],
  ["a bad request", answered(400), false],
  ["a wrong key", answered(401), false],
  ["an overloaded provider", answered(529), true],
  ["a refused connection", new TypeError("fetch failed"), true],
  ["a broken answer", new BrokenAnswer("broke off"), true],
  ["silence", new MortiseError("TIMEOUT", "silent"), true],
  ["another typed error", new MortiseError("MODEL_FAILED", "overloaded"), false],
  ["an error event", { type: "overloaded_error", message: "Overloaded" }, true],
  ["an error event as text", "server_error", true],
  ["a programming error", new RangeError("out of range"), false],
  ["nothing", undefined, false],
])("%s is tried again or not", (_name, error, isTransient) => {
  expect(delayOf(error) !== undefined).toBe(isTransient);
});

test("the reason is short", () => {
  expect(retryReason(answered(529))).toBe("HTTP 529");
  expect(retryReason(new Error("socket hang up"))).toBe("socket hang up");
  expect(retryReason({ message: "Overloaded" })).toBe("Overloaded");
  expect(retryReason(null)).toBe("the stream failed");
});
