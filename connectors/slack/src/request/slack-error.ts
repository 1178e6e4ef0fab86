import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { ToolError } from "mortise";

/**
 * Converts an error of a call to Slack to a ToolError for the model; an unknown error stays as it is.
 *
 * `subject` names what the call is about, such as `Channel #support`.
 */
export function toToolError(error: unknown, subject: string, timeoutMs: number): unknown {
  if (error instanceof WebAPIRateLimitedError) return rateLimited(error.retryAfter);
  if (error instanceof WebAPIPlatformError) return toPlatformError(error, subject);
  if (error instanceof WebAPIHTTPError) {
    return new ToolError(`Slack failed with status ${error.statusCode}. Try again in a moment.`, {
      code: "upstream_error",
      data: { status: error.statusCode, retryable: error.statusCode >= 500 },
    });
  }
  const reason = error instanceof WebAPIRequestError ? error.original : error;
  if (reason instanceof Error && reason.name === "TimeoutError") {
    return new ToolError(`Slack did not answer within ${timeoutMs / 1000} s.`, {
      code: "timeout",
      data: { retryable: true },
      cause: error,
    });
  }
  if (error instanceof WebAPIRequestError) {
    return new ToolError(
      "Slack cannot be reached. Try again later; if it stays so, the operator should check SLACK_API_URL and the network.",
      { code: "unavailable", data: { retryable: true }, cause: error },
    );
  }
  // The library has no class for a 429 without Retry-After.
  if (reason instanceof Error && /^Retry header/.test(reason.message)) return rateLimited();
  return error;
}

function rateLimited(seconds = 30): ToolError {
  return new ToolError(`Slack takes no more requests for now. Try again in ${seconds} s.`, {
    code: "rate_limited",
    retryAfterMs: seconds * 1000,
    data: { retryable: true },
  });
}

type Explain = (subject: string, data: WebAPIPlatformError["data"]) => string;

const unauthorized: Explain = (_, { error }) =>
  `Slack refused the connector's token (${error}). The operator must set SLACK_BOT_TOKEN to a valid bot token; trying again will not help.`;
const forbidden: Explain = (subject, { error }) =>
  `${subject}: Slack does not let this connector's app do this (${error}). The operator must allow it in the workspace.`;
const missing: Explain = (subject) =>
  `${subject} does not exist, or the connector's bot may not see it.`;
const failed: Explain = (_, { error }) => `Slack failed (${error}). Try again in a moment.`;

const platformErrors: Readonly<Record<string, readonly [code: string, explain: Explain]>> = {
  invalid_auth: ["unauthorized", unauthorized],
  not_authed: ["unauthorized", unauthorized],
  token_revoked: ["unauthorized", unauthorized],
  token_expired: ["unauthorized", unauthorized],
  account_inactive: ["unauthorized", unauthorized],
  missing_scope: [
    "forbidden",
    (_, data) =>
      `The connector's Slack app lacks the scope ${"needed" in data ? String(data.needed) : "this needs"}. The operator must add it to the app and install it again.`,
  ],
  not_allowed_token_type: ["forbidden", forbidden],
  access_denied: ["forbidden", forbidden],
  restricted_action: ["forbidden", forbidden],
  not_in_channel: [
    "forbidden",
    (subject) =>
      `${subject} exists, but the connector's bot is not in it. A member of the channel must invite the bot.`,
  ],
  channel_not_found: ["not_found", missing],
  thread_not_found: ["not_found", missing],
  message_not_found: ["not_found", missing],
  user_not_found: ["not_found", missing],
  users_not_found: ["not_found", missing],
  is_archived: ["conflict", (subject) => `${subject} is archived, so it takes no messages.`],
  invalid_cursor: [
    "invalid_arguments",
    () => "The cursor is not one of this list. Pass next_cursor of the page before, or none.",
  ],
  msg_too_long: ["invalid_arguments", () => "The text is too long for one Slack message."],
  internal_error: ["upstream_error", failed],
  fatal_error: ["upstream_error", failed],
  service_unavailable: ["upstream_error", failed],
  request_timeout: ["upstream_error", failed],
};

function toPlatformError({ data }: WebAPIPlatformError, subject: string): ToolError {
  if (data.error === "ratelimited") return rateLimited(data.response_metadata?.retryAfter);
  const known = platformErrors[data.error];
  if (known === undefined) {
    const details = data.response_metadata?.messages?.join(" ") ?? "";
    return new ToolError(`Slack refused this: ${data.error}. ${details}`.trim(), {
      code: "rejected",
      data: { slack_error: data.error },
    });
  }
  const [code, explain] = known;
  return new ToolError(explain(subject, data), {
    code,
    data: { slack_error: data.error, ...(code === "upstream_error" && { retryable: true }) },
  });
}
