import type { ApiCallError } from "../language-model/api-call-error.ts";
import { isApiCallError } from "../language-model/api-call-error.ts";

/** The words by which providers and servers refuse a prompt that does not fit in the context. */
const TOO_LONG =
  /(prompt|input|request|context|conversation|messages?)\b[^.]{0,60}\b(too (long|large)|exceed)|context.?(length|window|size)|maximum (context|number of tokens)|too many (input )?tokens|token count/i;

/** Statuses by which providers refuse the content of a request. */
const CONTENT_REFUSALS: readonly (number | undefined)[] = [400, 413, 415, 422];

/** Says whether a model refused a prompt because it is too long. */
export function isTooLong(error: unknown): boolean {
  if (!isApiCallError(error)) return TOO_LONG.test(wordsOf(error));
  // A limit of the rate speaks of tokens too, and passes.
  if (!CONTENT_REFUSALS.includes(error.statusCode)) return false;
  return TOO_LONG.test(`${error.message} ${error.responseBody ?? ""}`);
}

/** Says whether a provider refused a request, and may have done so because of a file in it. */
export function isContentRefusal(error: unknown): boolean {
  return (
    isApiCallError(error) && CONTENT_REFUSALS.includes(error.statusCode) && !isKeyRefusal(error)
  );
}

/** Says whether a provider refused the key; Google answers a wrong key with 400. */
export function isKeyRefusal({ statusCode, message, responseBody = "" }: ApiCallError): boolean {
  if (statusCode === 401 || statusCode === 403) return true;
  return statusCode === 400 && /API_KEY_INVALID|API key not valid/i.test(message + responseBody);
}

function wordsOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return JSON.stringify(error) ?? "";
}
