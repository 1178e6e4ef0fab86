import { ToolError } from "mortise";
import { z } from "zod";

const bodySchema = z.object({
  errorMessages: z.array(z.string()).default([]),
  errors: z.record(z.string(), z.string()).default({}),
});

/** Turns an answer of Jira that is an error into what the model reads. */
export function toToolError(
  response: Pick<Response, "status" | "headers">,
  body: unknown,
  subject: string,
): ToolError {
  const { status } = response;
  const retryAfterMs = readRetryAfter(response.headers.get("retry-after"));
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (status) {
    case 401:
      return new ToolError(
        "Jira refused the connector's credentials. The operator must set JIRA_EMAIL and JIRA_API_TOKEN to a valid account and token; trying again will not help.",
        { code: "unauthorized", data: { status } },
      );
    case 403:
      return new ToolError(
        `The connector's Jira account may not do this to ${subject}. The operator must give the account of JIRA_EMAIL the permission.`,
        { code: "forbidden", data: { status } },
      );
    case 404:
      return new ToolError(
        `${subject} does not exist, or the connector's Jira account may not see it.`,
        { code: "not_found", data: { status } },
      );
    case 429:
      return new ToolError(
        `Jira takes no more requests for now. Try again ${retryAfterMs === undefined ? "in a minute" : `in ${Math.ceil(retryAfterMs / 1000)} s`}.`,
        { code: "rate_limited", retryAfterMs: retryAfterMs ?? 60_000, data: { retryable: true } },
      );
    default:
      return status >= 500
        ? new ToolError(`Jira failed with status ${status}. Try again in a moment.`, {
            code: "upstream_error",
            data: { status, retryable: true },
            ...wait,
          })
        : new ToolError(`Jira refused this: ${describe(body) || `status ${status}`}`, {
            code: "rejected",
            data: { status },
          });
  }
}

function describe(body: unknown): string {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return "";
  const { errorMessages, errors } = parsed.data;
  return [
    ...errorMessages,
    ...Object.entries(errors).map(([field, message]) => `${field}: ${message}`),
  ].join(" ");
}

/** Reads a `Retry-After` header, seconds or a date, as milliseconds. */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.round(ms));
}
