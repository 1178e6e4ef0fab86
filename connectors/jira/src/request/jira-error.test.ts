import { expect, test } from "vitest";
import { toToolError } from "./jira-error.ts";

function read(status: number, body?: unknown, headers: Record<string, string> = {}) {
  const response = { status, headers: new Headers(headers) };
  return toToolError(response, body, "Ticket SUP-7").toModel();
}

test("an error for a forbidden or missing ticket names the ticket", () => {
  expect(read(403)).toMatchObject({
    code: "forbidden",
    error: expect.stringContaining("Ticket SUP-7"),
  });
  expect(read(404, { errorMessages: ["Issue does not exist"] })).toMatchObject({
    code: "not_found",
    error: expect.stringContaining("Ticket SUP-7"),
  });
});

test("a refusal has Jira's words, or else its status", () => {
  const body = { errorMessages: ["No."], errors: { summary: "Too long." } };
  expect(read(400, body)).toMatchObject({
    code: "rejected",
    error: "Jira refused this: No. summary: Too long.",
  });
  expect(read(409, "<html>")["error"]).toBe("Jira refused this: status 409");
});

test("a wait is read from seconds and from dates, and has a default", () => {
  expect(read(429, {}, { "retry-after": "7" })).toMatchObject({ retryAfterMs: 7000 });
  expect(read(429)).toMatchObject({ code: "rate_limited", retryAfterMs: 60_000 });
  expect(read(503, {}, { "retry-after": "2" })).toMatchObject({
    code: "upstream_error",
    retryAfterMs: 2000,
  });
  const past = new Date(0).toUTCString();
  expect(read(429, {}, { "retry-after": past })).toMatchObject({ retryAfterMs: 0 });
});
