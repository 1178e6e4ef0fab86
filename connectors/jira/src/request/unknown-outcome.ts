import { ToolError } from "mortise";

const UNANSWERED = ["timeout", "unavailable", "upstream_error"];

/**
 * Waits for a request that must not be repeated blindly.
 *
 * When no answer came, what was asked for may have happened all the same; the error then says so
 * instead of inviting another try.
 */
export async function tellUnknownOutcome<Value>(request: Promise<Value>): Promise<Value> {
  try {
    return await request;
  } catch (error) {
    if (!ToolError.is(error) || !UNANSWERED.includes(error.code ?? "")) throw error;
    const [what = ""] = error.message.split(/(?<=\.) /);
    throw new ToolError(
      `${what} It may have been done all the same, so look whether it was before doing it again.`,
      {
        ...(error.code !== undefined && { code: error.code }),
        data: { ...error.data, retryable: false, outcome: "unknown" },
        cause: error,
      },
    );
  }
}
