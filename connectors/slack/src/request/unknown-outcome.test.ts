import { ToolError } from "mortise";
import { expect, test } from "vitest";
import { tellUnknownOutcome } from "./unknown-outcome.ts";

const fail = (code: string, data: Record<string, unknown> = {}): Promise<never> =>
  Promise.reject(new ToolError("Slack failed. Try again in a moment.", { code, data }));

test.each(["timeout", "unavailable", "upstream_error"])(
  "a write that ends in %s is not retryable, since it may have been done",
  async (code) => {
    const error: unknown = await tellUnknownOutcome(
      fail(code, { status: 500, retryable: true }),
    ).catch((caught) => caught);
    expect(error).toMatchObject({
      code,
      data: { status: 500, retryable: false, outcome: "unknown" },
    });
    expect(String(error)).toMatch(/^ToolError: Slack failed\. It may have been done all the same/);
    expect(String(error)).not.toContain("Try again");
  },
);

test.each(["rate_limited", "not_found", "rejected"])(
  "a write that ends in %s was not done, and its error stays as it is",
  async (code) => {
    const error: unknown = await tellUnknownOutcome(fail(code)).catch((caught) => caught);
    expect(error).toMatchObject({ code, message: "Slack failed. Try again in a moment." });
    expect(error).not.toHaveProperty("data.outcome");
  },
);

test("a write that succeeds gives its value", async () => {
  expect(await tellUnknownOutcome(Promise.resolve("sent"))).toBe("sent");
});
