import { APICallError } from "@ai-sdk/provider";
import { MortiseError } from "@mortise/protocol";
import type { ResolvedModel } from "./resolved-model.ts";

const DETAIL_LIMIT = 300;

/** Turns whatever a model call threw into a typed error that says what to do, without any secret. */
export function toModelError(error: unknown, resolved: ResolvedModel): MortiseError {
  if (MortiseError.is(error)) return error;
  const { label, title } = resolved;
  if (!APICallError.isInstance(error)) {
    return new MortiseError("MODEL_FAILED", `${label} failed: ${detailOf(error, resolved)}`, {
      cause: error,
    });
  }
  const status = error.statusCode;
  const data = { model: label, status };
  if (status === 401 || status === 403 || isKeyRefusal(error)) {
    // A provider's refusal may repeat a part of the key, so neither its words nor the cause are passed on.
    const key = resolved.keyName ?? "apiKey";
    return new MortiseError(
      "MODEL_UNAVAILABLE",
      `${title} refused the key in ${key} (HTTP ${status}); set ${key} to a valid key, or use another model`,
      { data: { ...data, variable: resolved.keyName } },
    );
  }
  if (status === undefined) {
    return new MortiseError(
      "MODEL_UNAVAILABLE",
      `${label} could not be reached at ${new URL(error.url).origin}: ${detailOf(error, resolved)}`,
      { cause: error, data },
    );
  }
  if (status < 300) {
    // The answer had begun, so the status says nothing of what went wrong.
    return new MortiseError(
      "MODEL_FAILED",
      `${label} broke off in the middle of its answer: ${detailOf(error.cause ?? error, resolved)}; ask again`,
      { cause: error, data },
    );
  }
  const advice =
    status === 404
      ? "; check the model's name"
      : status === 429
        ? "; the rate limit or quota is used up, try again later"
        : "";
  return new MortiseError(
    "MODEL_FAILED",
    `${label} answered HTTP ${status}: ${detailOf(error, resolved)}${advice}`,
    { cause: error, data },
  );
}

// Google answers a wrong key with 400.
function isKeyRefusal({ statusCode, message, responseBody = "" }: APICallError): boolean {
  return statusCode === 400 && /API_KEY_INVALID|API key not valid/i.test(message + responseBody);
}

// The key goes before the text is cut, lest a part of it is left at the end.
function detailOf(error: unknown, { apiKey }: ResolvedModel): string {
  const text = readMessage(error).replace(/\s+/g, " ");
  return (apiKey ? text.replaceAll(apiKey, "[key]") : text).slice(0, DETAIL_LIMIT);
}

function readMessage(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "string") return error;
  const { message, error: inner } = (error ?? {}) as { message?: unknown; error?: unknown };
  if (typeof message === "string") return message;
  if (inner !== undefined) return readMessage(inner);
  return JSON.stringify(error) ?? "unknown error";
}
