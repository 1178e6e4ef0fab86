import { MortiseError } from "@mortise/protocol";
import { isApiCallError } from "../language-model/api-call-error.ts";
import { BrokenAnswer } from "./broken-answer.ts";

/** How many times a step is tried again. */
const RETRY_LIMIT = 2;

const FIRST_DELAY_MS = 1000;

/** A provider that asks for more patience than this is not waited for. */
const LONGEST_DELAY_MS = 60_000;

/** The words by which providers and platforms describe failures that pass. */
const TRANSIENT =
  /overload|unavailable|server.?error|rate.?limit|too many|terminated|socket|ECONNRESET|closed/i;

/** The words by which platforms refuse an address that is none. */
const NO_ADDRESS = /parse URL|invalid URL/i;

/** A step that failed. */
export interface FailedAttempt {
  readonly error: unknown;
  /** How many times the step was tried, this time included. */
  readonly attempt: number;
  /** The time, in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Gives the milliseconds to wait before a step is tried again; `undefined` when it should not be.
 */
export function retryDelay({ error, attempt, now }: FailedAttempt): number | undefined {
  if (attempt > RETRY_LIMIT || !isTransient(error)) return undefined;
  const asked = isApiCallError(error) ? readRetryAfter(error.responseHeaders, now) : undefined;
  const delayMs = asked ?? FIRST_DELAY_MS * 2 ** (attempt - 1);
  return delayMs <= LONGEST_DELAY_MS ? delayMs : undefined;
}

/** Says in a few words why a step is tried again. */
export function retryReason(error: unknown): string {
  if (isApiCallError(error) && error.statusCode !== undefined) return `HTTP ${error.statusCode}`;
  return error instanceof Error ? error.message : (providerMessage(error) ?? "the stream failed");
}

function isTransient(error: unknown): boolean {
  if (error instanceof Error && NO_ADDRESS.test(error.message)) return false;
  if (isApiCallError(error)) return error.isRetryable;
  if (MortiseError.is(error)) return error.code === "TIMEOUT";
  if (error instanceof BrokenAnswer) return true;
  // `fetch` reports a connection that was refused or cut as a TypeError.
  if (error instanceof TypeError) return true;
  const text = error instanceof Error ? `${error.name} ${error.message}` : providerMessage(error);
  return TRANSIENT.test(text ?? "");
}

/** Reads how many milliseconds the provider asks to wait (RFC 9110, 10.2.3). */
function readRetryAfter(
  headers: Readonly<Record<string, string>> | undefined,
  now: number,
): number | undefined {
  const milliseconds = Number(headers?.["retry-after-ms"]);
  if (headers?.["retry-after-ms"] && milliseconds >= 0) return milliseconds;
  const after = headers?.["retry-after"];
  if (!after) return undefined;
  const seconds = Number(after);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function providerMessage(error: unknown): string | undefined {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return undefined;
  const { message, type, code } = error as { message?: unknown; type?: unknown; code?: unknown };
  return [message, type, code].filter((part) => typeof part === "string").join(" ") || undefined;
}
