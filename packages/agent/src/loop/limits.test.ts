import { describe, expect, test } from "vitest";
import { describeLimit, resolveLimits } from "./limits.ts";

test("limits have defaults", () => {
  expect(resolveLimits()).toEqual({
    steps: 20,
    toolCalls: 40,
    tokens: 200_000,
    timeMs: 300_000,
    silenceMs: 60_000,
    resultSize: 25_000,
  });
});

test("times may be words or milliseconds", () => {
  expect(resolveLimits({ time: "2m", silence: 500 })).toMatchObject({
    timeMs: 120_000,
    silenceMs: 500,
  });
});

describe("a limit must be greater than zero", () => {
  test.each(["steps", "toolCalls", "tokens", "time", "silence", "resultSize"] as const)(
    "%s",
    (name) => {
      expect(() => resolveLimits({ [name]: 0 })).toThrow(
        expect.objectContaining({
          code: "INVALID_OPTION",
          message: `limits.${name} is 0; it must be greater than zero`,
          data: { option: `limits.${name}` },
        }),
      );
      expect(() => resolveLimits({ [name]: Number.NaN })).toThrow(
        expect.objectContaining({ code: "INVALID_OPTION" }),
      );
    },
  );
});

test.each([
  ["steps", { steps: 1 }, "the limit of 1 step for one request"],
  ["steps", { steps: 2 }, "the limit of 2 steps for one request"],
  ["toolCalls", { toolCalls: 1 }, "the limit of 1 tool call for"],
  ["tokens", { tokens: 700 }, "the limit of 700 tokens for"],
  ["time", { time: "90s" }, "the limit of 90 seconds for"],
] as const)("%s of %j end in a sentence with the way out", (name, options, expected) => {
  const sentence = describeLimit(name, resolveLimits(options));
  expect(sentence).toContain(`I stopped at ${expected}`);
  expect(sentence).toContain(`raise limits.${name} to let me go on.`);
});
