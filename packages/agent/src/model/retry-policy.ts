import { APICallError } from "@ai-sdk/provider";
import { MortiseError } from "@mortise/protocol";
import { BrokenAnswer } from "./broken-answer.ts";

/** How many times a step is tried again. */
const RETRY_LIMIT = 2;

const FIRST_DELAY = 1000;
/** A provider that asks for more patience than this is not waited for. */
const LONGEST_DELAY = 60_000;

/** Gives the milliseconds to wait before a failed step is tried again, or nothing when it should not be. */
export function retryDelay(error: unknown, attempt: number): number | undefined {
  if (attempt > RETRY_LIMIT || !isTransient(error)) return undefined;
  const asked = APICallError.isInstance(error) ? readRetryAfter(error.responseHeaders) : undefined;
  const delay = asked ?? FIRST_DELAY * 2 ** (attempt - 1);
  return delay <= LONGEST_DELAY ? delay : undefined;
}

/** Says in a few words why a step is tried again. */
export function retryReason(error: unknown): string {
  if (APICallError.isInstance(error) && error.statusCode !== undefined) {
    return `HTTP ${error.statusCode}`;
  }
  return error instanceof Error ? error.message : (providerMessage(error) ?? "the stream failed");
}

function isTransient(error: unknown): boolean {
  if (APICallError.isInstance(error)) return error.isRetryable;
  if (MortiseError.is(error)) return error.code === "TIMEOUT";
  if (error instanceof BrokenAnswer) return true;
  // `fetch` reports a connection that was refused or cut as a TypeError.
  if (error instanceof TypeError) return true;
  const text = error instanceof Error ? `${error.name} ${error.message}` : providerMessage(error);
  return /overload|unavailable|server.?error|rate.?limit|too many|terminated|socket|ECONNRESET|closed/i.test(
    text ?? "",
  );
}

function readRetryAfter(headers: Record<string, string> | undefined): number | undefined {
  const milliseconds = Number(headers?.["retry-after-ms"]);
  if (headers?.["retry-after-ms"] && milliseconds >= 0) return milliseconds;
  const after = headers?.["retry-after"];
  if (!after) return undefined;
  const seconds = Number(after);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function providerMessage(error: unknown): string | undefined {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return undefined;
  const { message, type, code } = error as { message?: unknown; type?: unknown; code?: unknown };
  return [message, type, code].filter((part) => typeof part === "string").join(" ") || undefined;
}
