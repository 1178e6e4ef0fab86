import { AuthError } from "../error/auth-error.ts";

/** A refusal of an authorization page, with its error code (RFC 6749, 4.1.2.1). */
export class LoginRefusedError extends AuthError {
  /** The `error` of the callback. */
  readonly error: string | undefined;

  constructor(problem: string, error: string | undefined, hint: string) {
    super("login_failed", problem, { hint });
    this.error = error;
  }
}
