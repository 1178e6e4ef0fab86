import { APICallError } from "@ai-sdk/provider";
import { MortiseError } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { scriptedModel } from "../language-model/fixture/scripted-model.ts";
import { toModelError } from "./model-error.ts";
import type { ResolvedModel } from "./resolved-model.ts";

const KEY = "sk-0123456789abcdef";

const resolved: ResolvedModel = {
  model: scriptedModel([]),
  label: "anthropic/claude-x",
  source: "given",
  title: "Anthropic",
  keyName: "ANTHROPIC_API_KEY",
  apiKey: KEY,
};

function answered(
  statusCode: number | undefined,
  message = "refused",
  more: { responseBody?: string; cause?: unknown } = {},
): APICallError {
  return new APICallError({
    message,
    url: "https://models.test/v1/messages",
    requestBodyValues: {},
    ...(statusCode !== undefined && { statusCode }),
    ...more,
  });
}

describe("a refusal of the provider", () => {
  test.each<[number, string, RegExp]>([
    [400, "bad request", /^anthropic\/claude-x answered HTTP 400: bad request$/],
    [404, "not found", /HTTP 404: not found; check the model's name$/],
    [429, "slow down", /HTTP 429: slow down; the rate limit or quota is used up, try again later$/],
    [500, "oops", /HTTP 500: oops$/],
  ])("%i says what to do", (status, message, expected) => {
    const error = toModelError(answered(status, message), resolved);
    expect(error).toMatchObject({
      code: "MODEL_FAILED",
      data: { model: "anthropic/claude-x", status },
    });
    expect(error.message).toMatch(expected);
  });

  test.each([401, 403])("%i is about the key, and repeats nothing of it", (status) => {
    const error = toModelError(answered(status, `Invalid key ${KEY.slice(0, 8)}`), resolved);
    expect(error).toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: `Anthropic refused the key in ANTHROPIC_API_KEY (HTTP ${status}); set ANTHROPIC_API_KEY to a valid key, or use another model`,
      data: { variable: "ANTHROPIC_API_KEY", status },
    });
    expect(error.cause).toBeUndefined();
  });

  test("Google refuses a key with 400", () => {
    const error = answered(400, "API key not valid. Please pass a valid API key.");
    expect(toModelError(error, resolved).code).toBe("MODEL_UNAVAILABLE");
    const inBody = answered(400, "Bad Request", { responseBody: '{"reason":"API_KEY_INVALID"}' });
    expect(toModelError(inBody, resolved).code).toBe("MODEL_UNAVAILABLE");
  });

  test("a key without a variable is the option", () => {
    const error = toModelError(answered(401), { ...resolved, keyName: undefined });
    expect(error.message).toContain("the key in apiKey");
  });
});

test("a provider that cannot be reached is named by its address, without the path", () => {
  const error = toModelError(answered(undefined, "connect ECONNREFUSED"), resolved);
  expect(error).toMatchObject({
    code: "MODEL_UNAVAILABLE",
    message: "anthropic/claude-x could not be reached at https://models.test: connect ECONNREFUSED",
  });
});

test("an answer that had begun broke off, whatever its status", () => {
  const cause = new Error("terminated");
  const error = toModelError(answered(200, "Failed to process", { cause }), resolved);
  expect(error.code).toBe("MODEL_FAILED");
  expect(error.message).toBe(
    "anthropic/claude-x broke off in the middle of its answer: terminated; ask again",
  );
});

describe("other failures", () => {
  test.each<[unknown, string]>([
    [new TypeError("fetch failed"), "fetch failed"],
    ["overloaded", "overloaded"],
    [{ message: "Overloaded" }, "Overloaded"],
    [{ error: { message: "deep" } }, "deep"],
    [{ reason: 7 }, '{"reason":7}'],
    [undefined, "unknown error"],
  ])("%j is a failure of the model", (error, detail) => {
    const failure = toModelError(error, resolved);
    expect(failure.code).toBe("MODEL_FAILED");
    expect(failure.message).toBe(`anthropic/claude-x failed: ${detail}`);
    expect(failure.cause).toBe(error);
  });

  test("a typed error stays as it is", () => {
    const error = new MortiseError("TIMEOUT", "silent");
    expect(toModelError(error, resolved)).toBe(error);
  });
});

test("the key is removed from messages before they are cut", () => {
  const long = `${"x".repeat(290)} ${KEY} and more`;
  const error = toModelError(answered(500, long), resolved);
  expect(error.message).not.toContain(KEY.slice(0, 8));
  expect(error.message).toContain("[key]");
  expect(error.message.length).toBeLessThan(350);
});
