import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { expect, test } from "vitest";
import { toToolError } from "./slack-error.ts";

const convert = (error: unknown): unknown => toToolError(error, "Channel #support", 10_000);

const answered = (status: number): WebAPIHTTPError => new WebAPIHTTPError(status, "", {});

const refused = (error: string, details: object = {}): WebAPIPlatformError =>
  new WebAPIPlatformError({ ok: false, error, ...details });

const timedOut = Object.assign(new Error("late"), { name: "TimeoutError" });

test.each([400, 401, 403, 404, 409, 413, 499])("status %i is not retryable", (status) => {
  expect(convert(answered(status))).toMatchObject({
    code: "upstream_error",
    data: { status, retryable: false },
  });
});

test.each([500, 502, 503, 504])("status %i is retryable", (status) => {
  expect(convert(answered(status))).toMatchObject({
    code: "upstream_error",
    data: { status, retryable: true },
  });
});

test.each<[string, unknown, string]>([
  ["no answer in time", timedOut, "timeout"],
  ["no answer in time, as the library wraps it", new WebAPIRequestError(timedOut), "timeout"],
  ["no connection", new WebAPIRequestError(new TypeError("fetch failed")), "unavailable"],
  ["an error inside Slack", refused("internal_error"), "upstream_error"],
])("%s is retryable", (_name, error, code) => {
  expect(convert(error)).toMatchObject({ code, data: { retryable: true } });
});

test.each<[string, string]>([
  ["invalid_auth", "unauthorized"],
  ["not_in_channel", "forbidden"],
  ["channel_not_found", "not_found"],
  ["is_archived", "conflict"],
  ["msg_too_long", "invalid_arguments"],
  ["something_new", "rejected"],
])("Slack's %s is %s, which another try does not change", (slackError, code) => {
  const error = convert(refused(slackError));
  expect(error).toMatchObject({ code, data: { slack_error: slackError } });
  expect(error).not.toHaveProperty("data.retryable");
});

test.each<[string, unknown, number]>([
  ["with its wait", new WebAPIRateLimitedError(7), 7_000],
  ["in an answer with status 200", refused("ratelimited"), 30_000],
  ["without a wait", new Error("Retry header did not contain a valid timeout."), 30_000],
])("a rate limit %s says when to try again", (_name, error, retryAfterMs) => {
  expect(convert(error)).toMatchObject({
    code: "rate_limited",
    retryAfterMs,
    data: { retryable: true },
  });
});

test("an error that is not Slack's stays as it is", () => {
  const error = new RangeError("out of range");
  expect(convert(error)).toBe(error);
});
