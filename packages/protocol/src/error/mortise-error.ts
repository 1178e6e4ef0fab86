/** Every code of a {@link MortiseError}; stable across releases. */
export type MortiseErrorCode =
  | "ABORTED"
  | "CLOSED"
  | "CONNECTION_CLOSED"
  | "CONNECTION_FAILED"
  | "HTTP_ERROR"
  | "INVALID_DEFINITION"
  | "INVALID_OPTION"
  | "INVALID_RESPONSE"
  | "MODEL_FAILED"
  | "MODEL_UNAVAILABLE"
  | "SERVER_EXITED"
  | "TIMEOUT"
  | "UNSUPPORTED_REVISION"
  | "VERIFICATION_FAILED";

const BRAND = Symbol.for("mortise.error");

/**
 * A failure on this side of the wire; switch on {@link MortiseError.code}.
 *
 * What the other side reports is a `ProtocolError`; what a user's schema or handler throws stays
 * the user's. `data` holds what a program needs to react, never a secret.
 */
export class MortiseError extends Error {
  static {
    Object.defineProperty(MortiseError.prototype, BRAND, { value: true });
  }

  override readonly name: string = "MortiseError";
  readonly code: MortiseErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: MortiseErrorCode,
    message: string,
    options: ErrorOptions & { readonly data?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.data = options.data ?? {};
  }

  /** Tells whether `error` is a MortiseError, of this or another installed copy of the package. */
  static is(error: unknown): error is MortiseError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
