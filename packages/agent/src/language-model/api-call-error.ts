/** The error of AI SDK's adapters for a call that a provider refuses, or that does not reach it. */
export interface ApiCallError extends Error {
  /** The address of the request. */
  readonly url: string;
  /** The HTTP status; absent without a response. */
  readonly statusCode?: number;
  /** The headers of the response, by lower-case name. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** The body of the response. */
  readonly responseBody?: string;
  /** Whether the adapter thinks that the call may succeed when it is made again. */
  readonly isRetryable: boolean;
}

/** The mark that AI SDK puts on the error, so that several copies of it can live together. */
const MARK = Symbol.for("vercel.ai.error.AI_APICallError");

/** Says whether an adapter threw an error because of its provider. */
export function isApiCallError(error: unknown): error is ApiCallError {
  return error instanceof Error && Reflect.get(error, MARK) === true;
}
