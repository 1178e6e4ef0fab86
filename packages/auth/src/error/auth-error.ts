import { MortiseError, toLogLine } from "@mortise/protocol";
import type { AuthErrorCode } from "./auth-error-code.ts";

/** The `data` of an {@link AuthError}; never a secret. */
export type AuthErrorData = MortiseError<"AUTHORIZATION_FAILED">["data"] & {
  readonly code: AuthErrorCode;
  readonly hint: string;
};

/** The fix of an {@link AuthError}, its cause, and what the server answered. */
export interface AuthErrorOptions extends ErrorOptions {
  /** The fix as an order: `set resource to the public URL`. */
  readonly hint: string;
  /** The HTTP status of the answer. */
  readonly status?: number | undefined;
  /** The `WWW-Authenticate` header of the answer. */
  readonly challenge?: string | undefined;
  /** The scopes that are missing. */
  readonly scopes?: readonly string[] | undefined;
}

/** The most characters of a part of a message. */
const MAX_LENGTH = 1000;

/** A failure of authorization on this side of the wire, with its fix: switch on `data.code`. */
export class AuthError extends MortiseError<"AUTHORIZATION_FAILED"> {
  /** The name of the class. */
  override readonly name = "AuthError";
  /** The code and the fix. */
  declare readonly data: AuthErrorData;

  /** `problem` names the question and the finding; the message adds the hint. */
  constructor(code: AuthErrorCode, problem: string, options: AuthErrorOptions) {
    const { status, challenge, scopes, ...rest } = options;
    const hint = toShown(options.hint);
    super("AUTHORIZATION_FAILED", `${toShown(problem)}; ${hint}`, {
      ...rest,
      data: {
        code,
        hint,
        ...(status !== undefined && { status }),
        ...(challenge !== undefined && { challenge }),
        ...(scopes !== undefined && { scopes }),
      },
    });
  }

  /** Returns whether `error` is an AuthError, of this or another installed copy of the package. */
  static override is(error: unknown): error is AuthError {
    if (!MortiseError.is(error) || error.code !== "AUTHORIZATION_FAILED") return false;
    return typeof error.data.code === "string" && typeof error.data.hint === "string";
  }
}

/** Issuers, URLs and codes in a message are the words of a server, which may hold anything. */
function toShown(text: string): string {
  const line = toLogLine(text);
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH)} …`;
}
