import { ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { atMostOnce } from "./at-most-once.ts";

test("passes a result on", async () => {
  await expect(atMostOnce(Promise.resolve(7))).resolves.toBe(7);
});

for (const code of ["timeout", "unavailable", "upstream_error"]) {
  test(`a failure with the code ${code} becomes one that must not be repeated`, async () => {
    const cause = new ToolError("Slack did not answer within 10 s. Try again in a moment.", {
      code,
      retryAfterMs: 1000,
      data: { retryable: true, status: 503 },
    });
    const error: unknown = await atMostOnce(Promise.reject(cause)).catch((reason) => reason);
    expect(error).toMatchObject({
      message:
        "Slack did not answer within 10 s. The request may have been carried out; check before you repeat it.",
      code,
      retryAfterMs: undefined,
      data: { retryable: false, status: 503, outcome: "unknown" },
      cause,
    });
  });
}

for (const code of ["rate_limited", "not_found", "rejected"]) {
  test(`a failure with the code ${code} was not carried out and passes unchanged`, async () => {
    const refusal = new ToolError("Slack refused this. Try again later.", { code });
    await expect(atMostOnce(Promise.reject(refusal))).rejects.toBe(refusal);
  });
}

test("an error that is not a ToolError passes unchanged", async () => {
  const unknown = new Error("socket hang up");
  await expect(atMostOnce(Promise.reject(unknown))).rejects.toBe(unknown);
});
