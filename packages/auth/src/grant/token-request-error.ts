import { AuthError } from "../error/auth-error.ts";

/** A refusal of a token endpoint, with its error code (RFC 6749, 5.2). */
export class TokenRequestError extends AuthError {
  /** The `error` of the answer, such as `invalid_grant`; absent if the answer has none. */
  readonly error: string | undefined;

  constructor(
    problem: string,
    options: { readonly hint: string; readonly status: number; readonly error: string | undefined },
  ) {
    const { hint, status, error } = options;
    super("token_request_failed", problem, { hint, status });
    this.error = error;
  }
}
