import { APICallError } from "@ai-sdk/provider";
import { describe, expect, test } from "vitest";
import { isContentRefusal, isTooLong } from "./model-refusal.ts";

function refusal(statusCode: number, message: string, responseBody = ""): APICallError {
  return new APICallError({
    message,
    url: "https://x",
    requestBodyValues: {},
    statusCode,
    responseBody,
  });
}

describe("a prompt is too long", () => {
  test.each([
    refusal(400, "prompt is too long: 213462 tokens > 200000 maximum"),
    refusal(413, "Request exceeds the maximum size"),
    refusal(400, "Bad Request", '{"error":{"code":"context_length_exceeded"}}'),
    refusal(400, "Your input exceeds the context window of this model."),
    refusal(
      400,
      "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).",
    ),
    refusal(
      400,
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    ),
    refusal(400, "the request exceeds the available context size. try increasing the context size"),
    {
      type: "error",
      error: { code: "context_length_exceeded", message: "Your input exceeds the context window" },
    },
  ])("%s", (error) => {
    expect(isTooLong(error)).toBe(true);
  });

  test.each([
    refusal(429, "Too many input tokens per minute; rate limit reached"),
    refusal(400, "messages.1.content.0.image.source.base64: image exceeds 5 MB maximum"),
    refusal(400, "Invalid 'tools[0].function.description': string too long. Expected 1024"),
    refusal(500, "prompt is too long"),
    new Error("terminated"),
  ])("but not with %s", (error) => {
    expect(isTooLong(error)).toBe(false);
  });
});

test.each<[number, string, boolean]>([
  [400, "Could not process image", true],
  [413, "too large", true],
  [415, "Unsupported media", true],
  [400, "API key not valid. Please pass a valid API key.", false],
  [401, "no", false],
  [429, "no", false],
  [500, "no", false],
])("HTTP %i with %j may be about the content: %s", (status, message, isContent) => {
  expect(isContentRefusal(refusal(status, message))).toBe(isContent);
  expect(isContentRefusal(new Error(message))).toBe(false);
});
