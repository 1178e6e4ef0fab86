import type { MortiseErrorData } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { ApiCallError } from "../language-model/api-call-error.ts";
import { isApiCallError } from "../language-model/api-call-error.ts";
import { cutText } from "../text/cut-text.ts";
import { isKeyRefusal, isTooLong } from "./model-refusal.ts";
import type { ResolvedModel } from "./resolved-model.ts";

/** The advice for a conversation that does not fit in the model's context. */
const TOO_LONG =
  "; the conversation is too long for this model: ask for less at once, use a model with a larger context, or empty it with conversation.clear()";

const DETAIL_LIMIT = 300;

/** The advice for a status, for those that have one. */
const ADVICE: Readonly<Record<number, string>> = {
  404: "; check the model's name",
  429: "; the rate limit or quota is used up, try again later",
};

/**
 * Turns what a model call threw into a typed error that says what to do, without any secret:
 * `MODEL_UNAVAILABLE` or `MODEL_FAILED`. A `MortiseError` stays as it is.
 */
export function toModelError(error: unknown, resolved: ResolvedModel): MortiseError {
  if (MortiseError.is(error)) return error;
  if (!isApiCallError(error)) {
    const advice = isTooLong(error) ? TOO_LONG : "";
    const message = `${resolved.label} failed: ${detailOf(error, resolved)}${advice}`;
    return new MortiseError("MODEL_FAILED", message, { cause: error });
  }
  return isKeyRefusal(error) ? refusedKey(error, resolved) : failedCall(error, resolved);
}

function refusedKey({ statusCode: status }: ApiCallError, resolved: ResolvedModel): MortiseError {
  const { label, title, keyName } = resolved;
  const key = keyName ?? "apiKey";
  // A provider's refusal may repeat a part of the key, so neither its words nor the cause are
  // passed on.
  return new MortiseError(
    "MODEL_UNAVAILABLE",
    `${title} refused the key in ${key} (HTTP ${status}); set ${key} to a valid key, or use another model`,
    { data: { model: label, status, variable: keyName } },
  );
}

function failedCall(error: ApiCallError, resolved: ResolvedModel): MortiseError {
  const { label } = resolved;
  const { statusCode: status, cause } = error;
  const data: MortiseErrorData["MODEL_FAILED"] = { model: label, status };
  if (status === undefined) {
    const message = `${label} could not be reached at ${new URL(error.url).origin}: ${detailOf(error, resolved)}`;
    return new MortiseError("MODEL_UNAVAILABLE", message, { cause: error, data });
  }
  // A status of success says nothing of what went wrong: the answer had begun.
  const message =
    status < 300
      ? `${label} broke off in the middle of its answer: ${detailOf(cause ?? error, resolved)}; ask again`
      : `${label} answered HTTP ${status}: ${detailOf(error, resolved)}${adviceFor(error, status)}`;
  return new MortiseError("MODEL_FAILED", message, { cause: error, data });
}

function adviceFor(error: ApiCallError, status: number): string {
  return isTooLong(error) ? TOO_LONG : (ADVICE[status] ?? "");
}

// The key goes before the text is cut, lest a part of it is left at the end.
function detailOf(error: unknown, { apiKey }: ResolvedModel): string {
  const text = readMessage(error).replace(/\s+/g, " ");
  return cutText(apiKey ? text.replaceAll(apiKey, "[key]") : text, DETAIL_LIMIT);
}

function readMessage(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "string") return error;
  const { message, error: inner } = (error ?? {}) as { message?: unknown; error?: unknown };
  if (typeof message === "string") return message;
  if (inner !== undefined) return readMessage(inner);
  return JSON.stringify(error) ?? "unknown error";
}
