import { ToolError } from "@mortise/protocol";

/** Codes of failures that leave open whether the request was carried out. */
const UNANSWERED: readonly (string | undefined)[] = ["timeout", "unavailable", "upstream_error"];

/**
 * Awaits a request that must not be repeated blindly, such as a message to post or a ticket to create.
 *
 * A ToolError with the code `timeout`, `unavailable` or `upstream_error` does not say whether the
 * request was carried out. It is thrown again with `retryable: false` and `outcome: "unknown"` in its
 * data, without `retryAfterMs`, and with advice to look first in place of everything after its first
 * sentence. Other errors pass unchanged.
 */
export async function atMostOnce<Value>(request: Promise<Value>): Promise<Value> {
  try {
    return await request;
  } catch (error) {
    if (!ToolError.is(error) || !UNANSWERED.includes(error.code)) throw error;
    const [failure = ""] = error.message.split(/(?<=\.) /);
    throw new ToolError(
      `${failure} The request may have been carried out; check before you repeat it.`,
      {
        ...(error.code !== undefined && { code: error.code }),
        data: { ...error.data, retryable: false, outcome: "unknown" },
        cause: error,
      },
    );
  }
}
